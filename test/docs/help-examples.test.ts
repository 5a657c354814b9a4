import { expect, test, vi } from 'vitest'
import { COMMAND_TEXTS } from '../../src/cli/command-texts.ts'
import type { CommandName } from '../../src/config/option.ts'
import { printedLinesIn, type PrintedLine } from './command-lines.ts'
import { exampleWorld, type Circumstances, type ExampleWorld } from './example-world.ts'

vi.setConfig({ testTimeout: 60_000 })

/** demo is a story of many runs that `npm run demo` tells, and judges itself; a sandbox stays up (test/program/sandbox.test.ts). */
const COMMANDS = (Object.keys(COMMAND_TEXTS) as CommandName[]).filter((command) => !['demo', 'sandbox'].includes(command))

/** Commands whose examples need Flux to be there. */
const NEED_FLUX: CommandName[] = ['verify', 'uninstall', 'config', 'list', 'adopt']

/** Commands whose examples name a second cluster. */
const NEED_STAGING: CommandName[] = ['install', 'plan']

/** Exit codes other than 0, and why. */
const CODES: Record<string, { code: number; why: string }> = {
  'flux-irsa plan -f flux-irsa.yaml --detailed-exitcode -o json': { code: 2, why: 'changes are pending' },
}

const linesOf = (command: CommandName): PrintedLine[] => printedLinesIn(COMMAND_TEXTS[command].examples.join('\n'))
const circumstances = (command: CommandName): Circumstances => ({
  installed: NEED_FLUX.includes(command),
  bare: command === 'init',
  ...(NEED_STAGING.includes(command) ? { several: 'cluster' } : {}),
})

/** Commands whose examples are several readers': each begins anew. */
const ANEW: CommandName[] = ['init', 'install', 'uninstall']

/** Lines that others have to come before. */
const BEFORE: Partial<Record<string, string>> = {
  'flux-irsa install --plan plan.json': 'flux-irsa plan --cluster prod -o json > plan.json',
  'flux-irsa verify shop/cart --cluster prod': 'flux-irsa bind shop/cart --cluster prod --policy cart.json',
  'flux-irsa unbind shop/cart --cluster prod': 'flux-irsa bind shop/cart --cluster prod --policy cart.json',
  'flux-irsa unbind shop/cart --cluster prod --restart --yes': 'flux-irsa bind shop/cart --cluster prod --policy cart.json',
}

async function expectWell(run: ExampleWorld['run'], line: PrintedLine, expected = 0): Promise<void> {
  const { code, stdout, stderr } = await run(line)
  expect({ line: line.text, code, output: code === expected ? '' : stdout + stderr }).toEqual({
    line: line.text,
    code: expected,
    output: '',
  })
}

test.each(COMMANDS)('the examples in the help of %s work as printed', async (command) => {
  let world: ExampleWorld | undefined
  for (const line of linesOf(command)) {
    if (!world || ANEW.includes(command)) world = await exampleWorld(circumstances(command))
    for (const before of printedLinesIn(BEFORE[line.text] ?? '')) await expectWell(world.run, before)
    await expectWell(world.run, line, CODES[line.text]?.code)
  }
})

test('every exception is one of a line that is printed', () => {
  const printed = COMMANDS.flatMap(linesOf).map(({ text }) => text)
  expect([...Object.keys(CODES), ...Object.keys(BEFORE)].filter((text) => !printed.includes(text))).toEqual([])
})
