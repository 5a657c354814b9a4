import type { Release } from './releases.ts'
import { flag, type Session } from './session.ts'
import { stringify } from 'yaml'

/** What `install`, `upgrade` and `status` print of a release, in the form that `-o` asks for. */
export function releaseText(session: Session, release: Release, how: { upgraded?: boolean; dryRun?: boolean } = {}): string {
  const output = flag(session, 'output') ?? 'table'
  const { name, info, config, manifest, version, namespace, apply_method } = release
  if (output !== 'table') {
    const content = { name, info, config, manifest, version, namespace, ...(apply_method && { apply_method }) }
    return output === 'json' ? JSON.stringify(content) : stringify(content).trimEnd()
  }
  return [
    ...(how.upgraded ? [`Release "${name}" has been upgraded. Happy Helming!`] : []),
    `NAME: ${name}`,
    `LAST DEPLOYED: ${ansiC(info.last_deployed)}`,
    `NAMESPACE: ${namespace}`,
    `STATUS: ${info.status}`,
    `REVISION: ${version}`,
    ...(session.major === '4' ? [`DESCRIPTION: ${how.dryRun ? 'Dry run complete' : info.description}`] : []),
    'TEST SUITE: None',
    ...(how.dryRun ? ['HOOKS:', 'MANIFEST:', manifest] : []),
  ].join('\n')
}

/** Go's `time.ANSIC` in UTC: `Mon Nov 23 09:26:22 2026`. */
export function ansiC(iso: string): string {
  const [weekday = '', day, month, year, time] = new Date(iso).toUTCString().replace(',', '').split(' ')
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`
}
