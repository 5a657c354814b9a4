import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Names as somebody would choose them who wants a command of ours to do what he likes. Each runs `pwned`, or is an option. */
export const HOSTILE = [
  'x$(pwned)`pwned`;pwned;pwned&pwned|pwned>(pwned)',
  "x';pwned;'",
  'x";pwned;"',
  'x\npwned\n',
  '--pwned=$(pwned)',
  '-opwned',
  'x\u001b]0;\u0007;pwned',
]

const STUBS = ['kubectl', 'aws', 'helm', 'git', 'ssh-keyscan', 'flux', 'flux-irsa', 'cosign', 'curl']

/**
 * What happens when each of these texts is pasted into a real shell, in which nothing but stand-ins can run: the texts that ran `pwned`, and
 * those that handed a hostile name to a program where it is an option.
 */
export function pasted(texts: readonly string[], shell: 'bash' | 'sh'): string[] {
  const home = mkdtempSync(join(tmpdir(), 'pasted-'))
  const bin = join(home, 'bin')
  mkdirSync(bin)
  const write = (name: string, body: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  write('pwned', 'echo x >>"$LOG.ran"')
  const look = 'for word in "$@"; do case "$word" in --) exit 0;; --pwned*|-opwned*) echo x >>"$LOG.option";; esac; done'
  for (const name of STUBS) write(name, look)
  try {
    return [...new Set(texts)].filter((text, index) => {
      const log = join(home, `log-${index}`)
      // No time-out on reading: the shell gets the text as a user's terminal would hand it on.
      spawnSync(`/bin/${shell}`, [], { input: `${text}\n`, cwd: home, env: { PATH: bin, LOG: log }, timeout: 10_000 })
      return ['ran', 'option'].some((kind) => exists(`${log}.${kind}`))
    })
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

function exists(path: string): boolean {
  try {
    readFileSync(path)
    return true
  } catch {
    return false
  }
}
