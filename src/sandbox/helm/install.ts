import type { KubeObject } from '../../model/kube.ts'
import { objectPath } from '../actors/object-path.ts'
import type { Json } from '../kube/list-shapes.ts'
import type { Chart } from './catalogue.ts'
import { HelmError } from './helm-error.ts'
import { createLive, ownershipProblem, stamped, updateLive, type Writing } from './live-objects.ts'
import { objectsOf, render } from './manifest.ts'
import { checkName, marking, nameCheck, newRelease, pullChart, setStatus, timeoutMs, userLabels, userValues, waits } from './operation.ts'
import { waitReady } from './readiness.ts'
import { createRelease, readReleases, type Release } from './releases.ts'
import { releaseText } from './release-text.ts'
import { flag, has, HELM, step, type Session } from './session.ts'

/** `helm install NAME CHART`. */
export async function install(session: Session): Promise<void> {
  const [name, reference, ...extra] = session.line.positionals
  if (extra.length > 0)
    throw new HelmError(`INSTALLATION FAILED: expected at most two arguments, unexpected arguments: ${extra.join(', ')}`)
  if (!name || !reference) throw new HelmError('INSTALLATION FAILED: must either provide a name or specify --generate-name')
  try {
    const chart = pullChart(session, reference)
    await installChart(session, name, chart, userValues(session))
  } catch (error) {
    throw error instanceof HelmError ? new HelmError(`INSTALLATION FAILED: ${error.message}`) : error
  }
}

/** The work of an installation, also of `upgrade --install`; prints the release. */
export async function installChart(session: Session, name: string, chart: Chart, config: Json): Promise<void> {
  const { store, namespace, major } = session
  checkName(session, name)
  const inUse = readReleases(store, namespace, name).at(-1)
  if (inUse && inUse.info.status !== 'uninstalled') {
    throw new HelmError(`${nameCheck(session)}cannot ${major === '4' ? 'reuse' : 're-use'} a name that is still in use`)
  }
  const release = draft(session, name, chart, config)
  const objects = objectsOf(release.manifest).map((object) => stamped(object, release))
  if (dryRun(session)) return void session.stdout.push(releaseText(session, release, { dryRun: true }))
  ensureNamespace(session)
  const missing = objects.find((object) => !isServed(session, object, objects))
  if (missing) throw new HelmError(unknownKind(missing))
  const writing: Writing = { method: release.apply_method ?? 'csa', force: has(session, 'force-conflicts'), release }
  const foreign = has(session, 'take-ownership') ? undefined : firstForeign(session, objects, release)
  if (foreign) throw new HelmError(`${major === '4' ? 'unable' : 'Unable'} to continue with install: ${foreign}`)
  storeDraft(session, release)
  await marking(session, release, `Release "${name}"`, async () => {
    for (const object of objects) {
      await step(session)
      if (store.get(objectPath(object))) updateLive(session, undefined, object, writing)
      else withHelm3List(session, () => createLive(session, object, writing))
    }
    await step(session)
    if (waits(session)) await waitReady(session, objects, timeoutMs(session))
  })
  setStatus(session, release, 'deployed', flag(session, 'description') ?? 'Install complete')
  session.stdout.push(releaseText(session, release))
}

function draft(session: Session, name: string, chart: Chart, config: Json): Release {
  const now = new Date().toISOString()
  const manifest = render(chart, { name, namespace: session.namespace }, config)
  const info = { first_deployed: now, last_deployed: now, description: 'Initial install underway', status: 'pending-install' as const }
  const release = newRelease(session, chart, { name, config, manifest, version: 1, labels: userLabels(session), info })
  if (session.major === '4') release.apply_method = session.line.flags.get('server-side') === 'false' ? 'csa' : 'ssa'
  return release
}

/** The first write: without the namespace nothing more happens. */
function storeDraft(session: Session, release: Release): void {
  try {
    createRelease(session.store, release, HELM)
  } catch (error) {
    throw new HelmError(`create: failed to create: ${(error as Error).message}`)
  }
}

function ensureNamespace(session: Session): void {
  const { store, namespace } = session
  if (!has(session, 'create-namespace') || store.get(`/api/v1/namespaces/${namespace}`)) return
  store.create(
    '/api/v1/namespaces',
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { name: namespace } } },
    HELM,
  )
}

function firstForeign({ store }: Session, objects: KubeObject[], release: Release): string | undefined {
  for (const object of objects) {
    const live = store.get(objectPath(object))
    const problem = live && ownershipProblem(live, release)
    if (problem) return problem
  }
  return undefined
}

/** Whether the API server, with the CRDs of this manifest, knows the object's kind. */
export function isServed({ store }: Session, { apiVersion, kind }: KubeObject, own: KubeObject[]): boolean {
  const group = apiVersion.split('/')[0] ?? ''
  if (!group.endsWith('fluxcd.io') && !group.includes('fluxcd.controlplane')) return true
  const crds = [...store.list('/apis/apiextensions.k8s.io/v1/customresourcedefinitions'), ...own]
  return crds.some((crd) => {
    const spec = crd['spec'] as { group?: string; names?: { kind?: string } } | undefined
    return crd.kind === 'CustomResourceDefinition' && !crd.metadata.deletionTimestamp && spec?.group === group && spec.names?.kind === kind
  })
}

export function unknownKind({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): string {
  const where = `resource mapping not found for name: "${name}" namespace: "${namespace ?? ''}" from ""`
  return (
    `unable to build kubernetes objects from release manifest: ${where}: no matches for kind "${kind}" in version "${apiVersion}"\n` +
    'ensure CRDs are installed first'
  )
}

/** Helm 3 collects the errors of an installation in a list. */
function withHelm3List({ major }: Session, write: () => void): void {
  try {
    write()
  } catch (error) {
    if (major === '4' || !(error instanceof HelmError)) throw error
    throw new HelmError(`1 error occurred:\n\t* ${error.message}\n\n`)
  }
}

export function dryRun(session: Session): boolean {
  return has(session, 'dry-run') && !['none', 'false'].includes(flag(session, 'dry-run') ?? '')
}
