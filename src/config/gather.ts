import type { CommandName, Option } from './option.ts'
import { hasOption } from './option.ts'
import { OPTIONS } from './options.ts'
import { readEnvironment } from './read-environment.ts'
import { readFlag } from './read-flags.ts'
import type { Flags } from './read-flags.ts'
import type { AllSaid, Said } from './said.ts'

type Environment = Record<string, string | undefined>

interface Spoken {
  command: CommandName
  flags: Flags
  env: Environment
  file: AllSaid
}

const ALONE: readonly CommandName[] = ['init', 'explain', 'demo', 'sandbox']

/** Names that environment and file give to what Flux has; a workload's own are said with its command. */
const OF_FLUX = ['roleName', 'policyName', 'rolePerServiceAccount']

/**
 * What holds for each option: flag, else environment, else file. Environment and file are shared by all commands, so they may say more
 * than this command has flags for; only those that go without a run hear nothing that they have not. Throws bad input.
 */
export function gather({ command, flags, env, file }: Spoken): AllSaid {
  const said = new Map<string, Said>()
  const isOfWorkloads = command === 'bind' || (command === 'permissions' && flags['for'] === 'bind')
  for (const option of OPTIONS) {
    if (ALONE.includes(command) && !hasOption(command, option)) continue
    const shared = isOfWorkloads && OF_FLUX.includes(option.key) ? undefined : (readEnvironment(option, env) ?? file.get(option.key))
    const one = readFlag(option, flags) ?? shared
    if (one) said.set(option.key, withHome(option, one, env))
  }
  return said
}

/** A shell expands `~/` only at the start of a word: not in `--helm=~/bin/helm`, not in a variable that CI sets, not in a file. */
function withHome(option: Option, said: Said, env: Environment): Said {
  const home = env.HOME
  if (!option.isPath || !home) return said
  const expanded = (path: string) => (path.startsWith('~/') ? home + path.slice(1) : path)
  if (Array.isArray(said.value)) return { ...said, value: said.value.map(expanded) }
  return typeof said.value === 'string' ? { ...said, value: expanded(said.value) } : said
}
