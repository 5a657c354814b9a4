import { objectPath } from '../actors/object-path.ts'
import { HelmError } from './helm-error.ts'
import { stamped } from './live-objects.ts'
import { isKept, objectsOf } from './manifest.ts'
import { setStatus, timeoutMs, waits } from './operation.ts'
import { waitGone } from './readiness.ts'
import { deleteRelease, readReleases } from './releases.ts'
import { has, step, type Session } from './session.ts'

/** `helm uninstall NAME…`: the objects in reverse, then the release, even when they are not gone in time. */
export async function uninstall(session: Session): Promise<void> {
  const names = session.line.positionals
  if (names.length === 0)
    throw new HelmError('"helm uninstall" requires at least 1 argument\n\nUsage:  helm uninstall RELEASE_NAME [...] [flags]')
  for (const name of names) await uninstallOne(session, name)
}

async function uninstallOne(session: Session, name: string): Promise<void> {
  const { store, namespace } = session
  const history = readReleases(store, namespace, name)
  const last = history.at(-1)
  if (!last) {
    if (has(session, 'ignore-not-found')) return
    throw new HelmError(`uninstall: Release not loaded: ${name}: release: not found`)
  }
  if (last.info.status === 'uninstalled') throw new HelmError(`the release named "${name}" is already deleted`)
  if (has(session, 'dry-run')) return void session.stdout.push(`release "${name}" uninstalled`)
  last.info.deleted = new Date().toISOString()
  setStatus(session, last, 'uninstalling', 'Deletion in progress (or silently failed)')
  const all = objectsOf(last.manifest)
    .map((object) => stamped(object, last))
    .reverse()
  const going = all.filter((object) => !isKept(object))
  for (const object of going) {
    await step(session)
    if (store.get(objectPath(object))) store.delete(objectPath(object))
  }
  const problem = waits(session) ? await waitGone(session, going, timeoutMs(session)).then(() => undefined, caught) : undefined
  if (has(session, 'keep-history')) setStatus(session, last, 'uninstalled', 'Uninstallation complete')
  else for (const release of history) deleteRelease(store, release)
  if (problem) throw new HelmError(`uninstallation completed with 1 error(s): ${problem}`)
  const kept = all.filter(isKept).map(({ kind, metadata }) => `[${kind}] ${metadata.name}`)
  if (kept.length > 0) session.stdout.push('These resources were kept due to the resource policy:', ...kept, '')
  session.stdout.push(`release "${name}" uninstalled`)
}

function caught(error: unknown): string {
  if (error instanceof HelmError) return error.message
  throw error
}
