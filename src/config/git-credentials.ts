import { badInput } from '../domain/failure.ts'
import { passwordSource } from './password-source.ts'
import { oneSecretLine, readNamedFile } from './read-named-file.ts'
import type { ReadFile } from './read-named-file.ts'
import { textOf } from './said.ts'
import type { AllSaid } from './said.ts'
import type { GitCredentials } from '../model/settings.ts'
import { knownHostsLines, privateKey } from './ssh-key.ts'

export interface SecretReaders {
  readFile: ReadFile
  readStdin: () => Promise<string>
}

/**
 * Reads the credentials that the user named; `undefined` if none were, so that an existing Secret stays. Throws a Failure (exit 64) that
 * names the field and never holds the content.
 */
export async function readGitCredentials(said: AllSaid, { readFile, readStdin }: SecretReaders): Promise<GitCredentials | undefined> {
  const keyFile = textOf(said, 'gitSshKeyFile')
  if (keyFile !== undefined) {
    const hostsFile = textOf(said, 'gitKnownHostsFile') ?? ''
    const field = (key: string) => said.get(key)?.field ?? key
    const identity = privateKey(await readNamedFile(field('gitSshKeyFile'), keyFile, readFile), field('gitSshKeyFile'))
    const knownHosts = knownHostsLines(await readNamedFile(field('gitKnownHostsFile'), hostsFile, readFile), field('gitKnownHostsFile'))
    return { kind: 'ssh', identity, knownHosts }
  }
  const source = passwordSource(said)
  if (!source) return undefined
  const text =
    source.key === 'gitPasswordStdin'
      ? await readFromStdin(source.field, readStdin)
      : source.key === 'gitPasswordFile'
        ? await readNamedFile(source.field, String(source.value), readFile)
        : String(source.value)
  const username = textOf(said, 'gitUsername')
  return { kind: 'basic', ...(username ? { username } : {}), password: oneSecretLine(text, source.field) }
}

async function readFromStdin(field: string, readStdin: SecretReaders['readStdin']): Promise<string> {
  return readStdin().catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'EFBIG') throw badInput(field, 'is longer than a password', 'one line of UTF-8 text')
    throw error
  })
}
