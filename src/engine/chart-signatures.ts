import { Failure } from '../domain/failure.ts'
import { PUBLISHED_CHARTS } from '../domain/chart-digests.ts'
import type { DesiredRelease } from '../model/desired.ts'
import type { Emit } from '../model/events.ts'
import type { HelmReader } from '../model/helm.ts'
import type { Settings } from '../model/settings.ts'
import type { Resource } from '../model/resource.ts'
import type { Planned } from './make-plan.ts'

/**
 * Looks at the signature of each published chart that helm will install or upgrade, before the first write. Throws a Failure
 * (`chart-signature`, exit 1) where it is missing or somebody else's; what cannot be looked at is a notice. Not asked: charts of a mirror,
 * which may be signed by others or not at all, and those that the user pins by a digest, which says more than a signature.
 */
export async function requireSignatures(
  helm: HelmReader,
  { flux }: Settings,
  planned: Planned,
  resources: Resource[],
  emit: Emit,
): Promise<void> {
  await Promise.all(
    chartsToPull(planned, resources).map(async ({ chart, version, digest }) => {
      const name = chart.slice(PUBLISHED_CHARTS.length + 1).replace(/@.*/, '')
      if (flux.chartDigests[name]) return
      // As helm does it: a tag of OCI cannot hold the + of a version.
      const image = digest ? chart : `${chart}:${version.replace('+', '_')}`
      const { verdict, why = '' } = await helm.signatureOf(image.replace('oci://', ''))
      if (verdict === 'unknown') emit({ type: 'notice', text: `the signature of the chart ${name} ${version} was not verified: ${why}` })
      if (verdict !== 'bad') return
      throw new Failure({
        code: 'chart-signature',
        source: 'environment',
        message: `nothing was changed: the chart ${name} ${version} is not signed by its publisher: ${why}`,
        evidence: [['chart', image]],
        fix: `Update cosign, then run the same command again. If you trust these bytes, add --chart-digest ${name}=DIGEST.`,
        docs: 'troubleshooting.md#chart-signature',
      })
    }),
  )
}

function chartsToPull({ plan, desired }: Planned, resources: Resource[]): DesiredRelease[] {
  const written = plan.actions.filter(({ kind }) => kind === 'create' || kind === 'update').map(({ resource }) => resource)
  return resources
    .flatMap((row) => (written.includes(row.name) ? (row.release?.(desired) ?? []) : []))
    .filter(({ charts }) => charts === PUBLISHED_CHARTS)
}
