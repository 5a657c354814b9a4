import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fluxIrsa, root, version } from './built-program.ts'
import { denyingAws } from './loopback-aws.ts'

interface Packed {
  filename: string
  size: number
  files: { path: string }[]
}

let folder: string
let packed: Packed

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-irsa-package-'))
  const { stdout } = await execa('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], { cwd: root })
  packed = (JSON.parse(stdout) as Packed[])[0]!
  await execa('tar', ['-xzf', packed.filename], { cwd: folder })
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

test('the package is under 1 MB, and holds the program and what a user reads', () => {
  const paths = packed.files.map(({ path }) => path)
  expect(packed.size).toBeLessThan(1_000_000)
  expect(paths).toEqual(
    expect.arrayContaining(['LICENSE', 'README.md', 'bin/flux-irsa.js', 'dist/main.js', 'docs/install.md', 'flux-irsa.schema.json']),
  )
  expect(
    paths.filter(
      (path) =>
        !/^(LICENSE|README\.md|THIRD_PARTY_LICENSES|(package|flux-irsa\.schema)\.json|bin\/[\w-]+\.js|dist\/[\w-]+\.js|docs\/[\w/-]+\.md)$/.test(
          path,
        ),
    ),
  ).toEqual([])
})

test('unpacked where nothing else is installed, it runs', async () => {
  const bin = join(folder, 'package', 'bin', 'flux-irsa.js')
  expect(await fluxIrsa(['--version'], { bin })).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' })

  await using aws = await denyingAws()
  const { stdout } = await fluxIrsa(['verify', '--cluster', 'prod', '-o', 'json'], { bin, env: aws.env })
  expect(JSON.parse(stdout)).toMatchObject({ message: expect.stringContaining('denied') })
})

test('a configuration file is read by the package alone too', async () => {
  const bin = join(folder, 'package', 'bin', 'flux-irsa.js')
  const { exitCode, stderr } = await fluxIrsa(['verify', '--cluster', 'prod', '--config', join(folder, 'package', 'package.json')], { bin })
  expect(exitCode).toBe(64)
  expect(stderr).toContain('is not a known key')
})
