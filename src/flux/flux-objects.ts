import type { KubeObject, KubeReader } from '../model/kube.ts'

/** Flux's own API groups, those of source-watcher too. The operator deletes their CRDs together with Flux. */
const OF_FLUX = /\.(toolkit|extensions)\.fluxcd\.io$/

/**
 * What an uninstall takes along, by kind and namespace; one sentence for all. Every kind of Flux's API groups that the server serves
 * counts, so that a Flux newer than this program hides nothing. Workloads stay, they are just no longer kept.
 */
export async function goesWithFlux(kube: KubeReader): Promise<string[]> {
  const [{ objects, unlisted }, sets] = await Promise.all([
    kube.ofGroups((group) => OF_FLUX.test(group)),
    kube.list({ kind: 'ResourceSet' }),
  ])
  const kinds = [...new Set(objects.map(({ kind }) => kind))].toSorted()
  const counted = kinds.map((kind) =>
    countOf(
      kind,
      objects.filter((object) => object.kind === kind),
    ),
  )
  const uncounted = unlisted.map(({ what, reason }) => `${what} (${reason})`)
  return [
    ...(counted.length > 0 ? [`The operator deletes Flux's CRDs, and with them: ${counted.join(', ')}.`] : []),
    ...(uncounted.length > 0 ? [`The operator deletes Flux's CRDs, also of what could not be counted: ${uncounted.join('; ')}.`] : []),
    ...(sets && sets.length > 0 ? [`${sets.length} ResourceSet will no longer be reconciled; their CRD stays.`] : []),
    "The operator deletes the controllers' ServiceAccounts too. Workloads keep running; nothing keeps them in step with Git any more.",
  ]
}

function countOf(kind: string, objects: KubeObject[]): string {
  const perNamespace = new Map<string, number>()
  for (const { metadata } of objects) perNamespace.set(metadata.namespace ?? '', (perNamespace.get(metadata.namespace ?? '') ?? 0) + 1)
  const where = [...perNamespace].sort(([a], [b]) => (a < b ? -1 : 1)).map(([namespace, count]) => `${namespace} ${count}`)
  return `${objects.length} ${kind} (${where.join(', ')})`
}
