import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

/** Who builds the tag himself must be able to compare it with what is published. */
test('what is built twice, in different places, is the same to the byte', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flux-irsa-build-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const places = [join(folder, 'one'), join(folder, 'quite', 'another', 'place')]
  const built: Record<string, string>[] = []
  for (const place of places) {
    await promisify(execFile)(process.execPath, ['scripts/build.js', place])
    built.push(await digestsOf(place))
  }
  expect(Object.keys(built[0] ?? {})).toContain('main.js')
  expect(built[1]).toEqual(built[0])
})

async function digestsOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js')).toSorted()
  const digest = async (name: string) =>
    createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest('hex')
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await digest(name)] as const)))
}
