import type { KubeObject } from '../../../src/model/kube.ts'
import { OPERATOR } from '../../../src/flux/names.ts'
import { isAvailable } from '../../../src/resources/operator-release.ts'
import type { Api } from '../../../src/kube/request.ts'
import type { Kube } from '../ports.ts'

const SYSTEM = new Set(['default', 'kube-node-lease', 'kube-public', 'kube-system'])
const FINALIZED = ['FluxInstance', 'Kustomization', 'GitRepository', 'ImageRepository']
const RBAC = '/apis/rbac.authorization.k8s.io/v1'

/** Takes away every namespace that is not the system's, and what Flux has in the whole cluster, so that the next case starts anew. */
export async function emptyCluster(kube: Kube, api: Api): Promise<void> {
  const namespaces = ((await kube.list({ kind: 'Namespace' })) ?? []).map((one) => one.metadata.name).filter((name) => !SYSTEM.has(name))
  await stopOperator(kube)
  for (const namespace of namespaces) await removeAll(kube, 'Deployment', namespace)
  await removeFlux(kube, api)
  for (const name of namespaces) await kube.delete({ kind: 'Namespace', name })
  await Promise.all(namespaces.map((name) => gone(kube, { kind: 'Namespace', name })))
}

/** The same for one namespace that stays (a real one takes seconds to go), or is made. */
export async function emptyNamespace(kube: Kube, api: Api, namespace: string): Promise<void> {
  if (await kube.get({ kind: 'Namespace', name: namespace })) {
    await stopOperator(kube)
    await removeAll(kube, 'Deployment', namespace)
    await removeFlux(kube, api)
    await Promise.all([removeAll(kube, 'Secret', namespace), removeAll(kube, 'ServiceAccount', namespace)])
  } else {
    await removeFlux(kube, api)
    await kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  }
}

/**
 * Takes the FluxInstances away and leaves their Flux. An operator in the middle of a reconcile would bring back what is removed below, and
 * then wait for it for minutes; a paused one only takes its finalizer off, and does that once it is done with what it was at.
 */
async function stopOperator(kube: Kube): Promise<void> {
  const operators = ((await kube.list({ kind: 'Deployment' })) ?? []).filter(({ metadata }) => metadata.name === OPERATOR)
  const served = operators.filter((operator) => isAvailable(operator)).map(({ metadata }) => metadata.namespace)
  const instances = ((await kube.list({ kind: 'FluxInstance' })) ?? []).filter(({ metadata }) => served.includes(metadata.namespace))
  for (const instance of instances) {
    await kube.mergePatch(refOf(instance), { metadata: { annotations: { 'fluxcd.controlplane.io/reconcile': 'disabled' } } })
    await kube.delete(refOf(instance))
    await gone(kube, refOf(instance))
  }
}

async function removeAll(kube: Kube, kind: string, namespace: string): Promise<void> {
  const names = ((await kube.list({ kind, namespace })) ?? []).map((one) => one.metadata.name).filter((name) => name !== 'default')
  await Promise.all(names.map((name) => kube.delete({ kind, namespace, name })))
  await Promise.all(names.map((name) => gone(kube, { kind, namespace, name })))
}

/** Flux's CRDs with all of their objects, its cluster roles and bindings. The operator must be gone: nobody else takes its finalizer off. */
async function removeFlux(kube: Kube, api: Api): Promise<void> {
  const held = (await Promise.all(FINALIZED.map(async (kind) => (await kube.list({ kind })) ?? []))).flat()
  for (const object of held.filter(({ metadata }) => metadata.finalizers?.length)) {
    await kube.mergePatch(refOf(object), { metadata: { finalizers: null } }).catch(() => {})
  }
  const crds = ((await kube.list({ kind: 'CustomResourceDefinition' })) ?? [])
    .map((one) => one.metadata.name)
    .filter((name) => /\.fluxcd\.(io|controlplane\.io)$/.test(name))
  for (const name of crds) await kube.delete({ kind: 'CustomResourceDefinition', name })
  for (const plural of ['clusterroles', 'clusterrolebindings']) {
    const { items } = await api.json<{ items: { metadata: { name: string } }[] }>(
      { method: 'GET', path: `${RBAC}/${plural}` },
      `list ${plural}`,
    )
    const ours = items.map((item) => item.metadata.name).filter((name) => /flux/.test(name))
    for (const name of ours) await api.json({ method: 'DELETE', path: `${RBAC}/${plural}/${name}` }, `delete ${name}`)
  }
  await Promise.all(crds.map((name) => gone(kube, { kind: 'CustomResourceDefinition', name })))
}

function refOf({ kind, apiVersion, metadata }: KubeObject) {
  return { kind, apiVersion, name: metadata.name, ...(metadata.namespace ? { namespace: metadata.namespace } : {}) }
}

function gone(kube: Kube, ref: { kind: string; name: string; namespace?: string }): Promise<unknown> {
  return kube.waitFor(ref, (object) => object === undefined)
}
