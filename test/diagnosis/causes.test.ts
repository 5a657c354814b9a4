import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Cause } from '../../src/diagnosis/cause.ts'
import { causeOf, CAUSES } from '../../src/diagnosis/causes/all.ts'
import { explain } from '../../src/diagnosis/explain.ts'
import { namesIn } from '../../src/diagnosis/names.ts'
import { causesPage } from './causes-page.ts'

const ids = CAUSES.map(({ id }) => id)

test.each(ids)('the example of %s is recognised as it', async (id) => {
  const { report } = await explain([causeOf(id).example])
  expect(report.findings[0]).toMatchObject({ cause: id, docs: `causes.md#${id}` })
})

test('docs/causes.md has what the table has', async () => {
  await expect(causesPage()).toMatchFileSnapshot('../../docs/causes.md')
})

test('every file of causes is in the table', async () => {
  const folder = new URL('../../src/diagnosis/causes/', import.meta.url)
  const files = readdirSync(folder).filter((name) => name !== 'all.ts')
  const groups = await Promise.all(files.map(async (name) => Object.values((await import(new URL(name, folder).href)) as object).flat()))
  const written = (groups.flat() as Cause[]).map(({ id }) => id)
  expect(written.toSorted()).toEqual(ids.toSorted())
})

test('no id stands twice', () => {
  expect(new Set(ids).size).toBe(ids.length)
})

test.each(ids)('the fix of %s is one line to paste, with placeholders for what is not known', (id) => {
  const fix = causeOf(id).fix(namesIn([]))
  expect(fix).not.toMatch(/undefined|\n/)
  expect(fix.length).toBeGreaterThan(10)
})

test('what proves a cause cannot be a sign that another cause has for certain too', async () => {
  for (const { id, example } of CAUSES) {
    const { report } = await explain([example])
    expect(
      report.findings.filter(({ confidence, cause }) => confidence === 'certain' && cause !== id),
      id,
    ).toEqual([])
  }
})
