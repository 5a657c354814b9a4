import { existsSync } from 'node:fs'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { launcher } from './built-program.ts'

test('another terminal meets the sandbox by the printed line, breaks, verifies, mends; Ctrl-C ends it', { timeout: 60_000 }, async () => {
  const sandbox = execa(process.execPath, [launcher, 'sandbox', '--flux', 'operator'], { stdin: 'ignore', reject: false, all: true })
  let line = ''
  let told = ''
  const inShell = (words: string) =>
    execa('bash', ['-c', `${line}\n${words}`], { env: { PATH: process.env['PATH'] ?? '' }, extendEnv: false, reject: false })
  for await (const text of sandbox.iterable({ from: 'all' })) {
    told += `${text}\n`
    if (text.includes('eval ')) line = text.trim()
    if (!text.startsWith('Ctrl-C')) continue
    expect(await inShell('flux-irsa verify -o short')).toMatchObject({ exitCode: 0 })
    const broken = await inShell('flux-irsa sandbox break trust')
    expect(broken).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^ {2}broken {2}trust /m) })
    expect(await inShell('flux-irsa verify -o short')).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('✘ trust/') })
    expect((await inShell('flux-irsa sandbox mend trust')).stdout).not.toContain('broken ')
    expect(await inShell('flux-irsa verify -o short')).toMatchObject({ exitCode: 0 })
    const mistyped = await inShell('flux-irsa sandbox break trus')
    expect(mistyped).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('did you mean trust?') })
    sandbox.kill('SIGINT')
  }
  expect(await sandbox).toMatchObject({ exitCode: 0 })
  expect(told).toContain('The simulated account is gone; nothing is left behind.')
  expect(existsSync(/cat (\S+?)\)/.exec(line)?.[1] ?? '')).toBe(false)
})

test('without a sandbox, its words say how to start one', async () => {
  const { exitCode, stderr } = await execa(process.execPath, [launcher, 'sandbox', 'list'], {
    stdin: 'ignore',
    reject: false,
    extendEnv: false,
  })
  expect({ exitCode, stderr }).toEqual({
    exitCode: 64,
    stderr: expect.stringMatching(/this terminal knows of no sandbox[^]*flux-irsa sandbox/),
  })
})
