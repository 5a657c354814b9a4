import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { all, parseXml } from '../report/xml.ts'
import { drive, driveJson, type DriveOptions } from './drive.ts'
import { CLUSTERS } from './json-shapes.ts'
import { annotation, foreignRole, freshSandbox, REFLECTOR, REPOSITORIES, writesDuring } from './story.ts'

const BOTH = ['--cluster', 'lab', '--cluster', 'two']

/** Clusters `lab` and `two` in one account. */
async function twoClusters(): Promise<[Sandbox, Sandbox]> {
  const lab = await freshSandbox()
  const two = await startSandbox({ cluster: 'two', beside: lab })
  onTestFinished(() => two.close())
  return [lab, two]
}

/** A file in a folder that ends with the test. */
async function fileWith(text: string, name = 'flux-irsa.yaml'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flux-irsa-clusters-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

const writesIn = async ([lab, two]: [Sandbox, Sandbox], run: () => Promise<unknown>) =>
  writesDuring(lab, async () => expect(await writesDuring({ ...two, aws: { ...two.aws, calls: [] } }, run)).toEqual([]))

async function report(sandbox: Sandbox, args: string[], options: DriveOptions = {}) {
  const { code, report: document, stderr } = await driveJson<unknown>(sandbox, args, options)
  const parsed = CLUSTERS.parse(document)
  expect(parsed.exitCode).toBe(code)
  return { code, stderr, ...parsed, codes: Object.fromEntries(parsed.clusters.map(({ name, exitCode }) => [name, exitCode])) }
}

test('two clusters are installed side by side, each as if it had been alone, and a second run changes nothing', async () => {
  const both = await twoClusters()
  const [lab, two] = both
  const first = await report(lab, ['install', ...BOTH, '--yes', ...REPOSITORIES])
  expect([first.codes, first.summary]).toEqual([
    { lab: 0, two: 0 },
    { clusters: 2, ok: 2, notOk: 0 },
  ])
  expect([...lab.aws.account.roles.keys()].toSorted()).toEqual(['lab-flux-imgctrl-irsa', 'two-flux-imgctrl-irsa'])
  for (const sandbox of both) {
    expect(sandbox.snapshot().helm.map(({ name }) => name)).toEqual(['flux', 'flux-operator'])
    expect(annotation(sandbox, REFLECTOR)).toBe(`arn:aws:iam::123456789012:role/${sandbox.cluster}-flux-imgctrl-irsa`)
  }
  await Promise.all([lab.idle(), two.idle()])
  expect(await writesIn(both, () => report(lab, ['install', ...BOTH, '--yes']))).toEqual([])
})

describe('one question for all', () => {
  test('is asked when every plan is known, also where fewer are worked on at once than there are', async () => {
    const [lab, two] = await twoClusters()
    const { code, stderr } = await drive(lab, ['install', ...BOTH, '--parallel', '1'], { terminal: true, stdin: 'y\n' })
    expect(code).toBe(0)
    expect(stderr.split('Apply these 2 plans? [y/N]')).toHaveLength(2)
    expect(stderr.indexOf('two-flux-imgctrl-irsa')).toBeLessThan(stderr.indexOf('Apply these'))
    for (const sandbox of [lab, two]) expect(sandbox.snapshot().helm).toHaveLength(2)
  })

  test('answered with no leaves all as they are', async () => {
    const both = await twoClusters()
    const run = () => drive(both[0], ['install', ...BOTH], { terminal: true, stdin: 'n\n' })
    expect(await writesIn(both, async () => expect((await run()).code).toBe(64))).toEqual([])
  })

  test('cannot be put without a terminal, which is told once, before anything is read', async () => {
    const [lab] = await twoClusters()
    const { code, stdout, stderr } = await drive(lab, ['install', ...BOTH])
    expect([code, stdout]).toEqual([64, ''])
    expect(stderr.match(/nobody can be asked here/g)).toHaveLength(1)
    expect(lab.aws.calls).toEqual([])
  })
})

describe('a cluster that fails', () => {
  test('stops no other, and the exit code is the worst', async () => {
    const [lab, two] = await twoClusters()
    const file = await fileWith('clusters: { gone: {}, lab: { region: eu-west-1 }, two: {} }')
    const { codes, clusters, code } = await report(lab, ['install', '-f', file, '--all', '--yes', '--parallel', '1'])
    expect([code, codes]).toEqual([1, { gone: 1, lab: 0, two: 0 }])
    expect(clusters[0]?.error).toMatchObject({ code: 'cluster-not-found' })
    expect(two.snapshot().helm).toHaveLength(2)
  })

  test('by a conflict is refused alone', async () => {
    const [lab, two] = await twoClusters()
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } }
    two.kube.store.create('/api/v1/namespaces', namespace, 'kubectl')
    const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/theirs' }
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'image-reflector-controller', annotations } }
    two.kube.store.create('/api/v1/namespaces/flux-system/serviceaccounts', account, 'terraform')
    const { codes, code } = await report(lab, ['install', ...BOTH, '--yes'])
    expect([code, codes]).toEqual([64, { lab: 0, two: 64 }])
  })

  test('by bad input has all refused, before anything is read', async () => {
    const [lab] = await twoClusters()
    const file = await fileWith('clusters: { lab: {}, two: { gitUrl: "git@github.com:acme/fleet" } }')
    const { code, stderr } = await drive(lab, ['install', '-f', file, '--all', '--yes'])
    expect([code, lab.aws.calls]).toEqual([64, []])
    expect(stderr).toContain('clusters.two.gitUrl')
  })
})

