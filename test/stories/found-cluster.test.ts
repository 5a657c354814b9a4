import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { addUser } from '../../src/sandbox/aws/index.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { documentedPolicy } from '../docs/permissions-page.ts'
import { drive, driveJson } from './drive.ts'
import { freshSandbox } from './story.ts'

interface Context {
  server: string
  /** What `aws eks update-kubeconfig` writes as the name of the cluster. */
  cluster?: string
}

/** A kubeconfig with these contexts, the first of them current. */
async function kubeconfig(contexts: Record<string, Context>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flux-irsa-kubeconfig-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const entries = Object.entries(contexts)
  const path = join(folder, 'config')
  await writeFile(
    path,
    JSON.stringify({
      'current-context': entries[0]?.[0],
      contexts: entries.map(([name, { cluster = name }]) => ({ name, context: { cluster, user: 'me' } })),
      clusters: entries.map(([name, { cluster = name, server }]) => ({ name: cluster, cluster: { server } })),
      users: [
        { name: 'me', user: { exec: { command: 'aws', args: ['eks', 'get-token'], env: [{ name: 'AWS_PROFILE', value: 'staging' }] } } },
      ],
    }),
  )
  return path
}

const endpointOf = ({ aws, cluster }: Sandbox) => aws.account.clusters.find(({ name }) => name === cluster)?.endpoint ?? ''
const eksCalls = ({ aws }: Sandbox) => aws.calls.filter(({ service }) => service === 'eks').map(({ action }) => action)

async function namedSandboxes(): Promise<[Sandbox, Sandbox]> {
  const lab = await freshSandbox({ namedEndpoint: true })
  const two = await startSandbox({ cluster: 'two', beside: lab, namedEndpoint: true })
  onTestFinished(() => two.close())
  return [lab, two]
}

test('the cluster is the one of the account that has the endpoint of the current context, and it is named', async () => {
  const [lab, two] = await namedSandboxes()
  const KUBECONFIG = await kubeconfig({ mine: { server: endpointOf(two).toLowerCase() }, other: { server: endpointOf(lab) } })
  const plan = await driveJson<{ target: object; options: object }>(lab, ['plan'], { env: { KUBECONFIG } })
  expect(plan.code).toBe(0)
  expect(plan.report.target).toMatchObject({ cluster: 'two', region: 'eu-west-1', endpoint: endpointOf(two) })
  expect(plan.report.options).toMatchObject({ cluster: 'two' })
  expect(plan.stderr).toContain('cluster two: --cluster was not said, and the kubeconfig\'s context "mine" leads to it')
  const first = await kubeconfig({ mine: { server: endpointOf(lab) } })
  expect((await driveJson<{ target: object }>(lab, ['plan'], { env: { KUBECONFIG: first } })).report.target).toMatchObject({
    cluster: 'lab',
  })
  const origins = await drive(lab, ['plan', '-v'], { env: { KUBECONFIG } })
  expect(origins.stdout).toMatch(/cluster +kubeconfig +two/)
})

test('a whole install goes to it, over its own endpoint', async () => {
  const [lab, two] = await namedSandboxes()
  const KUBECONFIG = await kubeconfig({ mine: { server: endpointOf(two) } })
  expect((await drive(lab, ['install', '--yes'], { env: { KUBECONFIG } })).code).toBe(0)
  expect([...lab.aws.account.roles.keys()]).toEqual(['two-flux-imgctrl-irsa'])
  expect(lab.kube.calls.filter(({ write }) => write)).toEqual([])
})

test('what the kubeconfig itself says of the name is looked at first, and only its endpoint counts', async () => {
  const [lab, two] = await namedSandboxes()
  const arn = (name: string) => `arn:aws:eks:eu-west-1:123456789012:cluster/${name}`
  const right = await kubeconfig({ mine: { server: endpointOf(two), cluster: arn('two') } })
  expect((await driveJson<{ target: object }>(lab, ['plan'], { env: { KUBECONFIG: right } })).report.target).toMatchObject({
    cluster: 'two',
  })
  expect(eksCalls(lab)).not.toContain('ListClusters')
  const lying = await kubeconfig({ mine: { server: endpointOf(two), cluster: arn('lab') } })
  expect((await driveJson<{ target: object }>(lab, ['plan'], { env: { KUBECONFIG: lying } })).report.target).toMatchObject({
    cluster: 'two',
  })
})

