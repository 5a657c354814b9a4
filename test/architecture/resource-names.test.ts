import { expect, test } from 'vitest'
import { RESOURCE_NAMES } from '../../src/model/resource-names.ts'
import { sourceFiles } from './source-files.ts'

const KNOW_NO_ROW = ['engine', 'report', 'cli', 'action']
/** Holds ids of checks and stations, some of which are words for resources too. */
const OF_CHECKS = 'report/page/chain-links.ts'
const LITERAL = new RegExp(`'(?:old-)?(?:${RESOURCE_NAMES.join('|')})(?:/[^']*)?'|'-release'`, 'g')

// Beside its row, a name is one more place that nobody tells who adds a row.
test('engine, reports and commands name no resource: what is particular to one stands in its row', () => {
  const asked = sourceFiles.filter(({ folder, path }) => KNOW_NO_ROW.includes(folder) && path !== OF_CHECKS)
  expect(asked.length).toBeGreaterThan(100)
  expect(asked.flatMap(({ path, code }) => [...code.matchAll(LITERAL)].map(([name]) => `${path}: ${name}`))).toEqual([])
})
