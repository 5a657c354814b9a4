import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import type { BroughtFlux } from '../../src/sandbox/actors/foreign-flux.ts'
import type { Checkpoint } from '../../src/sandbox/checkpoint.ts'
import { foreignRole } from '../stories/story.ts'
import type { DriveOptions } from '../stories/drive.ts'

/** In no output, file, argument or object but the Git Secret may this be seen. */
export const CANARY = 'c4n4ry-p4ssw0rd'
export const OPTIONS: DriveOptions = {
  env: { FLUX_IRSA_GIT_PASSWORD: CANARY },
  lockTimes: { durationMs: 1_000, renewMs: 10_000 },
  waitTimes: { lookAgainMs: 20, pendingReleaseMs: 0 },
}
const COMMON = ['--cluster', 'lab', '--yes', '-o', 'json', '--timeout', '20s']
const GIT = ['--git-url', 'https://bitbucket.org/acme/fleet.git', '--git-path', '/']

export interface Scenario {
  name: string
  args: string[]
  before?: string[]
  /** A Flux that somebody else brought, which gets its identity where it stands. */
  flux?: BroughtFlux
  /** `npm test` strikes only some of its calls where each takes a run of its own; `npm run test:faults` strikes all. */
  sampled?: true
}

const S3 = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'

export const INSTALL: Scenario = { name: 'install', args: ['install', ...COMMON, ...GIT, '--repository', 'apps/*'] }
/** Another role, policy, repositories, ServiceAccounts and Git path: nearly everything changes. */
export const CHANGE: Scenario = {
  name: 'change',
  before: INSTALL.args,
  args: [
    'install',
    ...COMMON,
    '--git-url',
    'https://bitbucket.org/acme/fleet.git',
    '--git-path',
    'clusters/lab',
    '--repository',
    'web',
    '--role-name',
    'renamed',
    '--policy-name',
    'renamed',
    '--service-account',
    'image-reflector-controller',
    '--service-account',
    'source-controller',
  ],
}
/** The same role and policy with other content. */
export const UPDATE: Scenario = {
  name: 'update',
  sampled: true,
  before: INSTALL.args,
  args: ['install', ...COMMON, ...GIT, '--repository', 'web', '--service-account', 'image-reflector-controller', '--tag', 'team=a'],
}
export const UNINSTALL: Scenario = { name: 'uninstall', before: INSTALL.args, args: ['uninstall', ...COMMON, '--delete-oidc-provider'] }
export const UNINSTALL_IRSA: Scenario = {
  name: 'uninstall --only irsa',
  sampled: true,
  before: INSTALL.args,
  args: ['uninstall', ...COMMON, '--only', 'irsa'],
}
/** Git's own Flux: the identity alone. */
export const STANDING: Scenario = {
  name: 'install on a Flux of flux bootstrap',
  sampled: true,
  flux: { by: 'bootstrap' },
  args: ['install', ...COMMON, '--repository', 'apps/*'],
}
export const UNINSTALL_STANDING: Scenario = { ...STANDING, ...UNINSTALL, name: 'uninstall on it', before: STANDING.args }

const BOUND = ['apps/web2', 'apps/worker']
export const BIND: Scenario = {
  name: 'bind',
  sampled: true,
  before: INSTALL.args,
  args: ['bind', ...BOUND, ...COMMON, '--create', '--role-per-service-account', '--ecr-read', 'apps/*', '--policy-arn', S3],
}
/** Another role, shared by both, with other policies. */
export const REBIND: Scenario = {
  name: 'rebind',
  sampled: true,
  before: BIND.args,
  args: ['bind', ...BOUND, ...COMMON, '--role-name', 'shared', '--ecr-read', 'web'],
}
export const UNBIND: Scenario = {
  name: 'unbind',
  sampled: true,
  before: BIND.args,
  args: ['unbind', 'apps/worker', 'apps/web2', ...COMMON],
}

/** A sandbox in which others live too, with this Flux of theirs; `from` is where such a one once stood. */
export async function beginAt(from?: Checkpoint, flux?: BroughtFlux): Promise<Sandbox> {
  const sandbox = await startSandbox({ cluster: 'lab', ...(from ? { from } : {}) })
  if (!from) addNeighbours(sandbox)
  if (!from && flux) await sandbox.bringFlux(flux)
  await sandbox.idle()
  return sandbox
}

function addNeighbours(sandbox: Sandbox): void {
  const { store } = sandbox.kube
  const trust = {
    Version: '2012-10-17' as const,
    Statement: [{ Effect: 'Allow' as const, Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  }
  foreignRole(sandbox, 'somebody-elses', { trust })
  const arn = `arn:aws:iam::${sandbox.accountId}:policy/somebody-elses`
  const document = { Version: '2012-10-17' as const, Statement: [{ Effect: 'Allow' as const, Action: 's3:GetObject', Resource: '*' }] }
  sandbox.aws.account.policies.set(arn, {
    id: 'ANPAFOREIGN',
    name: 'somebody-elses',
    path: '/',
    arn,
    createdAt: 0,
    updatedAt: 0,
    versions: [{ id: 'v1', document, createdAt: 0 }],
    defaultVersion: 'v1',
    lastVersion: 1,
    tags: {},
  })
  store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apps' } }, 'kubectl')
  store.create(
    '/api/v1/namespaces/apps/secrets',
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'theirs', namespace: 'apps' }, data: { key: 'dmFsdWU=' } },
    'kubectl',
  )
  const annotations = { 'eks.amazonaws.com/role-arn': `arn:aws:iam::${sandbox.accountId}:role/somebody-elses` }
  store.create(
    '/api/v1/namespaces/apps/serviceaccounts',
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web', namespace: 'apps', annotations } },
    'kubectl',
  )
}