test('Ctrl-C ends all of them: what runs stops, what waits does not begin', async () => {
  const [lab, two] = await twoClusters()
  const stop = new AbortController()
  const reason = new Failure({ code: 'interrupted', source: 'environment', message: 'stopped by SIGINT', exitCode: 130 })
  lab.kube.store.onEvent(() => stop.abort(reason))
  const { code, codes, clusters } = await report(lab, ['install', ...BOTH, '--yes', '--parallel', '1'], { interrupted: stop.signal })
  expect([code, codes]).toEqual([130, { lab: 130, two: 130 }])
  expect(clusters[1]?.error).toMatchObject({ code: 'interrupted' })
  expect(two.kube.calls).toEqual([])
})

test('the deadline ends the question too', async () => {
  const [lab] = await twoClusters()
  const stdin = new PassThrough()
  const { code, codes } = await report(lab, ['install', ...BOTH, '--timeout', '1s'], { terminal: true, stdin })
  expect([code, codes]).toEqual([124, { lab: 124, two: 124 }])
  // Whoever still reads it keeps the program from ending.
  expect(stdin.isPaused()).toBe(true)
})

test('the deadline is one for all', async () => {
  const [lab] = await twoClusters()
  lab.aws.latencyMs = 700
  const { code, codes } = await report(lab, ['plan', ...BOTH, '--timeout', '1s'])
  expect([code, codes]).toEqual([124, { lab: 124, two: 124 }])
})

