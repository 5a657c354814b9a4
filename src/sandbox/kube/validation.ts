import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../kube/ports.ts'
import type { Resource } from './kinds.ts'
import { isMap, type Json } from './list-shapes.ts'
import { conflict, invalid } from './status-error.ts'

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const SECRET_KEY = /^[-._a-zA-Z0-9]+$/

/** Wording: k8s.io/apimachinery `pkg/util/validation/validation.go`. */
const NOT_A_LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
  "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
const NOT_A_SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and " +
  "end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
const NOT_A_KEY = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
const NO_NEW_FINALIZERS = 'no new finalizers can be added if the object is being deleted'

/** Refuses what the API server would (422, or 409 for another uid); `live` is the object before the write. */
export function validate(resource: Resource, object: KubeObject, live: KubeObject | undefined): void {
  const problem =
    nameProblem(resource, object.metadata.name) ??
    metadataProblem(object) ??
    kindProblem(resource, object) ??
    (live && changeProblem(resource, object, live))
  if (problem) throw invalid(resource, object.metadata.name ?? '', problem)
}

function nameProblem({ group, kind }: Resource, name: string | undefined): string | undefined {
  if (!name) return 'metadata.name: Required value: name or generateName is required'
  const value = `metadata.name: Invalid value: ${JSON.stringify(name)}: `
  if (group === 'rbac.authorization.k8s.io') return /[/%]|^\.\.?$/.test(name) ? `${value}may not contain '/'` : undefined
  if (kind === 'Namespace' || kind === 'Service') {
    if (!LABEL.test(name)) return value + NOT_A_LABEL
    return name.length > 63 ? `${value}must be no more than 63 bytes` : undefined
  }
  if (!SUBDOMAIN.test(name)) return value + NOT_A_SUBDOMAIN
  return name.length > 253 ? `${value}must be no more than 253 bytes` : undefined
}

function qualifiedProblem(key: string): string | undefined {
  const [last = '', prefix, ...more] = key.split('/').reverse()
  if (more.length > 0) return "a qualified name must consist of at most one '/'"
  if (prefix !== undefined && (!SUBDOMAIN.test(prefix) || prefix.length > 253)) return `prefix part ${NOT_A_SUBDOMAIN}`
  if (last.length > 63) return 'name part must be no more than 63 bytes'
  return QUALIFIED.test(last)
    ? undefined
    : "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end " + 'with an alphanumeric character'
}

function metadataProblem({ metadata }: KubeObject): string | undefined {
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    const problem = qualifiedProblem(key)
    if (problem) return `metadata.labels: Invalid value: ${JSON.stringify(key)}: ${problem}`
    if (value !== '' && (value.length > 63 || !QUALIFIED.test(value))) {
      return (
        `metadata.labels: Invalid value: ${JSON.stringify(value)}: a valid label must be an empty string or consist of alphanumeric ` +
        "characters, '-', '_' or '.', and must start and end with an alphanumeric character"
      )
    }
  }
  for (const key of Object.keys(metadata.annotations ?? {})) {
    const problem = qualifiedProblem(key.toLowerCase())
    if (problem) return `metadata.annotations: Invalid value: ${JSON.stringify(key)}: ${problem}`
  }
  return undefined
}

function kindProblem({ kind, custom }: Resource, object: KubeObject): string | undefined {
  if (custom) return undefined
  const bad =
    (kind === 'Secret' || kind === 'ConfigMap') && Object.keys((object['data'] ?? {}) as Json).find((key) => !SECRET_KEY.test(key))
  if (bad)
    return `data[${bad}]: Invalid value: ${JSON.stringify(bad)}: ${NOT_A_KEY}`
  if (kind !== 'Deployment' && kind !== 'ReplicaSet') return undefined
  const spec = (object['spec'] ?? {}) as { selector?: { matchLabels?: Json }; template?: { metadata?: { labels?: Json } } }
  if (!spec.selector) return 'spec.selector: Required value'
  const labels = spec.template?.metadata?.labels ?? {}
  const fits = Object.entries(spec.selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value)
  return fits
    ? undefined
    : `spec.template.metadata.labels: Invalid value: ${JSON.stringify(labels)}: \`selector\` does not match template \`labels\``
}

const IMMUTABLE: Record<string, string[][]> = {
  Secret: [['type']],
  Deployment: [['spec', 'selector']],
  ReplicaSet: [['spec', 'selector']],
  ClusterRoleBinding: [['roleRef']],
  RoleBinding: [['roleRef']],
  CustomResourceDefinition: [
    ['spec', 'scope'],
    ['spec', 'names', 'kind'],
  ],
}

function changeProblem(resource: Resource, object: KubeObject, live: KubeObject): string | undefined {
  const { metadata } = object
  if (metadata.uid && metadata.uid !== live.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${live.metadata.uid}`
    throw conflict(resource, metadata.name, why)
  }
  const added = live.metadata.deletionTimestamp && metadata.finalizers?.filter((one) => !live.metadata.finalizers?.includes(one))
  if (added && added.length > 0) {
    const list = added.map((one) => JSON.stringify(one)).join(', ')
    return `metadata.finalizers: Forbidden: ${NO_NEW_FINALIZERS}, found new finalizers []string{${list}}`
  }
  for (const path of (resource.custom ? undefined : IMMUTABLE[resource.kind]) ?? []) {
    const [before, after] = [at(live, path), at(object, path)]
    if (isDeepStrictEqual(before, after)) continue
    const value = `${path.join('.')}: Invalid value: ${JSON.stringify(after)}: `
    return value + (path[0] === 'roleRef' ? 'cannot change roleRef' : 'field is immutable')
  }
  return undefined
}

function at(object: unknown, path: string[]): unknown {
  return path.reduce<unknown>((node, key) => (isMap(node) ? node[key] : undefined), object)
}
