import type { KubeObject } from '../../model/kube.ts'
import type { ApiPath } from './api-path.ts'
import type { Kinds, Resource } from './kinds.ts'
import type { Json } from './list-shapes.ts'
import { randomSuffix } from './names.ts'
import type { ObjectTable } from './object-table.ts'
import { alreadyExists, badRequest, forbidden, notFound, StatusError } from './status-error.ts'

const core = (kinds: Kinds, plural: string) => kinds.find({ group: '', version: 'v1', plural }) as Resource

interface Admission {
  table: ObjectTable
  kinds: Kinds
  podMutators: ((pod: KubeObject) => void)[]
}

/** What a new object goes through before it may be stored: the completed copy, or a StatusError. */
export function admit({ table, kinds, podMutators }: Admission, at: ApiPath & { resource: Resource }, object: KubeObject): KubeObject {
  const { resource, namespace } = at
  const candidate = structuredClone(object)
  candidate.metadata = { ...candidate.metadata, ...(resource.namespaced && namespace && { namespace }) }
  const { generateName } = candidate.metadata as { generateName?: string }
  if (!candidate.metadata.name && generateName) candidate.metadata.name = `${generateName}${randomSuffix()}`
  if (resource.namespaced && !namespace) throw badRequest('an empty namespace may not be set during creation')
  // The real server answers 500 here, without a reason.
  if (candidate.metadata.resourceVersion) throw new StatusError(500, '', 'resourceVersion should not be set on objects to be created')
  const { name } = candidate.metadata
  const existing = name ? table.get(resource, namespace, name) : undefined
  if (existing) throw alreadyExists(resource, existing.metadata.name, existing.metadata.deletionTimestamp !== undefined)
  const problem = admissionProblem(table, kinds, at, name)
  if (problem) throw problem
  if (resource.kind !== 'Pod' || resource.custom) return candidate
  const pod = withServiceAccount(table, kinds, candidate)
  for (const mutate of podMutators) mutate(pod)
  return pod
}

/** Why nothing can be made here: the namespace is missing or on its way out, or the kind's CRD is (admission `NamespaceLifecycle`). */
function admissionProblem(
  table: ObjectTable,
  kinds: Kinds,
  at: ApiPath & { resource: Resource },
  name: string | undefined,
): StatusError | undefined {
  if (at.resource.custom && isTerminatingCrd(table, kinds, at.resource)) {
    return forbidden(at.resource, name ?? '', 'create not allowed while custom resource definition is terminating')
  }
  if (!at.resource.namespaced || at.namespace === undefined) return undefined
  const namespaces = core(kinds, 'namespaces')
  const namespace = table.get(namespaces, undefined, at.namespace)
  if (!namespace) return notFound(namespaces, at.namespace)
  if (!namespace.metadata.deletionTimestamp) return undefined
  const why = `unable to create new content in namespace ${at.namespace} because it is being terminated`
  const cause = { reason: 'NamespaceTerminating', message: `namespace ${at.namespace} is being terminated`, field: 'metadata.namespace' }
  return forbidden(at.resource, name ?? '', why, [cause])
}

function isTerminatingCrd(table: ObjectTable, kinds: Kinds, { plural, group }: Resource): boolean {
  const crds = kinds.find({ group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions' }) as Resource
  return table.get(crds, undefined, `${plural}.${group}`)?.metadata.deletionTimestamp !== undefined
}

interface Container {
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[]
}
interface PodSpec {
  serviceAccountName?: string
  serviceAccount?: string
  automountServiceAccountToken?: boolean
  containers?: Container[]
  initContainers?: Container[]
  volumes?: Json[]
}

const API_ACCESS = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Admission `ServiceAccount`: the account must be there (403 else); the pod gets its token for the API server. Changes `pod`. */
function withServiceAccount(table: ObjectTable, kinds: Kinds, pod: KubeObject): KubeObject {
  const spec = (pod['spec'] ??= {}) as PodSpec
  const name = (spec.serviceAccountName ||= 'default')
  spec.serviceAccount = name
  const namespace = pod.metadata.namespace ?? ''
  const account = table.get(core(kinds, 'serviceaccounts'), namespace, name)
  if (!account) {
    const why = `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`
    throw forbidden(core(kinds, 'pods'), pod.metadata.name, why)
  }
  const automount = spec.automountServiceAccountToken ?? account['automountServiceAccountToken'] ?? true
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])]
  const bare = containers.filter(({ volumeMounts }) => !volumeMounts?.some(({ mountPath }) => mountPath === API_ACCESS))
  if (!automount || bare.length === 0) return pod
  const volume = `kube-api-access-${randomSuffix()}`
  for (const container of bare) (container.volumeMounts ??= []).push({ name: volume, readOnly: true, mountPath: API_ACCESS })
  const sources = [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  ]
  ;(spec.volumes ??= []).push({ name: volume, projected: { sources, defaultMode: 420 } })
  return pod
}
