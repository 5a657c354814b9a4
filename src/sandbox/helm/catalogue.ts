import { createHash } from 'node:crypto'
import { compareVersions, satisfies } from '../actors/version-range.ts'
import { HelmError } from './helm-error.ts'

export const CHART_VERSIONS = ['0.32.0', '0.49.0', '0.58.1', '0.60.0']
const CHART_NAMES = ['flux-operator', 'flux-instance'] as const
type ChartName = (typeof CHART_NAMES)[number]
export const CHART_REPOSITORY = 'oci://ghcr.io/controlplaneio-fluxcd/charts'

export interface Chart {
  name: ChartName
  version: string
  appVersion: string
  digest: string
  /** `ghcr.io/…/flux-operator:0.58.1`. */ pulled: string
}

export interface Catalogue {
  /** Where charts are served: `oci://HOST/PATH`. */
  repositories: string[]
  /** What a chart reference without any version means. */
  newest: string
}

/** The digest under which a chart is served. */
export function chartDigest(name: ChartName, version: string): string {
  return `sha256:${createHash('sha256').update(`${name}-${version}.tgz`).digest('hex')}`
}

/**
 * The chart behind `oci://…/NAME`, `…:TAG`, `…@sha256:DIGEST` or `…:TAG@sha256:DIGEST`, with `--version` as a version or a range. A
 * digest without a tag names the chart alone; with one, both must agree (helm ≥ 3.21.4 and ≥ 4.2.4).
 */
export function findChart({ repositories, newest }: Catalogue, reference: string, version: string | undefined): Chart {
  const parsed = /^(oci:\/\/.+)\/([^/:@]+)(?::([^@/]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(reference)
  if (!parsed) throw new HelmError(`path "${reference}" not found`)
  const [, repository = '', name = '', tag, digest] = parsed
  const place = `${repository.replace('oci://', '')}/${name}`
  const missing = (suffix: string) => new HelmError(`failed to perform "FetchReference" on source: ${place}${suffix}: not found`)
  const chartName = CHART_NAMES.find((one) => one === name)
  const served = chartName && repositories.includes(repository) ? CHART_VERSIONS : []
  if (!chartName || served.length === 0) throw missing(digest ? `@${digest}` : `:${tag ?? version ?? 'latest'}`)
  if (tag && version && tag !== version) throw new HelmError(`chart reference version mismatch: ${tag} is not ${version}`)
  const wanted = tag ?? version
  const chosen = digest ? served.find((one) => chartDigest(chartName, one) === digest) : pick(served, wanted, newest)
  if (!chosen) throw missing(digest ? `@${digest}` : `:${wanted}`)
  if (digest && wanted && wanted !== chosen) throw new HelmError(`chart reference digest mismatch: ${wanted} is not ${digest}`)
  return {
    name: chartName,
    version: chosen,
    appVersion: `v${chosen}`,
    digest: chartDigest(chartName, chosen),
    pulled: `${place}:${chosen}`,
  }
}

function pick(served: string[], wanted: string | undefined, newest: string): string | undefined {
  if (!wanted) return newest
  if (served.includes(wanted)) return wanted
  if (/^v?\d+\.\d+\.\d+$/.test(wanted)) return undefined
  return [...served]
    .sort(compareVersions)
    .filter((version) => isIn(version, wanted))
    .at(-1)
}

function isIn(version: string, range: string): boolean {
  try {
    return satisfies(version, range)
  } catch {
    throw new HelmError(`improper constraint: ${range}`)
  }
}
