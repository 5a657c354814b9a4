import { basename } from 'node:path'
import { expect, test, vi } from 'vitest'
import { COMMAND_TEXTS } from '../../src/cli/command-texts.ts'
import { printedLinesIn, type PrintedLine } from './command-lines.ts'
import { exampleWorld, type Circumstances } from './example-world.ts'
import { fences, pages, textOf } from './markdown.ts'

vi.setConfig({ testTimeout: 120_000 })

/** Its examples are those of the help, which help-examples.test.ts runs. */
const ELSEWHERE = ['reference.md']

/** Pages whose reader has Flux already, or several clusters. */
const CIRCUMSTANCES: Record<string, Circumstances> = {
  'bind.md': { installed: true },
  'reports.md': { installed: true },
  'review.md': { installed: true },
  'troubleshooting.md': { installed: true },
  'causes.md': { installed: true },
  'uninstall.md': { installed: true },
  'clusters.md': { installed: false, several: 'file' },
}

/** What a reader puts in the place of a word. */
const WORDS: Record<string, string> = { CLUSTER: 'prod', NAME: 'prod', REPOSITORY: 'apps/main' }

const filledIn = (text: string) => text.replace(/^\$ /, '').replaceAll(/\b(CLUSTER|NAME|REPOSITORY)\b/g, (word) => WORDS[word] ?? word)

/** What the help prints too is run with it. */
const inHelp = new Set(Object.values(COMMAND_TEXTS).flatMap(({ examples }) => printedLinesIn(examples.join('\n')).map(({ text }) => text)))

/** The lines of a page that a reader would type, each once: what stands in the output of others is not among them. */
function linesOf(page: string): PrintedLine[] {
  const lines = ['sh', 'console'].flatMap((language) => fences(textOf(page), language)).flatMap(printedLinesIn)
  const typed = lines.filter(({ text }) => !/^(Next:|fix:|.*then: )/.test(text) && !inHelp.has(filledIn(text)))
  return typed.filter(({ text }, at) => typed.findIndex((other) => other.text === text) === at)
}

const withLines = pages.filter((page) => !ELSEWHERE.includes(basename(page)) && linesOf(page).length > 0)

test.each(withLines)('the command lines of %s work as printed, one after the other', async (page) => {
  const { run } = await exampleWorld(CIRCUMSTANCES[basename(page)] ?? { installed: false })
  for (const line of linesOf(page)) {
    const { code, stdout, stderr } = await run({ ...line, args: line.args.map((word) => WORDS[word] ?? word) })
    expect({ line: line.text, code, output: code === 0 ? '' : stdout + stderr }).toEqual({ line: line.text, code: 0, output: '' })
  }
})
