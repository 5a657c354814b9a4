import { describe, expect, test } from 'vitest'
import { COMMAND_TEXTS } from '../../src/cli/command-texts.ts'
import { createProgram, runProgram } from '../../src/cli/program.ts'
import type { CommandName } from '../../src/config/option.ts'
import { OPTIONS } from '../../src/config/options.ts'
import { Failure } from '../../src/domain/failure.ts'
import { commandLinesIn } from '../docs/command-lines.ts'
import { handlersFor } from './handlers-for.ts'

const COMMANDS = Object.keys(COMMAND_TEXTS) as CommandName[]

interface Run {
  stdout: string
  stderr: string
  called: [command: string, flags: Record<string, unknown>][]
  error: unknown
}

async function run(args: string[], columns?: number): Promise<Run> {
  const seen: Run = { stdout: '', stderr: '', called: [], error: undefined }
  const handle = (command: string) => async (flags: Record<string, unknown>) => void seen.called.push([command, flags])
  const program = createProgram({
    version: '1.2.3',
    io: { stdout: (text) => void (seen.stdout += text), stderr: (text) => void (seen.stderr += text), columns },
    handlers: handlersFor(handle),
  })
  await runProgram(program, args).catch((error: unknown) => (seen.error = error))
  return seen
}

const pages = [
  ['--help'],
  ['help'],
  ['help', 'environment'],
  ['help', 'exit-codes'],
  ['help', 'formats'],
  ['help', 'install'],
  ...[...COMMANDS, 'help'].map((command) => [command, '--help']),
]

test.each(pages)('the help of %s %s fits 80 columns, goes to stdout and calls no handler', async (...args) => {
  const { stdout, stderr, called, error } = await run(args)
  expect(stdout.split('\n').filter((line) => Array.from(line).length > 80)).toEqual([])
  expect(stdout).not.toMatch(/^\s*undefined/m)
  expect({ stderr, called, error }).toEqual({ stderr: '', called: [], error: undefined })
})

test.each(COMMANDS)('the help of %s begins with examples and lists each option on one line', async (command) => {
  const { stdout } = await run([command, '--help'])
  expect(stdout.indexOf('Examples:')).toBeGreaterThan(0)
  expect(stdout.indexOf('Examples:')).toBeLessThan(stdout.indexOf('General:'))
  for (const option of OPTIONS.filter((one) => one.flag && (one.commands as string[]).includes(command))) {
    expect(
      stdout.split('\n').some((line) => line.includes(`${option.flag}`) && line.endsWith(option.about)),
      option.flag,
    ).toBe(true)
  }
})

test('every example in the help is a command line that the program takes', async () => {
  for (const command of COMMANDS) {
    const { stdout } = await run([command, '--help'])
    const examples = commandLinesIn(/Examples:\n([\s\S]+?)\n\n/.exec(stdout)?.[1] ?? '')
    expect(examples.length).toBeGreaterThan(1)
    for (const example of examples) {
      const { called, error } = await run(example)
      expect(error, example.join(' ')).toBeUndefined()
      expect(called[0]?.[0]).toBe(command)
    }
  }
})

test('the environment page names every variable', async () => {
  const { stdout } = await run(['help', 'environment'])
  for (const option of OPTIONS) expect(stdout).toContain(option.env)
})

test('the version goes to stdout', async () => {
  expect(await run(['--version'])).toMatchObject({ stdout: '1.2.3\n', error: undefined })
})

test('flags arrive under the keys of the option table', async () => {
  const { called } = await run([
    'install',
    '--cluster',
    'prod',
    '--repository',
    'a',
    '--repository',
    'b',
    '-vvv',
    '--tag',
    'k=v',
    '--no-color',
    '--yes',
  ])
  expect(called).toEqual([['install', { cluster: 'prod', repository: ['a', 'b'], verbose: 3, tag: ['k=v'], color: false, yes: true }]])
})

test('what a handler throws passes through as it is', async () => {
  const failure = new Error('from the handler')
  const fail = async () => {
    throw failure
  }
  const handlers = handlersFor(() => fail)
  const program = createProgram({ version: '0', io: { stdout: () => {}, stderr: () => {} }, handlers })
  await expect(runProgram(program, ['demo'])).rejects.toBe(failure)
})

describe('wrong usage exits 64 in one line, prints nothing by itself and suggests:', () => {
  test.each([
    [['instal'], "unknown command 'instal' (Did you mean install?)", 'flux-irsa --help'],
    [['install', '--clutser', 'x'], "unknown option '--clutser'; did you mean '--cluster'?", 'flux-irsa install --help'],
    [['install', '--clutser=x'], "unknown option '--clutser'; did you mean '--cluster'?", 'flux-irsa install --help'],
    [['verify', '--adopt'], "unknown option '--adopt': it belongs to install, plan, render, bind, config", 'flux-irsa verify --help'],
    [['plan', '--yes'], "unknown option '--yes': it belongs to init, install, adopt, uninstall, bind, unbind", 'flux-irsa plan --help'],
    [['install', '--cluster'], "option '--cluster <NAME>' argument missing", 'flux-irsa install --help'],
    [['install', 'prod'], "too many arguments for 'install'. Expected 0 arguments but got 1.", 'flux-irsa install --help'],
    [['help', 'exit-code'], "no help on 'exit-code'; did you mean 'exit-codes'?", 'flux-irsa --help'],
  ])('%j', async (args, message, fix) => {
    const { error, stdout, stderr } = await run(args)
    expect(error).toBeInstanceOf(Failure)
    expect(error).toMatchObject({ message, fix, exitCode: 64, code: 'usage' })
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' })
  })

  test.each([
    [['install', '--git-password=hunter2']],
    [['install', '--git-password', 'hunter2']],
    [['--git-password', 'hunter2', 'install']],
    [['install', '-phunter2']],
  ])('%j, without repeating the password', async (args) => {
    const { error } = await run(args)
    expect(error).toMatchObject({ exitCode: 64 })
    expect(JSON.stringify(error) + (error as Failure).message + (error as Failure).fix).not.toContain('hunter2')
  })
})

test('without a command the help goes to stderr', async () => {
  const { stdout, stderr, error } = await run([])
  expect(stdout).toBe('')
  expect(stderr).toContain('Usage: flux-irsa')
  expect(error).toMatchObject({ message: 'a command is needed', exitCode: 64 })
})
