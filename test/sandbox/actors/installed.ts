import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import type { PolicyDocument } from '../../../src/domain/policy-document.ts'
import type { KubeObject } from '../../../src/model/kube.ts'
import type { ClientRequest, HelmAnswer } from '../../../src/sandbox/helm/helm-world.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/index.ts'

export const NAMESPACE = 'flux-system'
export const CHARTS = 'oci://ghcr.io/controlplaneio-fluxcd/charts'
export const REFLECTOR = 'image-reflector-controller'

export type HelmRun = HelmAnswer
export interface TestSandbox extends Sandbox {
  /** One helm command without a process: what the executable would send. */
  runHelm(argv: string[], input?: unknown, env?: Partial<ClientRequest['env']>): Promise<HelmRun>
  /** A helm process that a test may kill. */
  spawnHelm(argv: string[], input?: string): ReturnType<typeof execa>
  kubeconfig: string
  caFile: string
}

/** A sandbox with a kubeconfig for its helm. */
export async function sandboxWithHelm(options: SandboxOptions = {}): Promise<TestSandbox> {
  const sandbox = await startSandbox(options)
  const directory = await mkdtemp(join(tmpdir(), 'sandbox-test-'))
  const kubeconfig = join(directory, 'kubeconfig')
  const caFile = sandbox.env['NODE_EXTRA_CA_CERTS'] ?? ''
  const config = kubeconfigFor(sandbox, sandbox.kube.adminToken)
  await writeFile(kubeconfig, config)
  const settings = { env: { KUBECONFIG: kubeconfig, PATH: '/usr/bin:/bin' }, extendEnv: false, reject: false }
  return {
    ...sandbox,
    kubeconfig,
    caFile,
    async runHelm(argv, input, env) {
      const stdin = input === undefined ? '' : JSON.stringify(input)
      const body: ClientRequest = { argv, files: {}, stdin, environment: [], env: { KUBECONFIG: config, ...env } }
      const response = await fetch(`${sandbox.helm.endpoint}/run`, { method: 'POST', body: JSON.stringify(body) })
      return (await response.json()) as HelmAnswer
    },
    spawnHelm: (argv, input = '') => execa(sandbox.helmPath, argv, { ...settings, input }),
    async close() {
      await Promise.all([sandbox.close(), rm(directory, { recursive: true, force: true })])
    },
  }
}

export function kubeconfigFor({ kube, ca }: Pick<Sandbox, 'kube' | 'ca'>, token: string, server = kube.endpoint): string {
  const cluster = { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') }
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'it',
    contexts: [{ name: 'it', context: { cluster: 'it', user: 'it' } }],
    clusters: [{ name: 'it', cluster }],
    users: [{ name: 'it', user: { token } }],
  })
}

/** Provider, policy and role as an installer would make them; the answer is the role's ARN. */
export function grant({ aws, issuer, accountId }: Sandbox): string {
  const { account } = aws
  const host = issuer.replace('https://', '')
  const provider = `arn:aws:iam::${accountId}:oidc-provider/${host}`
  account.providers.set(provider, { arn: provider, url: host, clientIds: ['sts.amazonaws.com'], thumbprints: [], createdAt: 0, tags: {} })
  const document: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
      { Effect: 'Allow', Action: ['ecr:ListImages', 'ecr:BatchGetImage'], Resource: `arn:aws:ecr:eu-west-1:${accountId}:repository/*` },
    ],
  }
  const policy = `arn:aws:iam::${accountId}:policy/test-ecr`
  account.policies.set(policy, {
    id: 'ANPATEST',
    name: 'test-ecr',
    path: '/',
    arn: policy,
    createdAt: 0,
    updatedAt: 0,
    defaultVersion: 'v1',
    lastVersion: 1,
    tags: {},
    versions: [{ id: 'v1', document, createdAt: 0 }],
  })
  const arn = `arn:aws:iam::${accountId}:role/test-irsa`
  const trust: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: provider },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com', [`${host}:sub`]: [`system:serviceaccount:${NAMESPACE}:${REFLECTOR}`] },
        },
      },
    ],
  }
  account.roles.set('test-irsa', {
    id: 'AROATEST',
    name: 'test-irsa',
    path: '/',
    arn,
    trust,
    createdAt: 0,
    maxSessionSeconds: 3600,
    attached: [policy],
    inline: {},
    tags: {},
  })
  return arn
}

export interface InstallOptions {
  role?: string | undefined
  version?: string
  values?: Record<string, unknown>
  git?: { url: string; password?: string }
}

export const instanceValues = (options: InstallOptions = {}) => ({
  instance: {
    distribution: { version: '2.9.x', artifact: '' },
    components: ['source-controller', 'kustomize-controller', REFLECTOR, 'image-automation-controller'],
    ...(options.git && { sync: { url: options.git.url, ref: 'refs/heads/main', path: './clusters/it', pullSecret: 'git' } }),
    ...options.values,
  },
})

/** Namespace, annotated ServiceAccount, Git Secret and both releases, as an installer would make them. */
export async function installFlux(sandbox: TestSandbox, options: InstallOptions = {}): Promise<void> {
  const { store } = sandbox.kube
  store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }, 'test')
  if (options.role) applyAccount(sandbox, options.role)
  if (options.git) {
    const stringData = { username: 'x-token-auth', password: options.git.password ?? 'secret' }
    const secret: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'git', namespace: NAMESPACE }, stringData }
    store.create(`/api/v1/namespaces/${NAMESPACE}/secrets`, secret, 'test')
  }
  const version = options.version ?? '0.58.1'
  const install = ['install', '-n', NAMESPACE, '--version', version, '--wait', '--server-side=false']
  const operator = await sandbox.runHelm([...install, 'flux-operator', `${CHARTS}/flux-operator`])
  if (operator.code !== 0) throw new Error(operator.stderr)
  const instance = await sandbox.runHelm([...install, '-f', '-', 'flux', `${CHARTS}/flux-instance`], instanceValues(options))
  if (instance.code !== 0) throw new Error(instance.stderr)
  await sandbox.idle()
}

export function applyAccount({ kube }: Sandbox, role: string): void {
  const metadata = { name: REFLECTOR, namespace: NAMESPACE, annotations: { 'eks.amazonaws.com/role-arn': role } }
  const path = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${REFLECTOR}`
  kube.store.apply(path, { apiVersion: 'v1', kind: 'ServiceAccount', metadata }, { manager: 'flux-irsa', force: false })
}

export function fluxInstance({ kube }: Sandbox): KubeObject | undefined {
  return kube.store.get(`/apis/fluxcd.controlplane.io/v1/namespaces/${NAMESPACE}/fluxinstances/flux`)
}

export function conditionOf(object: KubeObject | undefined, type = 'Ready') {
  const { conditions = [] } = (object?.['status'] ?? {}) as {
    conditions?: { type: string; status: string; reason: string; message: string }[]
  }
  return conditions.find((condition) => condition.type === type)
}

export function imageRepository({ kube }: Sandbox, name: string): KubeObject | undefined {
  return kube.store.list('/apis/image.toolkit.fluxcd.io/v1/imagerepositories').find(({ metadata }) => metadata.name === name)
}

export function podOf({ kube }: Sandbox, controller: string): KubeObject | undefined {
  return kube.store.list(`/api/v1/namespaces/${NAMESPACE}/pods`).find(({ metadata }) => metadata.name.startsWith(`${controller}-`))
}
