import { parseApiPath, type ApiPath } from './api-path.ts'
import type { Attributes } from './rbac.ts'

/** What a request is about, before anything is known of the kind. */
export interface RequestInfo {
  /** Kubernetes' verb: get, list, watch, create, update, patch, delete, deletecollection; the lower-case method for other paths. */
  verb: string
  path: string
  query: URLSearchParams
  at: ApiPath | undefined
  dryRun: boolean
  attributes: Attributes
  /** Whether it would change what is stored. */
  write: boolean
}

const VERBS: Record<string, string> = { POST: 'create', PUT: 'update', PATCH: 'patch' }
const STORES_NOTHING = /^\/apis\/auth(entication|orization)\.k8s\.io\//

/** As the apiserver resolves it: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb */
export function requestInfo(method: string, url: string): RequestInfo {
  const { pathname, searchParams: query } = new URL(url, 'https://kubernetes.default.svc')
  const path = decoded(pathname)
  const at = parseApiPath(path)
  const dryRun = query.getAll('dryRun').includes('All')
  if (!at) return { verb: method.toLowerCase(), path, query, at, dryRun, attributes: { verb: method.toLowerCase(), path }, write: false }
  const verb = verbOf(method, at, query)
  const { group, plural: resource, subresource, namespace, name } = at
  // A Namespace is its own namespace to RBAC.
  const within = namespace ?? (resource === 'namespaces' && !group ? name : undefined)
  const attributes = {
    verb,
    group,
    resource,
    ...(subresource && { subresource }),
    ...(within && { namespace: within }),
    ...(name && { name }),
  }
  const reads = ['get', 'list', 'watch'].includes(verb) || subresource === 'token' || STORES_NOTHING.test(path)
  return { verb, path, query, at, dryRun, attributes, write: !reads && !dryRun }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function verbOf(method: string, { name }: ApiPath, query: URLSearchParams): string {
  if (method === 'GET' || method === 'HEAD') {
    if (['1', 'true'].includes(query.get('watch') ?? '')) return 'watch'
    return name === undefined ? 'list' : 'get'
  }
  if (method === 'DELETE') return name === undefined ? 'deletecollection' : 'delete'
  return VERBS[method] ?? method.toLowerCase()
}

/** Wording: k8s.io/apiserver `pkg/endpoints/handlers/responsewriters/errors.go`. */
export function refusalText(user: string, attributes: Attributes): string {
  if ('path' in attributes) return `forbidden: User "${user}" cannot ${attributes.verb} path "${attributes.path}"`
  const { verb, group, resource, subresource, namespace, name } = attributes
  const what = subresource ? `${resource}/${subresource}` : resource
  const full = group ? `${resource}.${group}` : resource
  const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope'
  const subject = name ? `${full} "${name}"` : full
  return `${subject} is forbidden: User "${user}" cannot ${verb} resource "${what}" in API group "${group}" ${where}`
}
