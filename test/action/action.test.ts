import { execa } from 'execa'
import { parse } from 'yaml'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { runAction } from '../../src/action/run-action.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { root, textOf } from '../docs/markdown.ts'
import { drive, type Outcome } from '../stories/drive.ts'
import { startGithub, startRunner, TOKEN, type FakeGithub, type Runner } from './runner.ts'

vi.setConfig({ testTimeout: 60_000 })

const INPUTS = { cluster: 'lab', repositories: 'apps/*, web' }
const PASSWORD = { FLUX_IRSA_GIT_PASSWORD: 'c4n4ry-password' }

interface ActionFile {
  inputs: Record<string, unknown>
  outputs: Record<string, unknown>
  runs: { using: string; main: string }
}
const FOLDER = '.github/actions/flux-irsa'
const action = parse(textOf(`${FOLDER}/action.yml`)) as ActionFile

let sandbox: Sandbox
let github: FakeGithub
let runner: Runner
beforeAll(async () => {
  sandbox = await startSandbox({ cluster: 'lab' })
})
afterAll(() => sandbox.close())
beforeEach(async () => {
  github = await startGithub()
  runner = await startRunner(github.url)
  return async () => {
    await github[Symbol.asyncDispose]()
    await runner[Symbol.asyncDispose]()
  }
})

async function runStep(event: Parameters<Runner['env']>[0], inputs: Record<string, string> = {}): Promise<Outcome> {
  return drive(sandbox, [], { env: { ...PASSWORD, ...(await runner.env(event, { ...INPUTS, ...inputs })) }, work: runAction })
}

