import { appendFile, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { parseXml } from '../report/xml.ts'
import { drive } from './drive.ts'
import { freshSandbox, REPOSITORIES } from './story.ts'

const CLUSTER = ['--cluster', 'lab']
let sandbox: Sandbox
let directory: string

beforeAll(async () => {
  sandbox = await startSandbox({ cluster: 'lab' })
  sandbox.seedImageRepositories()
  await drive(sandbox, ['install', ...CLUSTER, '--yes', ...REPOSITORIES])
  await sandbox.idle()
  await sandbox.faults.cutTrust()
})
afterAll(() => sandbox.close())

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flux-irsa-reports-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const at = (name: string) => join(directory, name)
const read = (name: string) => readFile(at(name), 'utf8')

describe('the exit code of a broken chain is 1, and stdout one whole document, as', () => {
  test.each(['junit', 'html', 'mermaid', 'json', 'short', 'text', 'github'])('%s', async (output) => {
    const { code, stdout } = await drive(sandbox, ['verify', ...CLUSTER, '-o', output, '-vv'])
    expect(code).toBe(1)
    expect(stdout).toContain('trust')
    if (output === 'junit') expect(parseXml(stdout).attributes['failures']).toBe('1')
    if (output === 'html') expect(parseXml(stdout).name).toBe('html')
    if (output === 'mermaid') expect(stdout).toMatch(/^flowchart TB\n/)
  })
})

test('one run writes a second form of its report, which its extension chooses', async () => {
  for (const name of ['r.json', 'r.xml', 'r.html', 'r.svg', 'r.mmd', 'r.md']) {
    const { code, stdout } = await drive(sandbox, ['verify', ...CLUSTER, '-o', 'short', '--report-file', at(name)])
    expect(code).toBe(1)
    expect(stdout).toContain('1 failed')
  }
  expect(JSON.parse(await read('r.json'))).toMatchObject({ schema: 'flux-irsa/verify/v1', verdict: 'fail' })
  expect(parseXml(await read('r.xml')).name).toBe('testsuites')
  expect(parseXml(await read('r.html')).name).toBe('html')
  expect(parseXml(await read('r.svg')).name).toBe('svg')
  expect(await read('r.mmd')).toMatch(/^flowchart/)
  expect(await read('r.md')).toMatch(/^### ✘ flux-irsa verify: fail/)
})

describe('a report file that cannot be is refused before anything is read, with exit 64:', () => {
  test.each([
    [['verify', '--report-file', 'report.pdf'], '"report.pdf" does not end as a format of verify', '.json, .xml, .html, .svg, .mmd, .md'],
    [['plan', '--report-file', 'report.xml'], '"report.xml" does not end as a format of plan', '.json, .md'],
    [
      ['verify', '--report-file', '/no/such/directory/r.xml'],
      '/no/such/directory is not there or cannot be written',
      'a directory that you may write to',
    ],
    [['plan', '-o', 'html'], '"html" is not known', 'text, json, github'],
  ])('%j', async (args, problem, allowed) => {
    const calls = sandbox.aws.calls.length
    const { code, stdout, stderr } = await drive(sandbox, [...args, ...CLUSTER])
    expect(code).toBe(64)
    expect(stdout).toBe('')
    expect(stderr).toContain(problem)
    expect(stderr).toContain(allowed)
    expect(sandbox.aws.calls.length).toBe(calls)
  })
})

describe('-o github', () => {
  const files = () => ({ GITHUB_STEP_SUMMARY: at('summary'), GITHUB_OUTPUT: at('output'), GITHUB_ACTIONS: 'true', CI: 'true' })

  test('several report files are all written, each in the form of its name', async () => {
    const names = ['one.json', 'two.md', 'three.xml']
    const flags = names.flatMap((name) => ['--report-file', at(name)])
    await drive(sandbox, ['verify', ...CLUSTER, ...flags])
    const [json = '', markdown = '', junit = ''] = await Promise.all(names.map((name) => readFile(at(name), 'utf8')))
    expect(JSON.parse(json)).toMatchObject({ verdict: 'fail' })
    expect(markdown).toContain('|')
    expect(junit).toContain('<testsuite')
    const { code, stderr } = await drive(sandbox, [
      'verify',
      ...CLUSTER,
      '--report-file',
      at('four.md'),
      '--report-file',
      '/no/such/place/r.xml',
    ])
    expect(code).toBe(64)
    expect(stderr).toContain('/no/such/place')
    await expect(readFile(at('four.md'), 'utf8')).rejects.toThrow('ENOENT')
  })

  test('of verify annotates, and appends summary and outputs', async () => {
    await writeFile(at('summary'), 'earlier\n')
    const args = ['verify', ...CLUSTER, '-o', 'github', '--report-file', at('r.xml')]
    const { code, stdout, stderr } = await drive(sandbox, args, { env: files() })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^::group::flux-irsa verify\n[\s\S]+\n::endgroup::\n::error title=trust\/image-reflector-controller fail::/)
    expect(stderr).not.toMatch(/^::/m)
    expect(await read('summary')).toMatch(/^earlier\n### ✘ flux-irsa verify: fail\n[\s\S]+```mermaid\nflowchart/)
    expect(await read('output')).toBe(`verdict=fail\nreport=${at('r.xml')}\n`)
  })

  test('of plan tells how many changes are pending, and exits 0', async () => {
    const { code, stdout } = await drive(sandbox, ['plan', ...CLUSTER, '-o', 'github'], { env: files() })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^::group::flux-irsa plan\n/)
    expect(await read('output')).toBe('verdict=pass\nchanges=1\n')
    expect(await read('summary')).toContain('### flux-irsa plan: 1 to update')
  })

  test('of every command that changes or judges the chain has the picture in the summary, and in the file beside it', async () => {
    const own = await freshSandbox()
    const seen: Record<string, unknown> = {}
    for (const command of ['plan', 'install', 'adopt', 'verify', 'uninstall']) {
      const yes = ['plan', 'verify'].includes(command) ? [] : ['--yes']
      const args = [command, ...CLUSTER, ...yes, '-o', 'github', '--report-file', at(`${command}.md`)]
      const env = { GITHUB_STEP_SUMMARY: at(command), GITHUB_OUTPUT: at(`${command}.output`) }
      const { code, stdout } = await drive(own, args, { env })
      await own.idle()
      const summary = await read(command)
      expect(stdout).toMatch(/^::group::flux-irsa \w+\n/)
      expect(`${await read(`${command}.md`)}\n`).toBe(summary)
      const pictures = summary.match(/^```mermaid$/gm)?.length
      seen[command] = {
        code,
        pictures,
        pod: /^ {2}pod\["pod(.*)"\]$/m.exec(summary)?.[1],
        output: (await read(`${command}.output`)).split('\n', 2),
      }
    }
    expect(seen).toEqual({
      plan: { code: 0, pictures: 1, pod: '<br/>#43; create', output: ['verdict=pass', 'changes=11'] },
      install: { code: 0, pictures: 1, pod: '', output: ['verdict=pass', 'changes=11'] },
      adopt: { code: 0, pictures: 1, pod: '', output: ['verdict=pass', 'changes=0'] },
      verify: { code: 0, pictures: 1, pod: '', output: ['verdict=pass', expect.stringMatching('report=')] },
      uninstall: { code: 0, pictures: 1, pod: '', output: ['verdict=pass', expect.stringMatching('changes=')] },
    })
  })

  test('of an error is an annotation, and never a silent green', async () => {
    const { code, stdout, stderr } = await drive(sandbox, ['verify', '--cluster', 'other', '-o', 'github'], { env: files() })
    expect(code).not.toBe(0)
    expect(stdout).toMatch(/^::error title=flux-irsa%3A cluster-not-found::.*\n$/)
    expect(stderr).toContain('other')
    expect(await read('output')).toBe('verdict=error\n')
    expect(await read('summary')).toContain('### flux-irsa: stopped')
  })

  test('leaves the summary alone where it has no room for more', async () => {
    await appendFile(at('summary'), 'x'.repeat(1024 * 1024 - 10))
    await drive(sandbox, ['verify', ...CLUSTER, '-o', 'github'], { env: files() })
    expect(await read('summary')).toMatch(/^x+$/)
  })

  test('without the files of a runner writes none', async () => {
    const { code } = await drive(sandbox, ['verify', ...CLUSTER, '-o', 'github'])
    expect(code).toBe(1)
    expect(await readdir(directory)).toEqual([])
  })
})

test('an error before there is a report is in the report file too', async () => {
  const { code } = await drive(sandbox, ['verify', '--cluster', 'other', '--report-file', at('r.xml')])
  expect(code).not.toBe(0)
  expect(parseXml(await read('r.xml')).attributes['errors']).toBe('1')
})

test('a report file that could not be written in the end is a failure of its own, and stdout has the report all the same', async () => {
  await symlink(at('no-such-directory/r.json'), at('r.json'))
  const { code, stdout, stderr } = await drive(sandbox, ['plan', ...CLUSTER, '--report-file', at('r.json')])
  expect(code).toBe(1)
  expect(stdout).toContain('Plan: 1 to update')
  expect(stderr).toContain(`the report could not be written to ${at('r.json')}: ENOENT`)
})
