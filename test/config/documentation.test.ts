import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { OPTIONS } from '../../src/config/options.ts'
import { readConfigFile } from '../../src/config/read-file.ts'
import { withOptionTables } from './option-reference.ts'

const page = new URL('../../docs/configuration.md', import.meta.url)

test('the reference holds every option as the table has it', async () => {
  await expect(withOptionTables(await readFile(page, 'utf8'))).toMatchFileSnapshot('../../docs/configuration.md')
})

test('the file that the reference shows is accepted', async () => {
  const [, yaml = ''] = /```yaml\n([\s\S]+?)```/.exec(await readFile(page, 'utf8')) ?? []
  const { said, chartValues } = readConfigFile(yaml, '-f')
  expect(said.get('cluster')?.value).toBe('prod')
  expect(chartValues.instance).toHaveProperty('instance.kustomize.patches')
})

test('no two options share a flag, a short form or a variable', () => {
  for (const names of [
    OPTIONS.map((option) => option.key),
    OPTIONS.map((option) => option.env),
    OPTIONS.flatMap((option) => option.short ?? []),
  ]) {
    expect(new Set(names).size).toBe(names.length)
  }
})
