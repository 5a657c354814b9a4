import type { GitUrl } from '../../domain/git-url.ts'
import { askFor, askedPath, set, type Asking } from './question.ts'

interface Way {
  about: string
  ask?: (asking: Asking, offered: string | undefined) => Promise<void>
}

const secret: Way = {
  about: 'a Secret that exists in the cluster',
  ask: (asking, offered) => askFor(asking, 'gitSecret', 'Name of the Secret', offered ?? 'flux-system'),
}
const nothing: Way = { about: 'nothing: the repository is public' }
const overHttps: Way[] = [
  { about: 'a token in FLUX_IRSA_GIT_PASSWORD, which only the environment holds' },
  { about: 'a token in a file', ask: (asking) => askFor(asking, 'gitPasswordFile', 'Path of the file; its content is not read now') },
  secret,
  nothing,
]
/** A password would go in the clear. */
const overHttp: Way[] = [nothing, secret]
const overSsh: Way[] = [
  {
    about: 'a key in a file',
    ask: async (asking) => {
      // The key is refused without host keys, and they without it: they are judged together at the end.
      const key = await askedPath(asking, 'Path of the private key; its content is not read now')
      set(asking.answers, 'gitKnownHostsFile', await askedPath(asking, 'Path of the known_hosts file', '~/.ssh/known_hosts'))
      set(asking.answers, 'gitSshKeyFile', key)
    },
  },
  secret,
]

/** Which kind of credentials; only where they are goes into the file. `offered` is a Secret that Flux uses already. */
export async function askForCredentials(asking: Asking, url: Extract<GitUrl, { ok: true }>, offered: string | undefined): Promise<void> {
  const ways = { ssh: overSsh, https: overHttps, http: overHttp }[url.scheme]
  asking.io.stderr.write(`How Flux may read it:\n${ways.map(({ about }, at) => `  ${at + 1}  ${about}\n`).join('')}`)
  const first = String((offered ? ways.indexOf(secret) : 0) + 1)
  for (;;) {
    const typed = (await asking.conversation.ask(`Which one [${first}]: `)) || first
    const way = ways[Number(typed) - 1]
    if (way) return way.ask?.(asking, offered)
    asking.io.stderr.write(`  a number from 1 to ${ways.length}\n`)
  }
}
