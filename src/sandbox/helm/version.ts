import type { HelmMajor } from './flags.ts'
import { flag, has, type Session } from './session.ts'

/** The helm releases whose behaviour the stand-in follows. */
const HELM_VERSIONS: Record<HelmMajor, string> = { 3: 'v3.21.4', 4: 'v4.2.4' }

/** `helm version`, with `--short` and `--template`. */
export function version(session: Session): void {
  const info = { Version: HELM_VERSIONS[session.major], GitCommit: 'sandbox', GitTreeState: 'clean', GoVersion: 'go1.26.8' }
  const format = flag(session, 'template')
  if (format !== undefined) {
    return void session.stdout.push(
      format.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (_, key: string) => info[key as keyof typeof info] ?? '<no value>'),
    )
  }
  if (has(session, 'short')) return void session.stdout.push(`${info.Version}+gsandbox`)
  const fields = Object.entries(info).map(([key, value]) => `${key}:"${value}"`)
  session.stdout.push(`version.BuildInfo{${fields.join(', ')}}`)
}
