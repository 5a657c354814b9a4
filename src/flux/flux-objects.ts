import type { KubeReader } from '../model/kube.ts'

/** Kinds whose CRDs the operator deletes together with Flux, and every object of theirs in the whole cluster with them. */
const GOES_WITH_FLUX = [
  'GitRepository',
  'OCIRepository',
  'HelmRepository',
  'HelmChart',
  'Bucket',
  'Kustomization',
  'HelmRelease',
  'Alert',
  'Provider',
  'Receiver',
  'ImageRepository',
  'ImagePolicy',
  'ImageUpdateAutomation',
]

/** What an uninstall takes along, counted by kind and namespace; one sentence per kind. Workloads stay, they are just no longer kept. */
export async function goesWithFlux(kube: KubeReader): Promise<string[]> {
  const lines = await Promise.all(
    GOES_WITH_FLUX.map(async (kind) => {
      const objects = (await kube.list({ kind })) ?? []
      if (objects.length === 0) return []
      const perNamespace = new Map<string, number>()
      for (const { metadata } of objects) perNamespace.set(metadata.namespace ?? '', (perNamespace.get(metadata.namespace ?? '') ?? 0) + 1)
      const where = [...perNamespace].sort(([a], [b]) => (a < b ? -1 : 1)).map(([namespace, count]) => `${namespace} ${count}`)
      return [`${objects.length} ${kind} (${where.join(', ')})`]
    }),
  )
  const found = lines.flat()
  const sets = (await kube.list({ kind: 'ResourceSet' })) ?? []
  return [
    ...(found.length > 0 ? [`The operator deletes Flux's CRDs, and with them: ${found.join(', ')}.`] : []),
    ...(sets.length > 0 ? [`${sets.length} ResourceSet will no longer be reconciled; their CRD stays.`] : []),
    "The operator deletes the controllers' ServiceAccounts too. Workloads keep running; nothing keeps them in step with Git any more.",
  ]
}
