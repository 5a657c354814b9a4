import type { CallContext } from '../net/call-context.ts'
import type { ServedKind, Unlisted } from './discovery.ts'
import { StatusError } from './failures.ts'
import type { KubeObject, NamespaceContents, ObjectMeta } from '../model/kube.ts'
import type { Api } from './request.ts'

interface MetadataList {
  /** The API server writes null where there are none. */
  items: { metadata: ObjectMeta }[] | null
  metadata?: { continue?: string }
}

const PAGE = '500'
/** Metadata alone: no Secret's value travels. Source: "Receiving resources as PartialObjectMetadata", Kubernetes API concepts. */
const METADATA = ['PartialObjectMetadataList', 'PartialObjectMetadata'].map(
  (as) => `application/json;as=${as};g=meta.k8s.io;v=v1,application/json`,
)
const [LIST = '', ONE = ''] = METADATA

/**
 * All objects of a namespace, of every kind that the API server serves and lets delete: what the namespace would take with it. The
 * namespace controller goes by the same (`kube-controller-manager`, namespaced resources deleter). What cannot be listed is named, not left out.
 */
export async function readContents(
  api: Api,
  context: CallContext,
  namespace: string,
  { kinds, unlisted }: { kinds: ServedKind[]; unlisted: Unlisted[] },
): Promise<NamespaceContents> {
  const deletable = kinds.filter(({ namespaced, verbs }) => namespaced && verbs.includes('delete'))
  const found = await listAll(api, context, deletable, namespace)
  const livingOwners = await livingOwnersOf(api, context, found.objects, kinds)
  return { objects: found.objects, livingOwners, unlisted: [...unlisted, ...found.unlisted] }
}

/** Every object of these kinds, of one namespace or of the whole cluster, each once; metadata alone. */
export async function listAll(api: Api, context: CallContext, kinds: ServedKind[], namespace?: string) {
  const lists = await Promise.all(kinds.map((kind) => listed(api, context, kind, namespace)))
  const objects = new Map<string, KubeObject>()
  const unlisted: Unlisted[] = []
  for (const list of lists) {
    if (!Array.isArray(list)) unlisted.push(list)
    // One object may be served by two groups (events).
    else for (const object of list) objects.set(object.metadata.uid ?? `${object.kind}/${object.metadata.name}`, object)
  }
  return { objects: [...objects.values()], unlisted }
}

async function listed(api: Api, context: CallContext, of: ServedKind, namespace?: string): Promise<KubeObject[] | Unlisted> {
  const what = of.group ? `${of.plural}.${of.group}` : of.plural
  if (!of.verbs.includes('list')) return { what, reason: 'it cannot be listed' }
  const path = pathOf(of, namespace)
  const apiVersion = of.group ? `${of.group}/${of.version}` : of.version
  const items: KubeObject[] = []
  let next = ''
  try {
    do {
      const query = { limit: PAGE, ...(next ? { continue: next } : {}) }
      const page = await api.json<MetadataList>({ method: 'GET', path, query, accept: LIST }, `list ${what}`)
      items.push(...(page.items ?? []).map(({ metadata }) => ({ apiVersion, kind: of.kind, metadata })))
      next = page.metadata?.continue ?? ''
    } while (next)
    return items
  } catch (error) {
    context.signal.throwIfAborted()
    // Its CRD went since it was discovered, and all of its objects with it.
    if (error instanceof StatusError && error.code === 404) return []
    return { what, reason: error instanceof Error ? error.message : String(error) }
  }
}

/** Uids of the owners that are not in the namespace but exist; one that cannot be looked at counts as existing. */
async function livingOwnersOf(api: Api, context: CallContext, objects: KubeObject[], kinds: ServedKind[]): Promise<Set<string>> {
  const inside = new Set(objects.map(({ metadata }) => metadata.uid))
  const outside = new Map(
    objects
      .flatMap(({ metadata }) => (metadata.ownerReferences ?? []).map((owner) => ({ ...owner, namespace: metadata.namespace ?? '' })))
      .filter(({ uid }) => !inside.has(uid))
      .map((owner) => [owner.uid, owner]),
  )
  const living = await Promise.all(
    [...outside.values()].map(async ({ apiVersion = 'v1', kind, name, namespace, uid }) => {
      const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
      const served = kinds.find((candidate) => candidate.group === group && candidate.kind === kind)
      // A kind that is not served any more has no objects.
      if (!served) return []
      try {
        const found = await metadataOf(api, served, { name, namespace })
        return found?.uid === uid ? [uid] : []
      } catch {
        context.signal.throwIfAborted()
        return [uid]
      }
    }),
  )
  return new Set(living.flat())
}

/** The metadata of one object; `undefined` where there is none. */
export async function metadataOf(
  api: Api,
  kind: ServedKind,
  { name, namespace }: { name: string; namespace?: string | undefined },
): Promise<ObjectMeta | undefined> {
  const path = `${pathOf(kind, namespace)}/${encodeURIComponent(name)}`
  try {
    return (await api.json<{ metadata: ObjectMeta }>({ method: 'GET', path, accept: ONE }, `get ${kind.kind} ${name}`)).metadata
  } catch (error) {
    if (error instanceof StatusError && error.code === 404) return undefined
    throw error
  }
}

function pathOf({ group, version, plural, namespaced }: ServedKind, namespace?: string): string {
  const root = group ? `/apis/${group}/${version}` : `/api/${version}`
  return `${root}${namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : ''}/${plural}`
}
