import { readFileSync } from 'node:fs'
import { transform } from 'esbuild'
import { expect, test } from 'vitest'
import { fluxIrsa, launcher } from './built-program.ts'

test('an old Node is told what is needed, with the exit code of a refusal', async () => {
  const asNode18 = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"18.20.8"}})'
  const { exitCode, stdout, stderr } = await fluxIrsa(['--version'], { nodeOptions: ['--import', asNode18] })
  expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' })
  expect(stderr).toBe('flux-irsa needs Node.js 20.19 or newer; this is 18.20.8\n')
})

test('the launcher has no syntax that Node 12 would stumble over before it can say so', async () => {
  const source = readFileSync(launcher, 'utf8')
  const [newest, oldest] = await Promise.all([transform(source, { target: 'esnext' }), transform(source, { target: 'node12.20' })])
  expect(oldest.code).toBe(newest.code)
  // Its module loader knows the modules of Node without the prefix alone.
  expect(source).not.toMatch(/from 'node:/)
})
