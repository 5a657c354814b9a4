import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { parse } from 'yaml'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { KubeObject } from '../../src/model/kube.ts'
import type { PodSpec } from '../../src/sandbox/actors/pods.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { startRunner } from '../action/runner.ts'
import { root, version } from '../program/built-program.ts'
import { parseXml } from '../report/xml.ts'
import { drive } from '../stories/drive.ts'
import { grantService, startImage, withoutKey } from './ci-identity.ts'
import { bindLine, bitbucketSteps, githubTable, gitlabJob, kubernetesObjects, workflow, type ShellJob } from './ci-page.ts'
import { pages, textOf } from './markdown.ts'
import { createBoundary, documentedPolicy, grantKubernetes } from './permissions-page.ts'

vi.setConfig({ testTimeout: 60_000 })

const PASSWORD = { FLUX_IRSA_GIT_PASSWORD: 'not-a-real-one' }

let sandbox: Sandbox
let image: Awaited<ReturnType<typeof startImage>>
beforeEach(async () => {
  image = await startImage()
  sandbox = await startSandbox({ cluster: 'prod' })
  sandbox.kube.store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } }, 'kubectl')
  await installedByAnAdministrator()
  grantKubernetes(sandbox, 'For verify', 'For the identity alone')
  return async () => {
    await sandbox.close()
    await image[Symbol.asyncDispose]()
  }
})

/** As the page has it: Flux and the boundary are there before CI is. */
async function installedByAnAdministrator(): Promise<void> {
  const { code, stdout } = await drive(sandbox, ['install', '--cluster', 'prod', '--yes', ...createBoundary(sandbox)])
  expect(code, stdout).toBe(0)
  await sandbox.idle()
}

/** Runs a job of a recipe with the token that its service gives it. */
async function job(one: ShellJob, env: Record<string, string>): Promise<{ code: number | undefined; stdout: string; stderr: string }> {
  const { exitCode, ...said } = await image.run(one, { ...withoutKey(sandbox), ...PASSWORD, ...env })
  await sandbox.idle()
  return { code: exitCode, ...said }
}

describe('GitHub', () => {
  const { permissions, jobs } = workflow
  const [{ env, steps }] = Object.values(jobs) as [(typeof jobs)[string]]
  const step = steps.find(({ uses }) => uses.includes('/flux-irsa@'))!

  test('the workflow uses the action with inputs that it has, at this release, and may do what it must', async () => {
    const action = parse(textOf('.github/actions/flux-irsa/action.yml')) as { inputs: object; outputs: object }
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})))
    expect(step.uses).toBe(`OWNER/flux-irsa/.github/actions/flux-irsa@v${version}`)
    expect(permissions).toEqual({ contents: 'read', 'id-token': 'write', 'pull-requests': 'write' })
    expect({ inputs: githubTable('input'), outputs: githubTable('output') }).toEqual({
      inputs: Object.keys(action.inputs),
      outputs: expect.arrayContaining(Object.keys(action.outputs)),
    })
    // What a pull request proposes never gets the role that can write.
    expect(env['ROLE']).toBe("${{ github.event_name == 'pull_request' && 'ci-flux-plan' || 'ci-flux-install' }}")
  })

  test('its step plans a pull request with the role to plan, and installs what is pushed with the role to install', async () => {
    const sign = await grantService(sandbox, 'GitHub')
    await using runner = await startRunner('http://127.0.0.1:1')
    const started = async (event: 'pull_request' | 'push', subject: string, role: string) => {
      const token = join(image.folder, 'token')
      // As AWS's own action leaves it, but for the exchange, which is then the SDK's.
      await writeFile(token, await sign(subject, 'sts.amazonaws.com'))
      const login = { AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ROLE_ARN: `arn:aws:iam::123456789012:role/${role}`, AWS_REGION: 'eu-west-1' }
      const inputs = { ...step.with, comment: 'false' }
      const all = { PATH: process.env['PATH'] ?? '', ...withoutKey(sandbox), ...PASSWORD, ...login, ...(await runner.env(event, inputs)) }
      const { exitCode } = await execa(process.execPath, [`${root}dist/action.js`], {
        cwd: image.folder,
        env: all,
        extendEnv: false,
        reject: false,
      })
      return { exitCode, ...(await runner.outputs()) }
    }
    const proposed = await started('pull_request', 'repo:acme/fleet:pull_request', 'ci-flux-plan')
    expect(proposed).toMatchObject({ exitCode: 0, command: 'plan', changes: '4' })
    expect(await started('push', 'repo:acme/fleet:pull_request', 'ci-flux-install')).toMatchObject({ exitCode: 4 })
    const installed = await started('push', 'repo:acme/fleet:ref:refs/heads/main', 'ci-flux-install')
    expect(installed).toMatchObject({ exitCode: 0, command: 'install', verdict: 'pass', changes: '4' })
  })
})

