import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { launcher } from './built-program.ts'

let folder = ''
let sandbox: Sandbox
let env: Record<string, string>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-irsa-shells-'))
  sandbox = await startSandbox({ cluster: 'lab-blue' })
  const program = join(folder, 'flux-irsa')
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${launcher}' "$@"\n`)
  await chmod(program, 0o755)
  await writeFile(join(folder, 'notes.txt'), '')
  env = { ...sandbox.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, HOME: folder, TERM: 'dumb', LANG: 'C.UTF-8' }
})
afterAll(() => Promise.all([sandbox.close(), rm(folder, { recursive: true, force: true })]))

async function shell(command: string, args: string[]): Promise<string[]> {
  const { stdout } = await execa(command, args, { env, extendEnv: false, cwd: folder, stdin: 'ignore', timeout: 60_000 })
  return stdout.split('\n').filter((line) => line !== '')
}

async function isThere(command: string): Promise<boolean> {
  return execa(command, ['--version']).then(
    () => true,
    () => false,
  )
}

/** The lines, and the words that complete what is typed at their ends. */
const LINES: [line: string, candidates: string[]][] = [
  ['flux-irsa ins', ['install']],
  ['flux-irsa verify -o ', ['text', 'short', 'json', 'junit', 'github', 'html', 'mermaid']],
  ['flux-irsa install --cluster ', ['lab-blue']],
  ['flux-irsa install --region eu-west-1 --cluster lab', ['lab-blue']],
  ['flux-irsa explain no', ['notes.txt']],
]

describe('bash', () => {
  // What readline does before it calls the function: the line, and the word as bash splits it, at = and : as well.
  const complete = async (line: string) => {
    const word = /[^\s=:]*$/.exec(line)?.[0] ?? ''
    const script = `source <(flux-irsa completion bash) && [[ $(complete -p flux-irsa) == *_flux_irsa* ]] || exit 1
      COMP_LINE=$1 COMP_POINT=\${#1}; _flux_irsa flux-irsa "$2"; printf '%s\\n' "\${COMPREPLY[@]}"`
    return shell('bash', ['--norc', '--noprofile', '-c', script, 'bash', line, word])
  }

  test.each([...LINES, ['flux-irsa verify --output=js', ['json']]] as typeof LINES)('%s', async (line, candidates) => {
    expect(await complete(line)).toEqual(candidates)
  })
})

describe.skipIf(!(await isThere('fish')))('fish', () => {
  test.each([...LINES, ['flux-irsa verify --output=js', ['--output=json']]] as typeof LINES)('%s', async (line, candidates) => {
    const found = await shell('fish', ['--no-config', '-c', 'flux-irsa completion fish | source; complete -C $argv[1]', line])
    expect(new Set(found.map((one) => one.split('\t')[0]))).toEqual(new Set(candidates))
  })
})

describe.skipIf(!(await isThere('zsh')))('zsh', () => {
  // A shell of its own behind a pseudo-terminal: a real Tab, and what then stands in the line.
  const typed = async (line: string) => {
    const script = `zmodload zsh/zpty && zpty shell zsh -f -i
      send() { zpty -w shell "$1"; }
      send 'PS1= PS2= RPS1=; unsetopt zle_bracketed_paste; autoload -U compinit && compinit -u; source <(flux-irsa completion zsh); bindkey "^X" accept-line'
      send 'show() { print -r -- "LINE<$BUFFER>"; zle kill-whole-line }; zle -N show; bindkey "^T" show; print rea""dy'
      local out= piece=
      while zpty -r shell piece; do [[ $piece == *ready* && $piece != *rea\\"* ]] && break; done
      zpty -w -n shell "$1"$'\\t'
      zpty -w -n shell $'\\x14'
      while zpty -r shell piece; do [[ $piece == *'LINE<'* ]] && { print -r -- "\${\${piece#*LINE<}%%>*}"; break; }; done
      zpty -d shell`
    const [line1 = ''] = await shell('zsh', ['-f', '-c', script, 'zsh', line])
    return line1
  }

  test.each([
    ['flux-irsa ins', 'flux-irsa install '],
    ['flux-irsa verify --output=js', 'flux-irsa verify --output=json '],
    ['flux-irsa install --cluster l', 'flux-irsa install --cluster lab-blue '],
    ['flux-irsa explain no', 'flux-irsa explain notes.txt '],
  ])('%s', async (line, completed) => {
    expect(await typed(line)).toBe(completed)
  })
})