test('--cluster, its variable and the file are stronger than the kubeconfig', async () => {
  const [lab, two] = await namedSandboxes()
  const KUBECONFIG = await kubeconfig({ mine: { server: endpointOf(two) } })
  const folder = await mkdtemp(join(tmpdir(), 'flux-irsa-found-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'f.yaml')
  await writeFile(file, 'clusters: { lab: {} }\n')
  const target = async (args: string[], env = {}) =>
    (await driveJson<{ target: { cluster: string } }>(lab, ['plan', ...args], { env: { KUBECONFIG, ...env } })).report.target.cluster
  expect(await target(['--cluster', 'lab'])).toBe('lab')
  expect(await target([], { FLUX_IRSA_CLUSTER: 'lab' })).toBe('lab')
  expect(await target(['-f', file])).toBe('lab')
})

test('the right to list clusters is named where it is missing, and what the page on permissions grants is enough', async () => {
  const [lab, two] = await namedSandboxes()
  const KUBECONFIG = await kubeconfig({ mine: { server: endpointOf(two) } })
  const as = async (name: string, sections: ('Read' | 'Without --cluster')[]) => {
    const policies = sections.map((section) => documentedPolicy(lab, section, 'two'))
    const { accessKeyId, secretAccessKey } = addUser(lab.aws.account, name, policies)
    const entries = lab.aws.account.clusters.find((one) => one.name === 'two')?.accessEntries ?? {}
    entries[`arn:aws:iam::123456789012:user/${name}`] = { groups: ['system:masters'] }
    return drive(lab, ['plan'], { env: { KUBECONFIG, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } })
  }
  const denied = await as('reader', ['Read'])
  expect([denied.code, denied.stdout]).toEqual([1, ''])
  expect(denied.stderr).toContain('eks:ListClusters was denied')
  const allowed = await as('finder', ['Read', 'Without --cluster'])
  expect([allowed.code, allowed.stderr]).toEqual([0, expect.stringContaining('cluster two:')])
})

describe('is refused with exit 64 and what to do', () => {
  const ID = 'https://0123456789ABCDEF0123456789ABCDEF.gr7'
  test.each([
    ['no kubeconfig', {}, [], 'is needed and was not said: there is no kubeconfig with a current context'],
    ['a cluster that is not EKS', { kind: { server: 'https://127.0.0.1:6443' } }, [], 'context "kind" does not lead to an EKS endpoint'],
    [
      'a context that is not there',
      { kind: { server: 'https://127.0.0.1:6443' } },
      ['--context', 'x'],
      'the kubeconfig has no context "x"',
    ],
    [
      'another account',
      { far: { server: `${ID}.eu-west-1.eks.amazonaws.com` } },
      [],
      'no EKS cluster that the caller sees in eu-west-1, account',
    ],
    [
      'another region than was said',
      { far: { server: `${ID}.us-east-1.eks.amazonaws.com` } },
      ['--region', 'eu-west-1'],
      "--region: is not where the kubeconfig's cluster is: us-east-1",
    ],
  ])('%s', async (_, contexts, args, says) => {
    const lab = await freshSandbox()
    const env = { KUBECONFIG: Object.keys(contexts).length > 0 ? await kubeconfig(contexts) : '/nowhere' }
    const { code, stdout, stderr } = await drive(lab, ['install', '--yes', ...args], { env })
    expect([code, stdout]).toEqual([64, ''])
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(says)
    expect(lab.aws.calls.filter(({ write }) => write)).toEqual([])
  })

  test('the profile that the context uses is named where nothing is found', async () => {
    const lab = await freshSandbox()
    const KUBECONFIG = await kubeconfig({
      far: { server: `${ID}.eu-west-1.eks.amazonaws.com`, cluster: 'arn:aws:eks:eu-west-1:111122223333:cluster/far' },
    })
    expect((await drive(lab, ['verify'], { env: { KUBECONFIG } })).stderr).toContain(
      'Add --profile staging, which the context itself uses.',
    )
  })
})
