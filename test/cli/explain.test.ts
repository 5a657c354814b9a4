import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drive } from '../stories/drive.ts'

const nowhere = { env: {}, ca: '' }
const KEY_MISMATCH = 'ssh: handshake failed: knownhosts: key mismatch'
let folder = ''

beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'explain-'))))
afterAll(() => rm(folder, { recursive: true }))

describe('explain', () => {
  test('a message as an argument: the story on stdout, nothing on stderr, exit 0', async () => {
    const { code, stdout, stderr } = await drive(nowhere, ['explain', KEY_MISMATCH])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/certain: the host key is missing/)
    expect(stdout).toContain('seen     knownhosts: key mismatch')
    expect(stdout).toContain('docs/causes.md#git-host-key')
  })

  test('words without quotes are one message', async () => {
    const { stdout } = await drive(nowhere, ['explain', ...KEY_MISMATCH.split(' ')])
    expect(stdout).toContain('git-host-key')
  })

  test('standard input, as JSON', async () => {
    const { code, stdout } = await drive(nowhere, ['explain', '-o', 'json'], { stdin: KEY_MISMATCH })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      schema: 'flux-irsa/explain/v1',
      findings: [
        {
          cause: 'git-host-key',
          confidence: 'certain',
          evidence: ['knownhosts: key mismatch'],
          fix: expect.stringContaining('ssh-keyscan'),
          docs: 'causes.md#git-host-key',
        },
      ],
    })
  })

  test('files, one after the other', async () => {
    const [one, two] = [join(folder, 'one.log'), join(folder, 'two.log')]
    await writeFile(one, 'all is quiet')
    await writeFile(two, `error: ${KEY_MISMATCH}`)
    expect((await drive(nowhere, ['explain', one, two])).stdout).toContain('git-host-key')
  })

  test('nothing known: exit 3, and in JSON no finding', async () => {
    expect(await drive(nowhere, ['explain', 'the quick brown fox'])).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('nothing in this input is known'),
    })
    const { code, stdout } = await drive(nowhere, ['explain', '-o', 'json'], { stdin: '' })
    expect({ code, report: JSON.parse(stdout) }).toEqual({ code: 3, report: { schema: 'flux-irsa/explain/v1', findings: [] } })
  })

  test.each([
    [['explain', './no-such.log'], 'there is no file ./no-such.log'],
    [['explain', tmpdir()], 'is a directory'],
    [['explain', 'x', '-o', 'yaml'], '--output'],
  ])('%j is refused with exit 64', async (args, words) => {
    const { code, stderr } = await drive(nowhere, args)
    expect(code).toBe(64)
    expect(stderr).toContain(words)
  })

  test('at a terminal without input it says what to give, instead of waiting', async () => {
    const { code, stderr } = await drive(nowhere, ['explain'], { terminal: true })
    expect(code).toBe(64)
    expect(stderr).toContain('nothing to explain was given')
  })

  test('variables that are meant for other commands are no concern of it', async () => {
    const { code } = await drive(nowhere, ['explain', KEY_MISMATCH], {
      env: { FLUX_IRSA_CLUSTER: 'not a name', FLUX_IRSA_CONFIG: 'nowhere.yaml' },
    })
    expect(code).toBe(0)
  })
})
