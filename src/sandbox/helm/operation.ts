import type { Json } from '../kube/list-shapes.ts'
import { durationMs } from './command-line.ts'
import { findChart, type Chart } from './catalogue.ts'
import { HelmError, Killed } from './helm-error.ts'
import { chartDefaults } from './manifest.ts'
import { updateRelease, type Release } from './releases.ts'
import { flag, has, HELM, type Session } from './session.ts'
import { readValues } from './values.ts'

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

/** The chart of the command line, pulled; says so on stderr as helm does. */
export function pullChart(session: Session, reference: string): Chart {
  const chart = findChart(session.catalogue, reference, flag(session, 'version'))
  const [place = '', version = ''] = chart.pulled.split(/:(?=[^:]+$)/)
  session.checkRegistry(`${place}:${version}`)
  session.stderr.push(`Pulled: ${chart.pulled}`, `Digest: ${chart.digest}`)
  return chart
}

/** Values of `-f`; the `--set` family is not part of this stand-in. */
export function userValues(session: Session): Json {
  const { line, files, stdin } = session
  const set = ['set', 'set-string', 'set-json', 'set-literal', 'set-file'].find((name) => line.lists.has(name))
  if (set) throw new HelmError(`the sandbox's helm takes values by -f only, not by --${set}`)
  return readValues(line.lists.get('values') ?? [], files, stdin)
}

/** `--labels a=b,c=d`; system labels are refused. */
export function userLabels({ line }: Session): Record<string, string> {
  const pairs = (line.lists.get('labels') ?? [])
    .flatMap((text) => text.split(','))
    .map((pair) => {
      const equals = pair.indexOf('=')
      if (equals < 1) throw new HelmError(`invalid argument "${pair}" for "-l, --labels" flag: ${pair} must be formatted as key=value`)
      return [pair.slice(0, equals), pair.slice(equals + 1)] as const
    })
  const reserved = pairs.find(([key]) => ['name', 'owner', 'status', 'version', 'createdAt', 'modifiedAt'].includes(key))
  if (reserved)
    throw new HelmError(
      'user supplied labels contains system reserved label name. System labels: [name owner status version createdAt modifiedAt]',
    )
  return Object.fromEntries(pairs)
}

export function checkName(session: Session, name: string): void {
  if (NAME.test(name) && name.length <= 53) return
  const rule = `invalid release name, must match regex ${NAME.source} and the length must not be longer than 53`
  throw new HelmError(`${nameCheck(session)}release name "${name}": ${rule}`)
}

/** Helm 4 says which of its checks it was. */
export function nameCheck({ major }: Session): string {
  return major === '4' ? 'release name check failed: ' : ''
}

export function timeoutMs(session: Session): number {
  return durationMs(flag(session, 'timeout') ?? '5m') ?? 300_000
}

/** Whether resources are waited for: helm 4's `--wait=hookOnly` does not. */
export function waits(session: Session): boolean {
  return has(session, 'wait') && !['hookOnly', 'false'].includes(flag(session, 'wait') ?? '')
}

export function newRelease(
  session: Session,
  chart: Chart,
  base: Pick<Release, 'name' | 'config' | 'manifest' | 'version' | 'labels' | 'info'>,
): Release {
  const { name, version, appVersion } = chart
  const metadata = { apiVersion: 'v2' as const, name, version, appVersion }
  return { namespace: session.namespace, chart: { metadata, values: chartDefaults(chart) }, ...base }
}

export function setStatus(session: Session, release: Release, status: Release['info']['status'], description: string): void {
  release.info = { ...release.info, status, description }
  updateRelease(session.store, release, HELM)
}

/** Runs the part of an operation that a failure marks on the release; a killed session marks nothing. */
export async function marking(session: Session, release: Release, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof Killed) throw error
    const message = error instanceof Error ? error.message : String(error)
    setStatus(session, release, 'failed', `${what} failed: ${message}`)
    if (session.cancelled.aborted) session.stdout.push(`Release ${release.name} has been cancelled.`)
    throw error
  }
}
