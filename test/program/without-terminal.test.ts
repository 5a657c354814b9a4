import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { fluxIrsa, launcher } from './built-program.ts'

const ESCAPE = '\u001b'
const TIMED = /^\d\d:\d\d:\d\d (phase|plan |start|done |note |wait |kept |check) /
const PLAN = ['plan', '--cluster', 'lab', '--repository', 'web']

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ cluster: 'lab' })
})
afterAll(() => sandbox.close())

test('without a terminal an install asks nothing, and every line of its progress is whole and begins with the time', async () => {
  const own = await startSandbox({ cluster: 'lab' })
  const { exitCode, stdout, stderr } = await fluxIrsa(['install', ...PLAN.slice(1), '--yes', '-v'], { env: own.env })
  await own.close()
  const lines = stderr.trimEnd().split('\n')
  expect({ exitCode, untimed: lines.filter((line) => !TIMED.test(line)) }).toEqual({ exitCode: 0, untimed: [] })
  expect(lines.join('\n')).toMatch(/ plan {2}Plan: 11 to create\.\n[\s\S]* start iam-role .*\n[\s\S]* done {2}iam-role .*\(\d+\.\d+s\)/)
  expect((stdout + stderr).match(/\r|\p{Cc}(?<!\n)/u)).toBeNull()
})

describe.concurrent('colour through a pipe', () => {
  test.each([
    ['none in CI', { CI: 'true', TERM: 'xterm-256color' }, [], false],
    ['FORCE_COLOR asks for it, also in CI', { CI: 'true', FORCE_COLOR: '1' }, [], true],
    ['NO_COLOR is stronger than FORCE_COLOR and --color', { NO_COLOR: '1', FORCE_COLOR: '1' }, ['--color'], false],
    ['an empty NO_COLOR says nothing', { NO_COLOR: '' }, ['--color'], true],
    ['--color asks for it, also of a dumb terminal', { TERM: 'dumb' }, ['--color'], true],
  ] satisfies [string, Record<string, string>, string[], boolean][])('%s', async (_rule, env, args, isColoured) => {
    const { exitCode, stderr } = await fluxIrsa(['uninstall', '--cluster', 'lab', ...args], { env })
    expect({ exitCode, isColoured: stderr.includes(ESCAPE) }).toEqual({ exitCode: 64, isColoured })
  })

  test('a dumb terminal gets symbols of ASCII', async () => {
    const { stderr } = await fluxIrsa(['uninstall', '--cluster', 'lab'], { env: { TERM: 'dumb' } })
    expect(stderr).toMatch(/^\[x\] [\n -~]+$/)
  })
})

// util-linux; what macOS and BSD have under this name takes other arguments.
const hasTerminals = await execa('script', ['--version'], { reject: false }).then(({ stdout }) => stdout.includes('util-linux'))

describe.skipIf(!hasTerminals).concurrent('at a terminal', () => {
  // Long enough for a spinner to be worth its while: it is loaded when something has to be waited for.
  beforeAll(() => {
    sandbox.aws.latencyMs = 300
  })

  /** The built program with a terminal on all three streams, which `script` makes with 0 columns; what it showed. */
  async function atTerminal(args: string[], env: Record<string, string>, columns = 100): Promise<{ exitCode?: number; shown: string }> {
    const command = `stty cols ${columns} && ${[process.execPath, launcher, ...args].join(' ')}`
    const { exitCode, stdout } = await execa('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', ...sandbox.env, ...env },
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
      // Its end takes the terminal away, and with it what would wait or paint for good.
      timeout: 50_000,
    })
    return { ...(exitCode === undefined ? {} : { exitCode }), shown: stdout }
  }

  test('a person sees colour and a line that is repainted', async () => {
    const { exitCode, shown } = await atTerminal(PLAN, {})
    expect(exitCode).toBe(0)
    expect(shown).toContain(`${ESCAPE}[?25l`)
  })

  test('in CI nothing is repainted, and an install does not ask a person who is not there', async () => {
    const { exitCode, shown } = await atTerminal(['install', ...PLAN.slice(1)], { CI: 'true' })
    expect(exitCode).toBe(64)
    expect(shown).toContain('Add --yes.')
    expect(shown).not.toContain(`${ESCAPE}[?25l`)
  })

  test('one that says it has no columns gets lines', async () => {
    const { exitCode, shown } = await atTerminal(PLAN, { NO_COLOR: '1' }, 0)
    expect({ exitCode, escapes: shown.includes(ESCAPE) }).toEqual({ exitCode: 0, escapes: false })
  })

  test('a dumb terminal gets neither colour nor anything repainted', async () => {
    const { exitCode, shown } = await atTerminal(PLAN, { TERM: 'dumb' })
    expect({ exitCode, escapes: shown.includes(ESCAPE) }).toEqual({ exitCode: 0, escapes: false })
  })

  test('NO_COLOR leaves the repainting, in one colour', async () => {
    const { shown } = await atTerminal(PLAN, { NO_COLOR: '1' })
    expect(shown).toContain(`${ESCAPE}[?25l`)
    expect(shown.split(ESCAPE).filter((rest) => /^\[\d*m/.test(rest))).toEqual([])
  })
})
