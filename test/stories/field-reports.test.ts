import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import type { InstallReport } from '../../src/model/report.ts'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import { addRepository } from '../../src/sandbox/aws/index.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { drive, driveJson } from './drive.ts'
import {
  actionOf,
  ANNOTATION,
  annotation,
  CLUSTER,
  fileOf,
  foreignRole,
  freshSandbox,
  install,
  installedSandbox,
  instanceSpec,
  MERGE,
  plan,
  providerArn,
  REFLECTOR,
  REPOSITORIES,
  role,
  ROLE,
  tryInstall,
  work,
} from './story.ts'

/**
 * What people reported of set-ups like ours, built again, with what a competent engineer expects. Each names its public source. Those of a
 * Flux of others, of Pod Identity, Git's provider, adoption and bind stand in the stories of these.
 */

const verify = (sandbox: Sandbox) => driveJson<VerifyReport>(sandbox, ['verify', ...CLUSTER])
const red = ({ checks }: VerifyReport) => checks.filter(({ status }) => status === 'fail' || status === 'warn' || status === 'unknown')
const byAnother = (sandbox: Sandbox, name: string, value: string, manager: string) =>
  sandbox.kube.store.patch(
    `/api/v1/namespaces/flux-system/serviceaccounts/${name}`,
    { metadata: { annotations: { [ANNOTATION]: value } } },
    { type: MERGE, manager },
  )

/** https://github.com/eksctl-io/eksctl/issues/3645 */
test('an annotation by eksctl that names a role which is gone is a conflict, and --adopt puts ours in its place', async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  expect((await drive(sandbox, ['uninstall', ...CLUSTER, '--yes', '--only', 'irsa'])).code).toBe(0)
  const gone = 'arn:aws:iam::123456789012:role/eksctl-lab-addon-iamserviceaccount-Role1-GONE'
  byAnother(sandbox, REFLECTOR, gone, 'eksctl')
  await sandbox.idle()
  const { code, report } = await plan(sandbox)
  expect([code, actionOf(report, `service-account/${REFLECTOR}`)]).toMatchObject([
    64,
    { kind: 'conflict', reason: expect.stringContaining(gone), fix: expect.stringContaining('--adopt') },
  ])
  await install(sandbox, ['--adopt'])
  expect(annotation(sandbox, REFLECTOR)).toMatch(/role\/lab-flux-imgctrl-irsa$/)
})

/** https://github.com/controlplaneio-fluxcd/flux-operator/issues/180 and the proxy of https://github.com/fluxcd/flux2/issues/3185 */
test("patches of the user's own stand beside ours", async () => {
  const provider = { target: { kind: 'GitRepository' }, patch: '- op: add\n  path: /spec/provider\n  value: github\n' }
  const proxy = {
    target: { kind: 'Deployment' },
    patch:
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: all\nspec:\n  template:\n    spec:\n      containers:\n        - name: manager\n          env:\n            - name: HTTPS_PROXY\n              value: http://proxy.example.com:3128\n            - name: NO_PROXY\n              value: .cluster.local.,.svc,10.0.0.0/8\n',
  }
  const sandbox = await freshSandbox()
  const values = fileOf({ values: { instance: { instance: { kustomize: { patches: [provider, proxy] } } } } })
  await install(sandbox, [...REPOSITORIES, '-f', values])
  const { patches } = instanceSpec(sandbox)['kustomize'] as { patches: { target: object }[] }
  expect(patches.slice(0, 2)).toEqual([provider, proxy])
  expect(patches.slice(2).map(({ target }) => target)).toEqual([
    { kind: 'ServiceAccount', name: 'image-automation-controller' },
    { kind: 'ServiceAccount', name: REFLECTOR },
  ])
  expect(work((await plan(sandbox)).report)).toEqual({})
})

/** https://github.com/fluxcd/terraform-provider-flux/issues/586 */
test('CodeCommit over SSH: the Secret has the key and the host keys, the URL the id of the key', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = fileOf(privateKey.export({ type: 'pkcs1', format: 'pem' }), 'id_rsa')
  const hosts = fileOf('git-codecommit.eu-west-1.amazonaws.com ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ==\n', 'known_hosts')
  const sandbox = await freshSandbox()
  const url = 'ssh://APKAEIBAERJR2EXAMPLE@git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet'
  const { code, report } = await plan(sandbox, ['--git-url', url, '--git-ssh-key-file', key, '--git-known-hosts-file', hosts])
  expect([code, report.notices?.filter((notice) => /login|user/.test(notice))]).toEqual([2, []])
  expect(JSON.stringify(actionOf(report, 'git-secret'))).toMatch(/identity.*known_hosts/)
})

/** https://github.com/commitdev/zero-aws-eks-stack/issues/4: the module of Terraform wrote `sub` alone */
test('a trust for all of a namespace, without an audience, works and is warned of', async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  const host = sandbox.issuer.replace('https://', '')
  role(sandbox).trust = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: providerArn(sandbox) },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringLike: { [`${host}:sub`]: 'system:serviceaccount:flux-system:*' } },
    },
  }
  const { code, report } = await verify(sandbox)
  expect([code, report.verdict]).toEqual([0, 'warn'])
  expect(red(report).map(({ id }) => id)).toContain(`trust-scope/${ROLE}`)
})

