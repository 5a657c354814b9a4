import type { Resource } from './kinds.ts'

export interface ApiPath {
  group: string
  version: string
  plural: string
  namespace?: string
  name?: string
  subresource?: string
}

const OF_NAMESPACES_THEMSELVES = new Set(['status', 'finalize'])

/** Reads `/api/v1/…` and `/apis/GROUP/VERSION/…`; `undefined` when the path names no collection or object. */
export function parseApiPath(path: string): ApiPath | undefined {
  const [root, ...parts] = path.split('/').filter(Boolean)
  if (root !== 'api' && root !== 'apis') return undefined
  const [group, version, ...rest] = root === 'api' ? ['', ...parts] : parts
  if (group === undefined || !version || rest.length === 0) return undefined
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2 && !OF_NAMESPACES_THEMSELVES.has(rest[2] as string)
  const [plural, name, ...subresource] = inNamespace ? rest.slice(2) : rest
  return {
    group,
    version,
    plural: plural as string,
    ...(inNamespace && { namespace: rest[1] as string }),
    ...(name !== undefined && { name }),
    ...(subresource.length > 0 && { subresource: subresource.join('/') }),
  }
}

/** The path of an object, or of a collection when there is no `name`, in one of the kind's versions. */
export function pathOf(resource: Pick<Resource, 'group' | 'version' | 'plural'>, namespace?: string, name?: string): string {
  const root = resource.group ? `/apis/${resource.group}/${resource.version}` : `/api/${resource.version}`
  return [root, ...(namespace ? ['namespaces', namespace] : []), resource.plural, ...(name ? [name] : [])].join('/')
}
