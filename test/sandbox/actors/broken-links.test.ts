import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Breakages } from '../../../src/sandbox/actors/broken-links.ts'
import {
  conditionOf,
  fluxInstance,
  grant,
  imageRepository,
  installFlux,
  podOf,
  REFLECTOR,
  sandboxWithHelm,
  type TestSandbox,
} from './installed.ts'

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await sandboxWithHelm()
  sandbox.seedImageRepositories()
  await installFlux(sandbox, { role: grant(sandbox), git: { url: 'https://bitbucket.org/team/infra.git' } })
})
afterEach(() => sandbox.close())

const message = () => conditionOf(imageRepository(sandbox, 'web'))?.message ?? ''

describe('what breaks a scan', () => {
  test.each<[keyof Breakages, string]>([
    ['cutTrust', 'StatusCode: 403, RequestID: sandbox, api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity'],
    [
      'removeProvider',
      'api error InvalidIdentityToken: No OpenIDConnect provider found in your account for https://oidc.eks.eu-west-1.amazonaws.com/id/',
    ],
    ['dropClientId', 'api error InvalidIdentityToken: Incorrect token audience'],
    ['detachPolicy', 'operation error ECR: GetAuthorizationToken, https response error StatusCode: 400'],
    ['wrongRepositoryArn', 'DENIED: User: arn:aws:sts::123456789012:assumed-role/test-irsa/'],
    ['removeRole', 'Not authorized to perform sts:AssumeRoleWithWebIdentity'],
    ['stalePod', 'no EC2 IMDS role found, operation error ec2imds: GetMetadata'],
    ['wrongPodRole', 'Not authorized to perform sts:AssumeRoleWithWebIdentity'],
    ['podIdentityAssociation', '169.254.170.23'],
    ['providerGeneric', 'unexpected status code 401 Unauthorized: Not Authorized'],
  ])('%s shows in the ImageRepository', async (name, expected) => {
    expect(message()).toContain('successful scan')
    await (sandbox.faults[name] as () => Promise<void>)()
    expect(message()).toContain(expected)
    expect(conditionOf(imageRepository(sandbox, 'web'))?.reason).toBe('ReadOperationFailed')
  })
})

test('a change of the annotation alone leaves the running pod and its scans as they are', async () => {
  await sandbox.faults.removeAnnotation()
  await sandbox.faults.breakWebhook()
  expect(message()).toContain('successful scan')
})

test('a stale pod is annotated but carries no role', async () => {
  await sandbox.faults.stalePod()
  expect(JSON.stringify(podOf(sandbox, REFLECTOR)?.['spec'])).not.toContain('AWS_ROLE_ARN')
  expect(sandbox.actors.webhook.broken).toBe(false)
})

test('a wrong Git password shows in the source and the Kustomization', async () => {
  await sandbox.faults.gitPasswordWrong()
  const { store } = sandbox.kube
  expect(conditionOf(store.list('/apis/source.toolkit.fluxcd.io/v1/gitrepositories')[0])).toMatchObject({
    status: 'False',
    reason: 'GitOperationFailed',
    message: expect.stringContaining('authentication required'),
  })
  expect(conditionOf(store.list('/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations')[0])?.message).toBe(
    'Source artifact not found, retrying in 30s',
  )
})

test('a missing Git Secret is told by name', async () => {
  await sandbox.faults.gitSecretMissing()
  const source = sandbox.kube.store.list('/apis/source.toolkit.fluxcd.io/v1/gitrepositories')[0]
  expect(conditionOf(source)?.message).toBe(
    `failed to get secret 'flux-system/git': failed to get secret 'flux-system/git': secrets "git" not found`,
  )
})

test('a link that is mended outside the cluster turns the scan green by itself', async () => {
  const trust = structuredClone([...sandbox.aws.account.roles.values()][0]?.trust)
  await sandbox.faults.cutTrust()
  const role = [...sandbox.aws.account.roles.values()][0]
  if (role && trust) role.trust = trust
  await expect.poll(message, { interval: 10, timeout: 3000 }).toContain('successful scan')
})

test('a link that is cut outside the cluster turns the scan red by itself', async () => {
  sandbox.aws.account.providers.clear()
  await expect.poll(message, { interval: 10, timeout: 3000 }).toContain('No OpenIDConnect provider found')
})

test('a stuck release blocks helm until its newest revision is marked failed', async () => {
  await sandbox.faults.stuckRelease('flux')
  const { stderr } = await sandbox.runHelm([
    'upgrade',
    '-n',
    'flux-system',
    'flux',
    'oci://ghcr.io/controlplaneio-fluxcd/charts/flux-instance',
    '--version',
    '0.58.1',
  ])
  expect(stderr).toContain('Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress\n')
})

test('drift in the live instance is reconciled as it stands', async () => {
  await sandbox.faults.driftInstance({ components: ['source-controller', 'kustomize-controller'] })
  expect(conditionOf(fluxInstance(sandbox))?.status).toBe('True')
  expect(podOf(sandbox, REFLECTOR)).toBeUndefined()
})
