import { stringify } from 'yaml'
import { HelmError } from './helm-error.ts'
import { render } from './manifest.ts'
import { pullChart, userValues } from './operation.ts'
import { ansiC, releaseText } from './release-text.ts'
import { readReleases, type Release } from './releases.ts'
import { flag, has, type Session } from './session.ts'
import { table } from './table.ts'
import { mergeValues } from './values.ts'

/** `helm status NAME`. */
export function status(session: Session): void {
  session.stdout.push(releaseText(session, theRelease(session)))
}

/** `helm history NAME`. */
export function history(session: Session): void {
  const name = theRelease(session).name
  const rows = readReleases(session.store, session.namespace, name).map((release) => {
    const {
      info,
      version,
      chart: { metadata },
    } = release
    const { last_deployed: updated, status: state, description } = info
    return {
      revision: version,
      updated,
      status: state,
      chart: `${metadata.name}-${metadata.version}`,
      app_version: metadata.appVersion,
      description,
    }
  })
  print(session, rows, () => {
    const lines = rows.map((row) => [String(row.revision), ansiC(row.updated), row.status, row.chart, row.app_version, row.description])
    return table([['REVISION', 'UPDATED', 'STATUS', 'CHART', 'APP VERSION', 'DESCRIPTION'], ...lines])
  })
}

/** `helm list`: helm 3 leaves out pending and superseded releases unless asked, helm 4 shows every state. */
export function list(session: Session): void {
  const newest = new Map<string, Release>()
  for (const release of readReleases(session.store, has(session, 'all-namespaces') ? undefined : session.namespace)) {
    newest.set(`${release.namespace}/${release.name}`, release)
  }
  const filter = flag(session, 'filter')
  const rows = [...newest.values()]
    .filter((release) => isListed(session, release) && (!filter || new RegExp(filter).test(release.name)))
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ name, namespace, version, info, chart: { metadata } }) => ({
      name,
      namespace,
      revision: String(version),
      updated: goTime(info.last_deployed),
      status: info.status,
      chart: `${metadata.name}-${metadata.version}`,
      app_version: metadata.appVersion,
    }))
  if (has(session, 'short')) return void session.stdout.push(...rows.map(({ name }) => name))
  print(session, rows, () =>
    table([['NAME', 'NAMESPACE', 'REVISION', 'UPDATED', 'STATUS', 'CHART', 'APP VERSION'], ...rows.map((row) => Object.values(row))]),
  )
}

function isListed(session: Session, { info: { status: state } }: Release): boolean {
  const asked = ['deployed', 'failed', 'pending', 'superseded', 'uninstalled', 'uninstalling'].filter((name) => has(session, name))
  if (asked.length > 0) return asked.some((name) => state.startsWith(name))
  return has(session, 'all') || session.major === '4' || state === 'deployed' || state === 'failed'
}

/** `helm get values NAME`. */
export function getValues(session: Session): void {
  const { config, chart } = theRelease(session)
  const values = has(session, 'all') ? mergeValues(chart.values, config) : config
  const title = has(session, 'all') ? 'COMPUTED VALUES:' : 'USER-SUPPLIED VALUES:'
  print(session, values, () => `${title}\n${Object.keys(values).length > 0 ? stringify(values).trimEnd() : 'null'}`)
}

export function getManifest(session: Session): void {
  session.stdout.push(theRelease(session).manifest)
}

/** `helm get metadata NAME`. */
export function getMetadata(session: Session): void {
  const {
    name,
    namespace,
    version: revision,
    info,
    labels,
    apply_method: applyMethod,
    chart: { metadata },
  } = theRelease(session)
  const content = {
    name,
    chart: metadata.name,
    version: metadata.version,
    appVersion: metadata.appVersion,
    ...(session.major === '4' && { labels }),
    namespace,
    revision,
    status: info.status,
    deployedAt: info.last_deployed.replace(/\.\d+Z$/, 'Z'),
    ...(applyMethod && { applyMethod }),
  }
  const lines = {
    NAME: name,
    CHART: metadata.name,
    VERSION: metadata.version,
    APP_VERSION: metadata.appVersion,
    NAMESPACE: namespace,
    REVISION: revision,
    STATUS: info.status,
  }
  print(session, content, () =>
    Object.entries(lines)
      .map(([key, value]) => `${key}: ${value}`)
      .join('\n'),
  )
}

/** `helm template NAME CHART`: needs no cluster. */
export function template(session: Session): void {
  const positionals = [...session.line.positionals]
  const reference = positionals.pop()
  if (!reference) throw new HelmError('"helm template" requires at least 1 argument\n\nUsage:  helm template [NAME] [CHART] [flags]')
  const release = { name: positionals[0] ?? 'release-name', namespace: session.namespace }
  session.stdout.push(render(pullChart(session, reference), release, userValues(session)))
}

/** `helm show chart CHART`: needs no cluster. */
export function showChart(session: Session): void {
  const [reference] = session.line.positionals
  if (!reference) throw new HelmError('"helm show chart" requires 1 argument\n\nUsage:  helm show chart [CHART] [flags]')
  const { name, version, appVersion } = pullChart(session, reference)
  session.stdout.push(stringify({ apiVersion: 'v2', appVersion, kubeVersion: '>=1.22.0-0', name, version }))
}

function theRelease(session: Session): Release {
  const {
    command,
    positionals: [name, extra],
  } = session.line
  if (!name || extra) throw new HelmError(`"helm ${command}" requires 1 argument\n\nUsage:  helm ${command} RELEASE_NAME [flags]`)
  const revision = flag(session, 'revision')
  const found = readReleases(session.store, session.namespace, name)
  const release = revision ? found.find(({ version }) => String(version) === revision) : found.at(-1)
  if (!release) throw new HelmError('release: not found')
  return release
}

function print(session: Session, content: unknown, asTable: () => string): void {
  const output = flag(session, 'output') ?? 'table'
  session.stdout.push(output === 'json' ? JSON.stringify(content) : output === 'yaml' ? stringify(content).trimEnd() : asTable())
}

/** `2026-11-23 09:26:22.432 +0000 UTC`, as `helm list` writes times. */
function goTime(iso: string): string {
  return iso.replace('T', ' ').replace('Z', ' +0000 UTC')
}
