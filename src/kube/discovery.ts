import { StatusError } from './failures.ts'
import type { Api } from './request.ts'

/** One kind that the API server serves, in the version that it prefers. */
export interface ServedKind {
  group: string
  version: string
  plural: string
  kind: string
  namespaced: boolean
  verbs: string[]
}

/** What could not be found out, with the reason: an API group whose server does not answer, a kind that cannot be listed. */
export interface Unlisted {
  what: string
  reason: string
}

interface AggregatedGroup {
  metadata?: { name?: string }
  versions?: {
    version: string
    freshness?: string
    resources?: { resource: string; responseKind?: { kind?: string }; scope?: string; verbs?: string[] }[]
  }[]
}
interface Groups {
  kind?: string
  /** Of aggregated discovery. */
  items?: AggregatedGroup[]
  /** Of plain discovery. */
  versions?: string[]
  groups?: { name: string; versions: { groupVersion: string; version: string }[]; preferredVersion?: { version: string } }[]
}
interface ResourceList {
  resources?: { name: string; kind: string; namespaced?: boolean; verbs?: string[] }[]
}

/** Two requests for all groups, as kubectl asks; Kubernetes before 1.26 ignores it and answers plainly. Source: KEP-3352. */
const AGGREGATED = ['v2', 'v2beta1'].map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
const ACCEPT = [...AGGREGATED, 'application/json'].join(',')

/** Every kind that is served, custom ones too, each once. `unlisted` names the groups that cannot be asked now. */
export async function discoverKinds(api: Api): Promise<{ kinds: ServedKind[]; unlisted: Unlisted[] }> {
  const [core, groups] = await Promise.all(
    ['/api', '/apis'].map((path) => api.json<Groups>({ method: 'GET', path, accept: ACCEPT }, `discover ${path}`)),
  )
  const found = await Promise.all([
    core?.items
      ? aggregated(core.items)
      : plain(
          api,
          (core?.versions ?? ['v1']).map((version) => ['', version] as const),
        ),
    groups?.items ? aggregated(groups.items) : plain(api, versionsOf(groups)),
  ])
  const kinds = found.flatMap((part) => part.kinds)
  const first = new Map<string, ServedKind>()
  for (const kind of kinds) if (!first.has(`${kind.group}/${kind.plural}`)) first.set(`${kind.group}/${kind.plural}`, kind)
  return { kinds: [...first.values()], unlisted: found.flatMap((part) => part.unlisted) }
}

function aggregated(groups: AggregatedGroup[]): { kinds: ServedKind[]; unlisted: Unlisted[] } {
  const kinds: ServedKind[] = []
  const unlisted: Unlisted[] = []
  for (const { metadata, versions = [] } of groups) {
    const group = metadata?.name ?? ''
    for (const { version, freshness, resources = [] } of versions) {
      // What is stale may still say what it knew last: that can be tried.
      if (freshness === 'Stale' && resources.length === 0)
        unlisted.push({ what: `${group}/${version}`, reason: 'its server does not answer' })
      for (const { resource, responseKind, scope, verbs = [] } of resources)
        kinds.push({ group, version, plural: resource, kind: responseKind?.kind ?? resource, namespaced: scope === 'Namespaced', verbs })
    }
  }
  return { kinds, unlisted }
}

/** Group and version, the preferred one of each group first. */
function versionsOf({ groups = [] }: Groups = {}): (readonly [group: string, version: string])[] {
  return groups.flatMap(({ name, versions, preferredVersion }) => {
    const all = versions.map(({ version }) => version)
    const ordered = [...new Set([...(preferredVersion ? [preferredVersion.version] : []), ...all])]
    return ordered.map((version) => [name, version] as const)
  })
}

async function plain(
  api: Api,
  versions: (readonly [group: string, version: string])[],
): Promise<{ kinds: ServedKind[]; unlisted: Unlisted[] }> {
  const unlisted: Unlisted[] = []
  const lists = await Promise.all(
    versions.map(async ([group, version]) => {
      const path = group ? `/apis/${group}/${version}` : `/api/${version}`
      try {
        const { resources = [] } = await api.json<ResourceList>({ method: 'GET', path }, `discover ${path}`)
        const own = resources.filter(({ name }) => !name.includes('/'))
        return own.map(({ name, kind, namespaced = false, verbs = [] }): ServedKind => ({
          group,
          version,
          plural: name,
          kind,
          namespaced,
          verbs,
        }))
      } catch (error) {
        // A group that went away between the two questions has nothing any more.
        if (error instanceof StatusError && error.code === 404) return []
        if (!(error instanceof Error) || error.name === 'AbortError') throw error
        unlisted.push({ what: `${group}/${version}`, reason: error.message })
        return []
      }
    }),
  )
  return { kinds: lists.flat(), unlisted }
}
