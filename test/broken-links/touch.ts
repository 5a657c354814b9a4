import type { KubeObject } from '../../src/model/kube.ts'
import { NAMESPACE } from './fault.ts'
import { objectAt, objectsAt, type Scene } from './scene.ts'

export const PATCH_TYPES = { merge: 'application/merge-patch+json', json: 'application/json-patch+json' } as const

export const paths = {
  account: (name: string) => `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${name}`,
  deployment: (name: string) => `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/${name}`,
  pods: `/api/v1/namespaces/${NAMESPACE}/pods`,
  images: '/apis/image.toolkit.fluxcd.io/v1/namespaces/apps/imagerepositories',
  image: (name: string) => `${paths.images}/${name}`,
  policy: (name: string) => `/apis/image.toolkit.fluxcd.io/v1/namespaces/apps/imagepolicies/${name}`,
  automation: (name: string) => `/apis/image.toolkit.fluxcd.io/v1/namespaces/apps/imageupdateautomations/${name}`,
  source: (plural: string, name: string) => `/apis/source.toolkit.fluxcd.io/v1/namespaces/apps/${plural}/${name}`,
  kustomization: (name: string) => `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/apps/kustomizations/${name}`,
  sync: (plural: 'gitrepositories' | 'kustomizations') =>
    `/apis/${plural === 'gitrepositories' ? 'source' : 'kustomize'}.toolkit.fluxcd.io/v1/namespaces/${NAMESPACE}/${plural}/${NAMESPACE}`,
  secret: `/api/v1/namespaces/${NAMESPACE}/secrets/flux-irsa-git`,
  instance: `/apis/fluxcd.controlplane.io/v1/namespaces/${NAMESPACE}/fluxinstances/flux`,
  webhook: '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/pod-identity-webhook',
  crd: (name: string) => `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`,
}

/** A patch by somebody whom flux-operator leaves alone, unless told otherwise. */
export async function patch(scene: Scene, path: string, body: object, manager = 'a-colleague', type: keyof typeof PATCH_TYPES = 'merge') {
  const query = { fieldManager: manager }
  await scene.api.json({ method: 'PATCH', path, query, body, contentType: PATCH_TYPES[type] }, `patch ${path}`)
}

export async function create(scene: Scene, path: string, body: object, manager = 'a-colleague'): Promise<void> {
  await scene.api.json({ method: 'POST', path, query: { fieldManager: manager }, body }, `create at ${path}`)
}

export async function remove(scene: Scene, path: string): Promise<void> {
  await scene.api.json({ method: 'DELETE', path }, `delete ${path}`)
}

export interface Said {
  condition: { type: 'Ready'; status: 'True' | 'False'; reason: string; message: string }
  more: object
  /** The controller will have seen this many changes more. */
  ahead?: number
}

export function ready(status: 'True' | 'False', reason: string, message: string, more: object = {}): Said {
  return { condition: { type: 'Ready', status, reason, message }, more }
}

/** A controller's word on the object as it is now. */
export async function say(scene: Scene, path: string, { condition, more, ahead = 0 }: Said): Promise<void> {
  const observedGeneration = ((await objectAt(scene, path))?.metadata.generation ?? 1) + ahead
  const lastTransitionTime = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
  const status = { observedGeneration, conditions: [{ ...condition, observedGeneration, lastTransitionTime }], ...more }
  await patch(scene, `${path}/status`, { status }, 'a-controller')
}

export async function annotate(scene: Scene, path: string, annotations: Record<string, string | null>, manager?: string): Promise<void> {
  await patch(scene, path, { metadata: { annotations } }, manager)
}

/** The container of a controller with these fields, in place of its own. */
export async function patchContainer(
  scene: Scene,
  name: string,
  change: (container: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  const deployment = (await objectAt(scene, paths.deployment(name))) as KubeObject & {
    spec: { template: { spec: { containers: Record<string, unknown>[] } } }
  }
  const containers = deployment.spec.template.spec.containers.map((container, at) => (at === 0 ? change(container) : container))
  await patch(scene, paths.deployment(name), { spec: { template: { spec: { containers } } } })
}

export function variable(name: string, value: string) {
  return (container: Record<string, unknown>) => ({
    ...container,
    env: [...((container['env'] as object[] | undefined) ?? []), { name, value }],
  })
}

export function withoutVariable(...names: string[]) {
  return (container: Record<string, unknown>) => ({
    ...container,
    env: ((container['env'] as { name: string }[] | undefined) ?? []).filter(({ name }) => !names.includes(name)),
  })
}

export async function podsOf(scene: Scene, controller: string): Promise<KubeObject[]> {
  return (await objectsAt(scene, paths.pods)).filter(({ metadata }) => metadata.name.startsWith(`${controller}-`))
}

/** The Deployment makes others in their place. */
export async function deletePods(scene: Scene, controller: string): Promise<void> {
  for (const { metadata } of await podsOf(scene, controller)) await remove(scene, `${paths.pods}/${metadata.name}`)
  await scene.settle()
}
