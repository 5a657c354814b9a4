import { access, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { configFileText } from '../../config/config-file-text.ts'
import { gather } from '../../config/gather.ts'
import type { Flags } from '../../config/read-flags.ts'
import { booleanOf, textOf, type AllSaid, type Said } from '../../config/said.ts'
import { validate } from '../../config/validate.ts'
import { badInput, Failure } from '../../domain/failure.ts'
import { answersFrom } from '../init/answers.ts'
import { createScout } from '../init/scout.ts'
import type { Io } from '../io.ts'
import { canAsk } from '../prompt.ts'
import { raw, shell } from '../../domain/shell.ts'

const SCHEMA_FILE = 'flux-irsa.schema.json'

/** `flux-irsa init`: a file of options and its schema. Writes these two and nothing else. */
export async function init(flags: Flags, io: Io): Promise<number> {
  const said = gather({ command: 'init', flags, env: io.env, file: new Map() })
  validate({ command: 'init', said })
  const path = textOf(said, 'config') ?? 'flux-irsa.yaml'
  const schemaPath = join(dirname(path), SCHEMA_FILE)
  const isForced = booleanOf(said, 'force') ?? false
  if (!isForced) await refuseToOverwrite(path)
  const scout = createScout(wanted(said), io)
  const asks = !booleanOf(said, 'yes') && canAsk(io)
  const answers = await answersFrom({ said: wanted(said), scout, ...(asks ? { io } : {}) })
  validate({ command: 'init', said: answers })
  const { configSchemaText } = await import('../../config/config-schema.ts')
  await write(path, configFileText(answers, `./${basename(schemaPath)}`), isForced)
  await writeFile(schemaPath, configSchemaText())
  const next = shell`flux-irsa ${raw(scout.isForeign() ? 'adopt --dry-run' : 'plan')} -f ${path}`
  io.stdout.write(`wrote    ${path}\n         ${schemaPath}\nnext     ${next}\n`)
  return 0
}

/** What the file may hold of what was said; how this command runs is not among it. */
function wanted(said: AllSaid): AllSaid {
  const steering = ['config', 'yes', 'force', 'verbose', 'color']
  return new Map<string, Said>([...said].filter(([key]) => !steering.includes(key)))
}

async function refuseToOverwrite(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  if (isThere) throw overwrites(path)
}

async function write(path: string, text: string, isForced: boolean): Promise<void> {
  try {
    await writeFile(path, text, { flag: isForced ? 'w' : 'wx' })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'it cannot be written'
    if (code === 'EEXIST') throw overwrites(path)
    throw badInput('--config', `${path} cannot be written (${code})`, 'a file in a folder that you may write to')
  }
}

function overwrites(path: string): Failure {
  const message = `${path} is there already, and would be overwritten`
  return new Failure({
    code: 'file-exists',
    source: 'user',
    message,
    fix: 'Add --force, or say another file with -f FILE.',
    docs: 'configuration.md#init',
  })
}
