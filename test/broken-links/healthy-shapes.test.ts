import { expect, onTestFinished, test } from 'vitest'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import { addRepository } from '../../src/sandbox/aws/index.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/index.ts'
import { drive, driveJson } from '../stories/drive.ts'

interface Shape {
  shape: string
  options?: SandboxOptions
  install?: string[]
  verify?: string[]
  afterwards?: (sandbox: Sandbox) => void | Promise<void>
}

const GIT = ['--git-url', 'https://github.com/acme/fleet']

/** Whatever is allowed gives neither a failure nor a warning; hints are notices. */
const SHAPES: Shape[] = [
  { shape: 'in China', options: { region: 'cn-north-1' } },
  { shape: 'in GovCloud', options: { region: 'us-gov-west-1' } },
  { shape: 'in another namespace', install: ['--namespace', 'gitops'], verify: ['--namespace', 'gitops'] },
  { shape: 'with names of its own', install: ['--role-name', 'flux-reader', '--policy-name', 'flux-reads', '--path', '/team/'] },
  {
    shape: 'with a role that others use too',
    afterwards: ({ aws: { account } }) => {
      for (const role of account.roles.values()) {
        const podIdentity = {
          Sid: 'PodIdentity',
          Effect: 'Allow' as const,
          Principal: { Service: 'pods.eks.amazonaws.com' },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
        }
        role.trust.Statement = [...[role.trust.Statement].flat(), podIdentity]
        role.inline['more'] = { Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' } }
      }
    },
  },
  {
    shape: 'with source-controller in the role, a suspended image and one in a public registry',
    install: ['--service-account', 'image-reflector-controller', '--service-account', 'source-controller'],
    afterwards: async (sandbox) => {
      addRepository(sandbox.aws.account, { name: 'old', tags: [] })
      const path = '/apis/image.toolkit.fluxcd.io/v1/namespaces/apps/imagerepositories'
      const make = (name: string, spec: object) =>
        sandbox.kube.store.create(
          path,
          { apiVersion: 'image.toolkit.fluxcd.io/v1', kind: 'ImageRepository', metadata: { name, namespace: 'apps' }, spec },
          'kubectl',
        )
      make('old', { image: `${sandbox.registry}/old`, provider: 'aws', suspend: true })
      await sandbox.idle()
    },
  },
]

test.each(SHAPES)(
  'a healthy cluster $shape gives no failure and no warning',
  { timeout: 60_000 },
  async ({ options, install = [], verify = [], afterwards }) => {
    const sandbox = await startSandbox({ cluster: 'prod', ...options })
    onTestFinished(() => sandbox.close())
    sandbox.seedImageRepositories()
    const { code, stdout, stderr } = await drive(sandbox, ['install', '--cluster', 'prod', '--yes', ...GIT, ...install], {
      env: { FLUX_IRSA_GIT_PASSWORD: 's3cret' },
    })
    expect(code, `${stdout}\n${stderr}`).toBe(0)
    await afterwards?.(sandbox)
    await sandbox.idle()
    const { report } = await driveJson<VerifyReport>(sandbox, ['verify', '--cluster', 'prod', ...verify])
    expect(
      report.checks.filter(({ status }) => status !== 'pass' && status !== 'skip').map(({ id, message }) => `${id}: ${message}`),
    ).toEqual([])
    expect(report.verdict).toBe('pass')
  },
)
