import { apiVersionOf, type Kinds, type Resource } from './kinds.ts'

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

/** Kinds that are asked and never stored. */
const REVIEWS: [groupVersion: string, kind: string, plural: string][] = [
  ['authentication.k8s.io/v1', 'SelfSubjectReview', 'selfsubjectreviews'],
  ['authorization.k8s.io/v1', 'SelfSubjectAccessReview', 'selfsubjectaccessreviews'],
  ['authorization.k8s.io/v1', 'SelfSubjectRulesReview', 'selfsubjectrulesreviews'],
]

/** What `/version` says; as EKS writes it. */
const VERSION = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.1-eks-113cf36',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'go1.26.0',
  compiler: 'gc',
  platform: 'linux/amd64',
}

/** The answer of the paths that describe the API itself; `undefined` for all others. Text for the health endpoints. */
export function describe(kinds: Kinds, path: string, accept = ''): object | string | undefined {
  const version = /g=apidiscovery\.k8s\.io;v=(v2\w*);as=APIGroupDiscoveryList/.exec(accept)?.[1]
  if (version && (path === '/api' || path === '/apis')) return aggregated(kinds, path, version)
  switch (path) {
    case '/readyz':
    case '/livez':
    case '/healthz':
      return 'ok'
    case '/version':
      return VERSION
    case '/api':
      return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }
    case '/apis':
      return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(kinds) }
    default:
      return describeGroup(kinds, path)
  }
}

function describeGroup(kinds: Kinds, path: string): object | undefined {
  const [root, group = '', version] = path === '/api/v1' ? ['apis', '', 'v1'] : path.split('/').slice(1)
  if (root !== 'apis') return undefined
  if (version !== undefined) return path.split('/').length > 4 ? undefined : resourceList(kinds, { group, version })
  const found = groupsOf(kinds).find(({ name }) => name === group)
  return found && { kind: 'APIGroup', apiVersion: 'v1', ...found }
}

function groupsOf(kinds: Kinds): { name: string; versions: object[]; preferredVersion: object | undefined }[] {
  const groupVersions = [...new Set([...kinds.all().map(apiVersionOf), ...REVIEWS.map(([groupVersion]) => groupVersion)])]
  const named = groupVersions
    .filter((one) => one.includes('/'))
    .map((groupVersion) => {
      const [name = '', version = ''] = groupVersion.split('/')
      return { name, entry: { groupVersion, version } }
    })
  return [...new Set(named.map(({ name }) => name))].map((name) => {
    const versions = named
      .filter((one) => one.name === name)
      .map(({ entry }) => entry)
      .sort(newestFirst)
    return { name, versions, preferredVersion: versions[0] }
  })
}

/** GA before beta before alpha, then by number, as the version priority of custom resources is documented. */
function newestFirst(a: { version: string }, b: { version: string }): number {
  const rank = ({ version }: { version: string }) => (version.includes('alpha') ? 0 : version.includes('beta') ? 1 : 2)
  return rank(b) - rank(a) || b.version.localeCompare(a.version, 'en', { numeric: true })
}

/** All groups in one answer. Source: KEP-3352, k8s.io/api/apidiscovery. */
function aggregated(kinds: Kinds, path: string, version: string): object {
  const groups = path === '/api' ? [{ name: '', versions: [{ version: 'v1' }] }] : groupsOf(kinds)
  const items = groups.map(({ name, versions }) => ({
    metadata: name ? { name, creationTimestamp: null } : { creationTimestamp: null },
    versions: (versions as { version: string }[]).map((each) => ({
      version: each.version,
      freshness: 'Current',
      resources: kinds
        .all()
        .filter((resource) => resource.group === name && resource.version === each.version)
        .map(({ plural, singular, kind, namespaced, shortNames }) => ({
          resource: plural,
          responseKind: { group: name, version: each.version, kind },
          scope: namespaced ? 'Namespaced' : 'Cluster',
          singularResource: singular,
          verbs: VERBS,
          ...(shortNames.length > 0 && { shortNames }),
        })),
    })),
  }))
  return { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items }
}

function resourceList(kinds: Kinds, wanted: { group: string; version: string }): object | undefined {
  const groupVersion = apiVersionOf(wanted)
  const stored = kinds
    .all()
    .filter((resource) => apiVersionOf(resource) === groupVersion)
    .flatMap(entriesOf)
  const reviews = REVIEWS.filter(([of]) => of === groupVersion).map(([, kind, name]) => ({
    name,
    singularName: kind.toLowerCase(),
    namespaced: false,
    kind,
    verbs: ['create'],
  }))
  const resources = [...stored, ...reviews]
  return resources.length === 0 ? undefined : { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources }
}

function entriesOf({ plural, singular, namespaced, kind, shortNames, hasStatus, group }: Resource): object[] {
  const entries: object[] = [
    { name: plural, singularName: singular, namespaced, kind, verbs: VERBS, ...(shortNames.length > 0 && { shortNames }) },
  ]
  if (hasStatus) entries.push({ name: `${plural}/status`, singularName: '', namespaced, kind, verbs: ['get', 'patch', 'update'] })
  if (!group && plural === 'serviceaccounts') {
    const token = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' }
    entries.push({ name: 'serviceaccounts/token', singularName: '', namespaced, ...token, verbs: ['create'] })
  }
  if (!group && plural === 'pods') {
    const eviction = { group: 'policy', version: 'v1', kind: 'Eviction' }
    entries.push({ name: 'pods/eviction', singularName: '', namespaced, ...eviction, verbs: ['create'] })
  }
  return entries
}