test('GitLab: the jobs plan, install and verify with the tokens of their pipelines, and leave a report where GitLab looks for it', async () => {
  const sign = await grantService(sandbox, 'GitLab')
  const run = async (name: string, branch: string) => {
    const { audience, ...one } = gitlabJob(name)
    const token = await sign(`project_path:acme/fleet:ref_type:branch:ref:${branch}`, audience)
    return job(one, { GITLAB_CI: 'true', CI_PIPELINE_ID: '17', AWS_ID_TOKEN: token })
  }
  expect(await run('plan', 'feature')).toMatchObject({ code: 0, stdout: expect.stringContaining('4 to update') })
  expect(await readFile(join(image.folder, 'plan.md'), 'utf8')).toContain('### flux-irsa plan: 4 to update')
  expect(await run('install', 'feature')).toMatchObject({ code: 4, stderr: expect.stringContaining('AssumeRoleWithWebIdentity') })
  expect(await run('install', 'main')).toMatchObject({ code: 0, stdout: expect.stringContaining('Installed: 4 updated') })
  expect(await run('verify', 'main')).toMatchObject({ code: 0 })
  const report = parseXml(await readFile(join(image.folder, gitlabJob('verify').junit ?? ''), 'utf8'))
  expect(report.attributes).toMatchObject({ failures: '0', errors: '0' })
})

test('Bitbucket: the steps plan, install and verify with the tokens of their deployments', async () => {
  const sign = await grantService(sandbox, 'Bitbucket')
  const steps = bitbucketSteps()
  expect(Object.keys(steps)).toEqual(['plan', 'install', 'verify'])
  const run = async (name: string, subject: string) =>
    job(steps[name]!, {
      BITBUCKET_BUILD_NUMBER: '17',
      BITBUCKET_STEP_OIDC_TOKEN: await sign(subject, 'ari:cloud:bitbucket::workspace/WORKSPACE'),
    })
  expect(await run('plan', '{REPOSITORY}:{STEP}')).toMatchObject({ code: 0, stdout: expect.stringContaining('4 to update') })
  expect(await run('install', '{REPOSITORY}:{STEP}')).toMatchObject({ code: 4 })
  expect(await run('install', '{REPOSITORY}:{ENVIRONMENT}:{STEP}')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('4 updated'),
  })
  expect(await run('verify', '{REPOSITORY}:{ENVIRONMENT}:{STEP}')).toMatchObject({ code: 0 })
  expect(parseXml(await readFile(join(image.folder, 'test-results/verify.xml'), 'utf8')).attributes).toMatchObject({ failures: '0' })
})

test("Kubernetes: the API server takes the objects, and the CronJob's command proves the chain with the identity of its pod", async () => {
  const { store } = sandbox.kube
  const inCluster = ({ metadata }: KubeObject) => (metadata.namespace ? `/namespaces/${metadata.namespace}` : '')
  for (const object of kubernetesObjects) {
    const api = object.apiVersion === 'v1' ? '/api/v1' : `/apis/${object.apiVersion}`
    store.create(`${api}${inCluster(object)}/${object.kind.toLowerCase()}s`, object, 'kubectl')
  }
  await writeFile(join(image.folder, 'read.json'), JSON.stringify(documentedPolicy(sandbox, 'Read')))
  const bound = await job({ variables: {}, lines: [bindLine] }, sandbox.env)
  expect(bound).toMatchObject({ code: 0 })
  const arn = 'arn:aws:iam::123456789012:role/flux-irsa-verify'
  sandbox.aws.account.clusters[0]!.accessEntries[arn] = { groups: ['flux-irsa'] }

  // What the CronJob's controller makes of the template, and the webhook of that.
  const { spec } = (kubernetesObjects[2] as unknown as { spec: { jobTemplate: { spec: { template: { spec: PodSpec } } } } }).spec
    .jobTemplate.spec.template
  const path = '/api/v1/namespaces/flux-irsa/pods'
  store.create(path, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'verify', namespace: 'flux-irsa' }, spec }, 'controller')
  const [container] = (store.get(`${path}/verify`)!['spec'] as PodSpec).containers
  const given = Object.fromEntries((container?.env ?? []).map(({ name, value = '' }) => [name, value]))
  expect(given).toMatchObject({ AWS_ROLE_ARN: arn, AWS_REGION: 'eu-west-1' })
  const token = join(image.folder, 'token')
  const claims = { namespace: 'flux-irsa', serviceAccount: 'flux-irsa', audiences: ['sts.amazonaws.com'], expirationSeconds: 3600 }
  await writeFile(token, (await sandbox.kube.signToken(claims)).token)
  const { command = [] } = container as { command?: string[] }
  const { code, stdout } = await job({ variables: {}, lines: [command.join(' ')] }, { ...given, AWS_WEB_IDENTITY_TOKEN_FILE: token })
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^flux-irsa [\d.]+ · prod · eu-west-1 .*\n\d+ passed, \d+ skipped/),
  })
})

test('every version of ours that the page names is this one', () => {
  const named = [...textOf('docs/ci.md').matchAll(/(?:flux-irsa[:@-]v?|`v)(\d+\.\d+\.\d+)/g)].map(([, one]) => one)
  expect(new Set(named)).toEqual(new Set([version]))
})

test('no trust of GitHub is by a wildcard, and every action of others is pinned by its commit', () => {
  for (const path of [...pages, '.github/actions/flux-irsa/action.yml']) {
    const text = textOf(path)
    expect([path, text.match(/repo:[\w./-]+:\*/g) ?? []]).toEqual([path, []])
    const used = [...text.matchAll(/uses: +([^\s#`]+\/[^\s#`]+)/g)].map(([, one = '']) => one).filter((one) => !/^(\.\/|OWNER\/)/.test(one))
    expect([path, used.filter((one) => !/@[0-9a-f]{40}$/.test(one))]).toEqual([path, []])
  }
})
