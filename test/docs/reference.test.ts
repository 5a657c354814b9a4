import { expect, test } from 'vitest'
import { OPTIONS } from '../../src/config/options.ts'
import { referencePage } from './reference-page.ts'

test('the reference is what the program says of itself', async () => {
  await expect(referencePage()).toMatchFileSnapshot('../../docs/reference.md')
})

test('it has every option that a command has, and none that no command has', () => {
  const rows = referencePage()
    .split('\n')
    .filter((line) => line.startsWith('| `-'))
  const flags = new Set(rows.flatMap((line) => [...line.split(' | ')[0]!.matchAll(/--[\w-]+/g)].map(([flag]) => flag)))
  const known = OPTIONS.flatMap(({ flag, negatable, key }) => (flag ? [flag, ...(negatable ? [`--no-${key}`] : [])] : []))
  expect([...flags].filter((flag) => flag !== '--help').sort()).toEqual(known.sort())
})