describe('on a pull request', () => {
  test('the plan is in the log, the summary, the outputs and one comment, which the next push updates', async () => {
    const { code, stdout } = await runStep('pull_request')
    expect({ code, outputs: await runner.outputs() }).toEqual({
      code: 0,
      outputs: {
        command: 'plan',
        'exit-code': '0',
        verdict: 'pass',
        changes: '11',
        comment: 'https://github.com/acme/fleet/pull/7#issuecomment-1',
      },
    })
    expect(stdout).toMatch(/^pull_request: flux-irsa plan --cluster=lab --repository=apps\/\* --repository=web --output=github$/m)
    const [comment] = github.comments
    expect(comment?.body).toMatch(/^<!-- flux-irsa \S+ -->\n### flux-irsa plan: 11 to create\n/)
    expect(comment?.body).toContain('| + create | iam-role | <code>lab-flux-imgctrl-irsa</code> |')
    expect(comment?.body).toMatch(
      /```mermaid\n[\s\S]+<sub>0123456789ab · <a href="https:\/\/github.com\/acme\/fleet\/actions\/runs\/42">run</,
    )
    expect(comment?.body).toContain((await runner.summary()).trimEnd())

    await runStep('pull_request', { args: '--role-name renamed' })
    expect(github.comments).toHaveLength(1)
    expect(github.comments[0]?.body).toContain('<code>renamed</code>')
    expect(sandbox.aws.calls.filter(({ write }) => write)).toEqual([])
  })

  test('another cluster has a comment of its own, also among hundreds', async () => {
    for (let at = 0; at < 150; at++) github.add(`comment ${at}`)
    await runStep('pull_request')
    await runStep('pull_request', { region: 'eu-west-1' })
    await runStep('pull_request')
    expect(github.comments).toHaveLength(152)
  })

  test('several clusters are one run with one comment, and one that is not there stops no other', async () => {
    const { code } = await runStep('pull_request', { cluster: 'lab, nowhere' })
    expect(code).not.toBe(0)
    expect(github.comments).toHaveLength(1)
    expect(github.comments[0]?.body).toContain('11 to create')
    expect(github.comments[0]?.body).toContain('there is no EKS cluster "nowhere"')
    expect(await runner.outputs()).toMatchObject({ command: 'plan', 'exit-code': String(code) })
  })

  test.each([
    ['a stranger', { type: 'User', login: 'mallory' }, 'CONTRIBUTOR'],
    ['a member', { type: 'User', login: 'ada' }, 'OWNER'],
    ['another app', { type: 'Bot', login: 'other-app[bot]' }, 'NONE'],
  ])('%s who planted our marker keeps the comment, and we make ours', async (_, user, association) => {
    await runStep('pull_request')
    Object.assign(github.comments[0]!, { user, author_association: association, body: github.comments[0]!.body.slice(0, 400) })
    const planted = github.comments[0]!.body
    await runStep('pull_request')
    expect(github.comments).toHaveLength(2)
    expect(github.comments[0]?.body).toBe(planted)
  })

  test('a token that may not comment is a notice: exit code, summary and outputs are as they would be', async () => {
    github.refusal = { status: 403, message: 'Resource not accessible by integration' }
    const { code, stdout } = await runStep('pull_request')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^::notice title=no comment on the pull request::GitHub answered 403: Resource not accessible by integration\. .*write/m,
    )
    expect(await runner.summary()).toContain('### flux-irsa plan: 11 to create')
    expect(await runner.outputs()).not.toHaveProperty('comment')
  })

  test('neither is a GitHub that does not answer', async () => {
    await github[Symbol.asyncDispose]()
    const { code, stdout } = await runStep('pull_request')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^::notice title=no comment on the pull request::.*ECONNREFUSED/m)
    github = await startGithub()
  })

  test('a run that stops takes the place of an older plan', async () => {
    await runStep('pull_request')
    const { code } = await runStep('pull_request', { args: '--role-name no:such:name' })
    expect(code).toBe(64)
    expect(github.comments.map(({ body }) => body.split('\n')[1])).toEqual(['### flux-irsa plan: stopped'])
    expect(await runner.outputs()).toMatchObject({ command: 'plan', 'exit-code': '64' })
  })

  test.each<Record<string, string>>([{ comment: 'false' }, { 'github-token': '' }])('with %j GitHub is not asked', async (inputs) => {
    expect(await runStep('pull_request', inputs)).toMatchObject({ code: 0 })
    expect(github.requests).toEqual([])
  })

  test('no secret is shown but to the runner, which hides it from then on', async () => {
    const { stdout, stderr } = await runStep('pull_request', { args: '-vvv' })
    const log = `${stdout}${stderr}${await runner.summary()}${github.comments[0]?.body}`
    expect(log.split('\n').filter((line) => line.includes('c4n4ry'))).toEqual([`::add-mask::${TOKEN}`, '::add-mask::c4n4ry-password'])
  })
})

test('a wrong input is an annotation, with exit code 64 and no word to GitHub', async () => {
  const { code, stdout } = await runStep('pull_request', { command: 'destroy' })
  expect(code).toBe(64)
  expect(stdout).toContain('::error title=flux-irsa%3A bad-input::command: "destroy" is not known%0Aallowed: plan, install, verify')
  expect(github.requests).toEqual([])
})

test('the file that action.yml names, as the runner starts it: a push to main installs, and a schedule finds what broke since', async () => {
  const own = await startSandbox({ cluster: 'lab' })
  const started = async (event: 'push' | 'schedule', inputs: Record<string, string> = {}) => {
    const env = { PATH: process.env['PATH'] ?? '', ...own.env, ...(await runner.env(event, { ...INPUTS, ...inputs })) }
    const file = `${root}${FOLDER}/${action.runs.main}`
    return execa(process.execPath, [file], { env, extendEnv: false, stdin: 'ignore', reject: false })
  }
  const installed = await started('push')
  expect({ code: installed.exitCode, outputs: await runner.outputs() }).toEqual({
    code: 0,
    outputs: { command: 'install', 'exit-code': '0', verdict: 'pass', changes: '11' },
  })
  expect(await runner.summary()).toMatch(/### flux-irsa: Installed: 11 created\n[\s\S]+### ✔ flux-irsa verify: pass/)

  await own.idle()
  await own.faults.cutTrust()
  const report = runner.path('verify.xml')
  const verified = await started('schedule', { 'report-file': report })
  expect({ code: verified.exitCode, outputs: await runner.outputs() }).toEqual({
    code: 1,
    outputs: { command: 'verify', 'exit-code': '1', verdict: 'fail', report },
  })
  expect(verified.stdout).toMatch(/^::error title=trust\/image-reflector-controller fail::/m)
  expect(await runner.summary()).toMatch(/^### ✘ flux-irsa verify: fail\n[\s\S]+```mermaid\n/)
  expect(github.requests).toEqual([])
  await own.close()
})

test('action.yml declares what is read and what is written', async () => {
  const { env } = await askedFor()
  expect(Object.keys(action.inputs).toSorted()).toEqual(env)
  expect(Object.keys(action.outputs).toSorted()).toEqual(['changes', 'command', 'comment', 'exit-code', 'report', 'verdict'])
  expect(action.runs).toEqual({ using: 'node24', main: '../../../dist/action.js' })
})

/** The inputs that the action asks its environment for. */
async function askedFor(): Promise<{ env: string[] }> {
  const asked = new Set<string>()
  const { readInputs } = await import('../../src/action/inputs.ts')
  const env = new Proxy({}, { get: (_target, name) => void asked.add(String(name)) })
  readInputs(env, { name: 'pull_request', ref: '', payload: {} })
  return { env: [...asked].map((name) => name.replace(/^INPUT_/, '').toLowerCase()).toSorted() }
}
