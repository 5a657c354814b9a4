import { execa } from 'execa'
import { expect, test } from 'vitest'
import { launcher } from './built-program.ts'

test('Ctrl-C in the demo prints one error, and no promise that it goes on', { timeout: 60_000 }, async () => {
  const demo = execa(process.execPath, [launcher, 'demo', '-v'], { stdin: 'ignore', reject: false, all: true })
  for await (const line of demo.iterable({ from: 'all' })) {
    if (line.includes('applying')) demo.kill('SIGINT')
  }
  const { exitCode, all } = await demo
  expect(exitCode).toBe(130)
  expect(all.match(/the demo was stopped/g)).toHaveLength(1)
  expect(all).not.toMatch(/stopped by SIG|goes on where|same command again/)
})

test('without a terminal the demo shows each step and its outcome, and nothing else', { timeout: 60_000 }, async () => {
  const { exitCode, all } = await execa(process.execPath, [launcher, 'demo'], { stdin: 'ignore', reject: false, all: true })
  expect(exitCode).toBe(0)
  expect(all.split('\n').filter((line) => line.startsWith('$ ')).length).toBe(5)
  for (const outcome of ['✔ Installed: 12 created', '✘ trust/image-reflector-controller', '✔ Uninstalled: ']) expect(all).toContain(outcome)
  expect(all).not.toContain('oidc-provider  ')
  expect(all.split('\n').length).toBeLessThan(35)
})
