import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { OPTIONS } from '../../src/config/options.ts'

const src = new URL('../../src/', import.meta.url)
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && path !== 'config/options.ts' && !path.startsWith('sandbox/'))
  .map((path) => ({ path, text: readFileSync(new URL(path, src), 'utf8') }))
const rules = files.filter(({ path }) => /^config\/.*-(rules|source)\.ts$/.test(path))

/** Options whose value nothing of ours can judge, and who does. */
const JUDGED_ELSEWHERE: Record<string, string> = {
  config: 'it is read before there are rules, and read-file.ts names what is wrong with it',
  profile: "AWS's own files: the SDK names a profile that they lack",
}

test.for(OPTIONS.map(({ key }) => key))('--%s is read by somebody', (key) => {
  expect(files.some(({ text }) => new RegExp(String.raw`\b${key}\b`).test(text))).toBe(true)
})

test.for(OPTIONS.filter(({ kind, words }) => kind !== 'boolean' && kind !== 'count' && !words).map(({ key }) => key))(
  'a value of --%s is judged by a rule, or elsewhere for a stated reason',
  (key) => {
    const isRuled = rules.some(({ text }) => new RegExp(String.raw`\b${key}\b`).test(text))
    expect(isRuled !== Object.hasOwn(JUDGED_ELSEWHERE, key)).toBe(true)
  },
)
