import type { ChartValues } from './chart-values.ts'
import { gather } from './gather.ts'
import { readGitCredentials } from './git-credentials.ts'
import type { SecretReaders } from './git-credentials.ts'
import type { CommandName } from './option.ts'
import { originsOf } from './origins.ts'
import type { Flags } from './read-flags.ts'
import { readNamedFile } from './read-named-file.ts'
import type { ReadFile } from './read-named-file.ts'
import { toRunOptions } from './run-options.ts'
import type { RunOptions } from './run-options.ts'
import type { AllSaid } from './said.ts'
import type { Origins, Settings } from './settings.ts'
import { defaultsOf, toSettings } from './to-settings.ts'
import { validate } from './validate.ts'

export type { RunOptions } from './run-options.ts'

export interface Invocation extends SecretReaders {
  command: CommandName
  flags: Flags
  env: Record<string, string | undefined>
}

export interface Loaded { settings: Settings; origins: Origins; run: RunOptions }

interface FileParts { said: AllSaid; chartValues: ChartValues }

const noFile: FileParts = { said: new Map(), chartValues: { operator: {}, instance: {} } }

/**
 * Merges flags, environment, file and defaults (in this order of strength), validates all of it, and only then reads the Git credentials,
 * for the commands that use them. Throws a Failure with exit code 64 that names the field as the user wrote it; no error and no origin
 * holds a secret.
 */
export async function loadSettings({ command, flags, env, readFile, readStdin }: Invocation): Promise<Loaded> {
  const file = await loadFile(gather({ command, flags, env, file: noFile.said }), readFile)
  const said = gather({ command, flags, env, file: file.said })
  validate({ command, said })
  const usesGit = command === 'install' || command === 'plan'
  const credentials = usesGit ? await readGitCredentials(said, { readFile, readStdin }) : undefined
  return {
    settings: toSettings(command, said, file.chartValues, credentials),
    origins: originsOf(said, file.chartValues, defaultsOf(command)),
    run: toRunOptions(command, said),
  }
}

async function loadFile(said: AllSaid, readFile: ReadFile): Promise<FileParts> {
  const config = said.get('config')
  if (!config) return noFile
  const text = await readNamedFile(config.field, String(config.value), readFile)
  // Schema and YAML reader are loaded only by those who have a file.
  const { readConfigFile } = await import('./read-file.ts')
  return readConfigFile(text, config.field)
}
