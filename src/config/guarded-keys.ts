import { isCi } from '../domain/ci.ts'
import { badInput, type Failure } from '../domain/failure.ts'
import { OPTIONS } from './options.ts'
import type { ConfigFile } from './read-file.ts'
import { booleanOf, type AllSaid } from './said.ts'

const GUARDED = OPTIONS.filter(({ isGuarded }) => isGuarded)

/**
 * In CI a file comes with the checkout, which a pull request may have written: what names a program to run (`helm`, the exec plugins of a
 * `kubeconfig`) or a file to read or write is not taken from it. Throws bad input for such a key, unless it is said more strongly (then the
 * file's is not used) or `--allow-programs` is. At a terminal whoever runs the program has chosen the file.
 */
export function refuseProgramsOfFile(file: ConfigFile, asked: AllSaid, env: Record<string, string | undefined>): void {
  if (!isCi(env) || booleanOf(asked, 'allowPrograms')) return
  for (const section of [file, ...file.clusters.values()]) {
    for (const { key, flag = '', env: variable } of GUARDED) {
      const said = section.said.get(key)
      if (!said || (asked.get(key) && asked.get(key)?.source !== 'file')) continue
      throw refusal(said.field, flag, variable)
    }
  }
}

function refusal(field: string, flag: string, variable: string): Failure {
  return badInput(
    field,
    'names a program or a file of this machine, which in CI is not taken from a file that a pull request may have written',
    `${flag} or ${variable}; or --allow-programs (FLUX_IRSA_ALLOW_PROGRAMS=1), where only reviewed files come here`,
  )
}
