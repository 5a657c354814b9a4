import type { KubeObject } from '../../src/kube/ports.ts'
import type { Statement } from '../../src/domain/policy-document.ts'
import type { Role } from '../../src/sandbox/aws/account.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { NAMESPACE, ROLE } from './fault.ts'

const MERGE = 'application/merge-patch+json'

export function role(sandbox: Sandbox): Role {
  const found = sandbox.aws.account.roles.get(ROLE)
  if (!found) throw new Error('the role is gone')
  return found
}

/** The one statement of ours in the role's trust. */
export function trustStatement(sandbox: Sandbox): Statement {
  const ours = [role(sandbox).trust.Statement].flat().find(({ Sid }) => Sid === 'FluxIrsa')
  if (!ours) throw new Error('the trust has no statement of ours')
  return ours
}

export function issuerHost({ issuer }: Sandbox): string {
  return issuer.replace('https://', '')
}

/** The statements of the role's policy, in force. */
export function policyStatements(sandbox: Sandbox): Statement[] {
  const policy = sandbox.aws.account.policies.get(role(sandbox).attached[0] ?? '')
  const version = policy?.versions.find(({ id }) => id === policy.defaultVersion)
  if (!version) throw new Error('no policy in force')
  version.document.Statement = [version.document.Statement].flat()
  return version.document.Statement
}

export const paths = {
  account: (name: string) => `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${name}`,
  deployment: (name: string) => `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/${name}`,
  image: (name: string) => `/apis/image.toolkit.fluxcd.io/v1/namespaces/apps/imagerepositories/${name}`,
  policy: (name: string) => `/apis/image.toolkit.fluxcd.io/v1/namespaces/apps/imagepolicies/${name}`,
  automation: (name: string) => `/apis/image.toolkit.fluxcd.io/v1/namespaces/apps/imageupdateautomations/${name}`,
  source: (plural: string, name: string) => `/apis/source.toolkit.fluxcd.io/v1/namespaces/apps/${plural}/${name}`,
  sync: (plural: 'gitrepositories' | 'kustomizations') =>
    `/apis/${plural === 'gitrepositories' ? 'source' : 'kustomize'}.toolkit.fluxcd.io/v1/namespaces/${NAMESPACE}/${plural}/${NAMESPACE}`,
  secret: `/api/v1/namespaces/${NAMESPACE}/secrets/flux-irsa-git`,
  instance: `/apis/fluxcd.controlplane.io/v1/namespaces/${NAMESPACE}/fluxinstances/flux`,
  webhook: '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/pod-identity-webhook',
  crd: (name: string) => `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`,
}

/** A merge patch by somebody whom flux-operator leaves alone. */
export async function patch(sandbox: Sandbox, path: string, body: object, manager = 'a-colleague'): Promise<void> {
  sandbox.kube.store.patch(path, body, { type: MERGE, manager })
  await sandbox.idle()
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
export async function say(sandbox: Sandbox, path: string, { condition, more, ahead = 0 }: Said): Promise<void> {
  const observedGeneration = (sandbox.kube.store.get(path)?.metadata.generation ?? 1) + ahead
  await patch(
    sandbox,
    `${path}/status`,
    { status: { observedGeneration, conditions: [{ ...condition, observedGeneration }], ...more } },
    'a-controller',
  )
}

/** The container of a controller with these fields, in place of its own. */
export async function patchContainer(
  sandbox: Sandbox,
  name: string,
  change: (container: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  const deployment = sandbox.kube.store.get(paths.deployment(name)) as KubeObject & {
    spec: { template: { spec: { containers: Record<string, unknown>[] } } }
  }
  const containers = deployment.spec.template.spec.containers.map((container, at) =>
    at === 0 ? change(structuredClone(container)) : container,
  )
  await patch(sandbox, paths.deployment(name), { spec: { template: { spec: { containers } } } })
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

export function podsOf(sandbox: Sandbox, controller: string): KubeObject[] {
  return sandbox.kube.store
    .list(`/api/v1/namespaces/${NAMESPACE}/pods`)
    .filter(({ metadata }) => metadata.name.startsWith(`${controller}-`))
}

export async function deletePods(sandbox: Sandbox, controller: string): Promise<void> {
  for (const { metadata } of podsOf(sandbox, controller)) sandbox.kube.store.delete(`/api/v1/namespaces/${NAMESPACE}/pods/${metadata.name}`)
  await sandbox.idle()
}