/** https://github.com/terraform-aws-modules/terraform-aws-iam, role_path and role_permissions_boundary_arn */
test('a path and a boundary are in the rendered files, and verify names the boundary that leaves something out', async () => {
  const sandbox = await freshSandbox()
  const BOUNDARY = 'arn:aws:iam::123456789012:policy/team-boundary'
  sandbox.aws.account.policies.set(BOUNDARY, {
    id: 'ANPABOUNDARY',
    name: 'team-boundary',
    path: '/',
    arn: BOUNDARY,
    createdAt: 0,
    updatedAt: 0,
    versions: [
      {
        id: 'v1',
        document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['ecr:Get*', 'ecr:Batch*'], Resource: '*' }] },
        createdAt: 0,
      },
    ],
    defaultVersion: 'v1',
    lastVersion: 1,
    tags: {},
  })
  const named = [...REPOSITORIES, '--path', '/cluster/lab/', '--permissions-boundary', BOUNDARY]
  for (const format of ['terraform', 'cloudformation']) {
    const { code, stdout } = await drive(sandbox, ['render', ...CLUSTER, ...named, '-o', format])
    expect([code, stdout]).toEqual([0, expect.stringContaining(BOUNDARY)])
    expect(stdout).toContain('/cluster/lab/')
  }
  sandbox.seedImageRepositories()
  const installed = await tryInstall(sandbox, named)
  expect(installed.code).toBe(1)
  const { code, report } = await verify(sandbox)
  expect([code, JSON.stringify(red(report))]).toEqual([1, expect.stringContaining('team-boundary')])
})

/** https://github.com/fluxcd/flux2/issues/2708 */
test("an image of another account's: the statement that its owner must add is printed", async () => {
  const look = async (more: string[]) => {
    const sandbox = await installedSandbox([...REPOSITORIES, ...more])
    const image = '444455556666.dkr.ecr.eu-west-1.amazonaws.com/shared/base'
    sandbox.addImageRepository({ namespace: 'apps', name: 'base', image, provider: 'aws' })
    await sandbox.idle()
    const { code, report } = await verify(sandbox)
    return [code, red(report)]
  }
  const theirs = '--repository arn:aws:ecr:eu-west-1:444455556666:repository/shared/base'
  const statement = expect.stringMatching(/"Principal":\{"AWS":"arn:aws:iam::123456789012:role\/lab-flux-imgctrl-irsa"\}/)
  const own = { id: 'repository-permission/apps/base', fix: expect.stringContaining(theirs), evidence: expect.arrayContaining([statement]) }
  expect(await look([])).toMatchObject([1, [own]])
  const asked = expect.stringContaining('Ask the owner of account 444455556666')
  expect(await look(theirs.split(' '))).toMatchObject([
    1,
    [{ cause: 'cross-account-repo', fix: asked, evidence: expect.arrayContaining([statement]) }],
  ])
})

/** https://github.com/fluxcd/source-controller/issues/1951: what is kept in another region */
test('a repository of another region is read there', async () => {
  const sandbox = await freshSandbox()
  const arn = 'arn:aws:ecr:us-east-1:123456789012:repository/base/*'
  const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/base/node'
  addRepository(sandbox.aws.account, { name: 'base/node', region: 'us-east-1', tags: ['22.1.0'] })
  sandbox.addImageRepository({ namespace: 'apps', name: 'node', image, provider: 'aws' })
  const { code, report } = await tryInstall(sandbox, ['--repository', arn])
  expect([code, red(report.verify ?? expect.fail('no verify'))]).toEqual([0, []])
})

/** https://github.com/fluxcd/source-controller/issues/1901, its ClusterConfig */
test('render for eksctl names the format that has what a ClusterConfig needs', async () => {
  const sandbox = await freshSandbox()
  const { code, stderr } = await drive(sandbox, ['render', ...CLUSTER, '-o', 'eksctl'])
  expect([code, stderr.replaceAll(/\s+/g, ' ')]).toEqual([
    64,
    expect.stringMatching(/-o iam.*iam\.serviceAccounts.*attachRoleARN.*roleOnly/),
  ])
})

/** https://registry.terraform.io/modules/terraform-aws-modules/iam/aws: a role with a path, for two ServiceAccounts */
test("Terraform's role with a path, which two ServiceAccounts carry, is taken over where it is", async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  expect((await drive(sandbox, ['uninstall', ...CLUSTER, '--yes', '--only', 'irsa'])).code).toBe(0)
  const arn = 'arn:aws:iam::123456789012:role/irsa/tf-flux-reflector'
  const host = sandbox.issuer.replace('https://', '')
  const names = [REFLECTOR, 'image-automation-controller']
  const trust = {
    Version: '2012-10-17' as const,
    Statement: [
      {
        Effect: 'Allow' as const,
        Principal: { Federated: providerArn(sandbox) },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            [`${host}:aud`]: 'sts.amazonaws.com',
            [`${host}:sub`]: names.map((name) => `system:serviceaccount:flux-system:${name}`),
          },
        },
      },
    ],
  }
  foreignRole(sandbox, 'tf-flux-reflector', { path: '/irsa/', arn, trust })
  for (const name of names) byAnother(sandbox, name, arn, 'Terraform')
  await sandbox.idle()
  const { code, report } = await driveJson<InstallReport>(sandbox, ['adopt', ...CLUSTER, '--yes'])
  expect([code, report.results.flatMap(({ error }) => error ?? [])]).toEqual([0, []])
  expect(names.map((name) => annotation(sandbox, name))).toEqual([arn, arn])
  expect(work((await plan(sandbox)).report)).toEqual({})
})