describe('reports of two clusters, one of them broken', () => {
  let lab: Sandbox
  let two: Sandbox

  beforeAll(async () => {
    lab = await startSandbox({ cluster: 'lab' })
    two = await startSandbox({ cluster: 'two', beside: lab })
    await drive(lab, ['install', ...BOTH, '--yes', ...REPOSITORIES])
    await Promise.all([lab.idle(), two.idle()])
    await two.faults.cutTrust()
  })
  afterAll(async () => {
    await two.close()
    await lab.close()
  })

  test('text has a section for what is wrong, and a line for each', async () => {
    const { code, stdout, stderr } = await drive(lab, ['verify', ...BOTH])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^── two ─+\n\ntarget {4}two · eu-west-1/)
    expect(stdout).not.toContain('── lab')
    const summary = stdout.slice(stdout.indexOf('\nclusters\n'))
    expect(summary).toMatch(
      /^\nclusters\n {2}✔ lab {2}\d+ passed.*\n {2}✘ two {2}\d+ passed, 1 failed.*\n\n✘ 2 clusters: 1 ok, 1 failed · \d/,
    )
    const lines = stderr.trimEnd().split('\n')
    for (const line of lines) expect(line).toMatch(/^\d\d:\d\d:\d\d \w+ +(lab|two) {2}\S/)
    expect(lines.filter((line) => / (done|fail) /.test(line))).toHaveLength(2)
  })

  test('--parallel 1 works on one after the other', async () => {
    const { stderr } = await drive(lab, ['verify', ...BOTH, '--parallel', '1'])
    const order = stderr.split('\n').flatMap((line) => / (start|done|fail) +(lab|two)/.exec(line)?.slice(1, 3).join(' ') ?? [])
    expect(order).toEqual(['start lab', 'done lab', 'start two', 'fail two'])
  })

  test('for GitHub each has a group, annotations name it, and summary and outputs are of all', async () => {
    const [summary, outputs, file] = [await fileWith('', 'summary'), await fileWith('', 'outputs'), await fileWith('', 'r.xml')]
    const env = { GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: outputs }
    const { stdout } = await drive(lab, ['verify', ...BOTH, '-o', 'github', '--report-file', file], { env })
    expect(stdout.match(/^::(group|error).*$/gm)).toEqual([
      '::group::flux-irsa verify lab',
      '::group::flux-irsa verify two',
      expect.stringMatching(/^::error title=two%3A trust\//),
    ])
    expect(await readFile(summary, 'utf8')).toMatch(/^## flux-irsa verify: 2 clusters: 1 ok, 1 failed\n[^]*\n## lab\n[^]*\n## two\n/)
    expect(await readFile(outputs, 'utf8')).toBe(`verdict=fail\nreport=${file}\n`)
    const suites = all(parseXml(await readFile(file, 'utf8')), 'testsuite')
    expect(suites.map(({ attributes }) => [attributes['name'], attributes['failures']])).toEqual([
      ['lab', '0'],
      ['two', '1'],
    ])
  })

  test('a plan of several holds each plan, which can be applied by itself', async () => {
    const plan = await report(lab, ['plan', ...BOTH, '--detailed-exitcode'])
    expect([plan.code, plan.codes]).toEqual([2, { lab: 0, two: 2 }])
    const file = await fileWith(JSON.stringify(plan.clusters[1]?.report), 'plan.json')
    const refused = await drive(lab, ['install', ...BOTH, '--plan', file])
    expect([refused.code, refused.stderr]).toEqual([64, expect.stringContaining('--plan: is of one cluster')])
    const config = await fileWith('all: true\nclusters: { lab: {}, two: {} }')
    expect((await drive(lab, ['install', '--plan', file, '-f', config])).code).toBe(0)
    expect((await drive(lab, ['plan', ...BOTH, '--detailed-exitcode'])).code).toBe(0)
  })

  test('--all is a run of several also where the file has one, so that a program can rely on its form', async () => {
    const file = await fileWith('clusters: { lab: {} }')
    expect((await report(lab, ['plan', '-f', file, '--all'])).codes).toEqual({ lab: 0 })
  })
})

test('a code of MFA, which holds once, is asked for once for all clusters of a profile', async () => {
  const [lab] = await twoClusters()
  const Principal = { AWS: 'arn:aws:iam::123456789012:root' }
  const { arn } = foreignRole(lab, 'admin', {
    trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] },
    inline: { all: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
  })
  for (const cluster of lab.aws.account.clusters) cluster.accessEntries[arn] = { groups: ['system:masters'] }
  const config = await fileWith(
    `[profile team]\nrole_arn = ${arn}\nsource_profile = me\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n[profile me]\naws_access_key_id = ${lab.env['AWS_ACCESS_KEY_ID']}\naws_secret_access_key = ${lab.env['AWS_SECRET_ACCESS_KEY']}\n`,
  )
  const env = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: '/none' }
  const { code, stderr } = await drive(lab, ['plan', ...BOTH, '--profile', 'team'], { env, terminal: true, stdin: '123456\n' })
  expect(code).toBe(0)
  expect(stderr.split('MFA code for arn:aws:iam::123456789012:mfa/me: ')).toHaveLength(2)
})
