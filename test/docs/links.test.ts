import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProgram, runProgram } from '../../src/cli/program.ts'
import { handlersFor } from '../cli/handlers-for.ts'
import { commandLinesIn } from './command-lines.ts'
import { anchorsOf, fences, linksOf, pages, root, textOf } from './markdown.ts'
import { sourceReferences } from './source-references.ts'

/** Why a page or an anchor of it is not there; `undefined` when it is. */
function problemWith(path: string, anchor: string | undefined): string | undefined {
  if (!existsSync(root + path)) return `${path} does not exist`
  if (anchor === undefined || !path.endsWith('.md')) return undefined
  return anchorsOf(textOf(path)).has(anchor) ? undefined : `${path} has no heading for #${anchor}`
}

const silent = handlersFor(() => () => Promise.resolve())

async function parses(args: string[]): Promise<void> {
  const io = { stdout: () => {}, stderr: () => {} }
  await runProgram(createProgram({ version: '0.0.0', io, handlers: silent }), args)
}

describe.each(pages)('%s', (page) => {
  test('every link within the project leads somewhere', () => {
    const inside = linksOf(textOf(page)).filter((target) => !/^[a-z]+:/.test(target))
    const problems = inside.flatMap((target) => {
      const [path = '', anchor] = target.split('#')
      return problemWith(path === '' ? page : join(dirname(page), path), anchor) ?? []
    })
    expect(problems).toEqual([])
  })

  test('every command line of ours is one that the program takes', async () => {
    const blocks = ['sh', 'console'].flatMap((language) => fences(textOf(page), language))
    for (const args of blocks.flatMap(commandLinesIn)) await expect(parses(args), args.join(' ')).resolves.toBeUndefined()
  })
})

test('every page and anchor that the program points to is there', () => {
  const problems = sourceReferences().flatMap(({ from, target }) => {
    const [path = '', anchor] = target.split('#')
    const problem = problemWith(`docs/${path}`, anchor)
    return problem ? [`${from}: ${problem}`] : []
  })
  expect(problems).toEqual([])
})

test('a command line that the program does not take is seen', async () => {
  const lines = commandLinesIn(
    'printf %s "$TOKEN" | flux-irsa install --cluster "a b" \\\n  --no-such-flag | jq .ok # or so\nflux-irsa 0.1.0 · prod\n',
  )
  expect(lines).toEqual([['install', '--cluster', 'a b', '--no-such-flag']])
  await expect(parses(lines[0] ?? [])).rejects.toMatchObject({ code: 'usage' })
})

test('a missing anchor is seen', () => {
  expect(anchorsOf('# `flux-irsa` and *more*\n## Twice\n```\n## not this\n```\n## Twice')).toEqual(
    new Set(['flux-irsa-and-more', 'twice', 'twice-1']),
  )
  expect(problemWith('docs/install.md', 'no-such-heading')).toMatch('no heading for #no-such-heading')
  expect(problemWith('docs/no-such-page.md', undefined)).toMatch('does not exist')
})
