import type { KubeObject } from '../../model/kube.ts'
import { objectPath } from '../actors/object-path.ts'
import type { Json } from '../kube/list-shapes.ts'
import type { Chart } from './catalogue.ts'
import { HelmError } from './helm-error.ts'
import { dryRun, installChart, isServed, unknownKind } from './install.ts'
import { createLive, ownershipProblem, stamped, updateLive, type Writing } from './live-objects.ts'
import { isKept, objectsOf, render } from './manifest.ts'
import { checkName, marking, newRelease, pullChart, setStatus, timeoutMs, userLabels, userValues, waits } from './operation.ts'
import { waitReady } from './readiness.ts'
import { releaseText } from './release-text.ts'
import { createRelease, readReleases, updateRelease, type Release } from './releases.ts'
import { flag, has, HELM, step, type Session } from './session.ts'
import { layerValues } from './values.ts'

/** `helm upgrade [--install] NAME CHART`. */
export async function upgrade(session: Session): Promise<void> {
  const [name, reference, extra] = session.line.positionals
  if (!name || !reference || extra)
    throw new HelmError('"helm upgrade" requires 2 arguments\n\nUsage:  helm upgrade [RELEASE] [CHART] [flags]')
  const chart = pullChart(session, reference)
  const history = readReleases(session.store, session.namespace, name)
  if (has(session, 'install') && history.length === 0) {
    session.stdout.push(`Release "${name}" does not exist. Installing it now.`)
    return installChart(session, name, chart, userValues(session))
  }
  try {
    await upgradeChart(session, name, chart, history)
  } catch (error) {
    throw error instanceof HelmError ? new HelmError(`UPGRADE FAILED: ${error.message}`) : error
  }
}

async function upgradeChart(session: Session, name: string, chart: Chart, history: Release[]): Promise<void> {
  const { store } = session
  checkName(session, name)
  const last = history.at(-1)
  if (!last) throw new HelmError(`"${name}" has no deployed releases`)
  if (last.info.status.startsWith('pending')) throw new HelmError('another operation (install/upgrade/rollback) is in progress')
  const current = history.findLast(({ info }) => info.status === 'deployed') ?? fallback(last)
  if (!current) throw new HelmError(`"${name}" has no deployed releases`)
  const release = draft(session, name, chart, current, last)
  if (dryRun(session)) return void session.stdout.push(releaseText(session, release, { dryRun: true }))
  const before = objectsOf(current.manifest).map((object) => stamped(object, release))
  const after = objectsOf(release.manifest).map((object) => stamped(object, release))
  const unknown = after.find((object) => !isServed(session, object, after))
  if (unknown) throw new HelmError(unknownKind(unknown))
  refuseForeign(session, before, after, release)
  const writing: Writing = { method: release.apply_method ?? 'csa', force: has(session, 'force-conflicts'), release }
  createRelease(store, release, HELM)
  await marking(session, release, `Upgrade "${name}"`, async () => {
    for (const object of after) {
      await step(session)
      write(
        session,
        before.find((old) => objectPath(old) === objectPath(object)),
        object,
        writing,
      )
    }
    await step(session)
    removeLeftOut(session, before, after)
    if (waits(session)) await waitReady(session, after, timeoutMs(session))
  })
  for (const old of history.filter(({ info }) => info.status === 'deployed')) {
    updateRelease(store, { ...old, info: { ...old.info, status: 'superseded' } }, HELM)
  }
  setStatus(session, release, 'deployed', flag(session, 'description') ?? 'Upgrade complete')
  session.stdout.push(releaseText(session, release, { upgraded: true }))
}

/** A failed or superseded revision is what the upgrade starts from when none is deployed. */
function fallback(last: Release): Release | undefined {
  return last.info.status === 'failed' || last.info.status === 'superseded' ? last : undefined
}

function draft(session: Session, name: string, chart: Chart, current: Release, last: Release): Release {
  const config = nextValues(session, current)
  const manifest = render(chart, { name, namespace: session.namespace }, config)
  const info = {
    first_deployed: current.info.first_deployed,
    last_deployed: new Date().toISOString(),
    description: 'Preparing upgrade',
    status: 'pending-upgrade' as const,
  }
  const labels = withoutNulls({ ...current.labels, ...userLabels(session) })
  const release = newRelease(session, chart, { name, config, manifest, version: last.version + 1, labels, info })
  if (session.major === '4') {
    const asked = flag(session, 'server-side') ?? 'auto'
    release.apply_method = asked === 'true' ? 'ssa' : asked === 'false' ? 'csa' : (current.apply_method ?? 'csa')
  }
  return release
}

/** `--labels key=null` takes a label away. */
function withoutNulls(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== 'null'))
}

/** No values at all keep the old ones, unless `--reset-values`; `--reuse-values` puts the new over the old. */
function nextValues(session: Session, current: Release): Json {
  const given = userValues(session)
  if (has(session, 'reset-values')) return given
  const reuse = has(session, 'reuse-values') || has(session, 'reset-then-reuse-values') || Object.keys(given).length === 0
  return reuse ? layerValues([current.config, given]) : given
}

function refuseForeign(session: Session, before: KubeObject[], after: KubeObject[], release: Release): void {
  if (has(session, 'take-ownership')) return
  const known = new Set(before.map(objectPath))
  for (const object of after.filter((one) => !known.has(objectPath(one)))) {
    const live = session.store.get(objectPath(object))
    const problem = live && ownershipProblem(live, release)
    if (problem) throw new HelmError(`${session.major === '4' ? 'unable' : 'Unable'} to continue with update: ${problem}`)
  }
}

function write(session: Session, old: KubeObject | undefined, object: KubeObject, writing: Writing): void {
  if (session.store.get(objectPath(object))) return updateLive(session, old, object, writing)
  try {
    createLive(session, object, writing)
  } catch (error) {
    throw error instanceof HelmError ? new HelmError(`failed to create resource: ${error.message}`) : error
  }
}

function removeLeftOut({ store }: Session, before: KubeObject[], after: KubeObject[]): void {
  const kept = new Set(after.map(objectPath))
  for (const object of before) {
    const live = kept.has(objectPath(object)) ? undefined : store.get(objectPath(object))
    if (live && !isKept(live)) store.delete(objectPath(object))
  }
}
