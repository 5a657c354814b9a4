import { readdirSync, readFileSync } from 'node:fs'
import { CATALOGUE } from '../../src/checks/kernel/catalogue.ts'
import { root } from './markdown.ts'

export interface Reference {
  /** File and text, for the message of a test that fails. */
  from: string
  /** Below docs/, e.g. `install.md#helm`. */
  target: string
}

/** What the templates in the source can become. */
const EXPANSIONS: Record<string, string[]> = {
  '${command}.md': ['install', 'uninstall'].map((command) => `${command}.md`),
  'checks/${check.id}.md': CATALOGUE.map(({ id }) => `checks/${id}.md`),
}

/** Every page and anchor that the program may point a user to. */
export function sourceReferences(): Reference[] {
  const files = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  return files.flatMap((file) => {
    const text = readFileSync(`${root}src/${file}`, 'utf8')
    const said = [...text.matchAll(/\bdocs: ['`]([^'`]+)['`]/g), ...text.matchAll(/\bdocs\/([a-zA-Z-]+\.md(?:#[\w-]+)?)/g)]
    return said.flatMap(([, target = '']) => expanded(target).map((one) => ({ from: `src/${file}: ${target}`, target: one })))
  })
}

function expanded(target: string): string[] {
  if (!target.includes('${')) return [target]
  const targets = EXPANSIONS[target]
  if (!targets) throw new Error(`tell test/docs/source-references.ts what ${target} can become`)
  return targets
}
