import { expect, test } from 'vitest'
import type { PolicyDocument } from '../../src/domain/policy-document.ts'
import { addUser } from '../../src/sandbox/aws/index.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { bind, bound, namespace, S3 } from './binding.ts'
import { drive } from './drive.ts'
import {
  actionOf,
  CLUSTER,
  freshSandbox,
  install,
  installedSandbox,
  plan,
  podRoles,
  REFLECTOR,
  REPOSITORIES,
  tryInstall,
  uninstall,
  writesDuring,
} from './story.ts'

const OTHER_ROLE = 'arn:aws:iam::123456789012:role/by-association'
const ALL_BUT_ASSOCIATIONS: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: 'eks:*PodIdentityAssociation*', Resource: '*' },
  ],
}

function associate(sandbox: Sandbox, serviceAccount: string, at = 'flux-system'): void {
  sandbox.aws.account.clusters[0]?.podIdentity.push({ id: 'a-abc123', namespace: at, serviceAccount, roleArn: OTHER_ROLE })
}

/** Somebody who may do everything in the cluster and in AWS but look at associations. */
function withoutTheRight(sandbox: Sandbox): { env: Record<string, string> } {
  const key = addUser(sandbox.aws.account, 'ci', [ALL_BUT_ASSOCIATIONS])
  const { arn } = sandbox.aws.account.users.get('ci') ?? expect.fail('no user')
  const [cluster] = sandbox.aws.account.clusters
  if (cluster) cluster.accessEntries[arn] = { groups: ['system:masters'] }
  return { env: { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey } }
}

const CONFLICT = {
  kind: 'conflict',
  reason: `the EKS Pod Identity association a-abc123, role ${OTHER_ROLE}, wins over the role annotation in every new pod`,
  fix: expect.stringMatching(
    /aws eks delete-pod-identity-association --cluster-name lab --association-id a-abc123 --region eu-west-1\. To keep it, .*/,
  ),
}

test('an association on a ServiceAccount of ours is a conflict of plan, install and adopt, before the first write; leaving it out is a way', async () => {
  const sandbox = await freshSandbox()
  associate(sandbox, REFLECTOR)
  const writes = await writesDuring(sandbox, async () => {
    const planned = await plan(sandbox)
    expect([planned.code, actionOf(planned.report, `service-account/${REFLECTOR}`)]).toMatchObject([64, CONFLICT])
    for (const more of [[], ['--adopt']]) {
      const { code, report } = await tryInstall(sandbox, more)
      expect([code, actionOf(report, `service-account/${REFLECTOR}`)]).toMatchObject([64, CONFLICT])
    }
    expect((await drive(sandbox, ['adopt', ...CLUSTER, '--yes'])).code).toBe(64)
  })
  expect(writes).toEqual([])
  await install(sandbox, ['--service-account', 'image-automation-controller'])
})

test('an association that came later is a conflict of the next install, and keeps nobody from taking ours away', async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  associate(sandbox, REFLECTOR)
  expect((await tryInstall(sandbox)).code).toBe(64)
  const { code } = await uninstall(sandbox, ['--only', 'irsa'])
  expect(code).toBe(0)
})

test('one of another ServiceAccount, or of the same name in another namespace, is nothing to us', async () => {
  const sandbox = await freshSandbox()
  associate(sandbox, 'tenant')
  associate(sandbox, REFLECTOR, 'flux-team')
  expect((await install(sandbox)).ok).toBe(true)
})

test('it is found beyond the first page of a list', async () => {
  const sandbox = await freshSandbox()
  for (let n = 0; n < 120; n++) associate(sandbox, `tenant-${n}`)
  associate(sandbox, REFLECTOR)
  expect((await plan(sandbox)).code).toBe(64)
})

test('who may not list associations is told which right lacks, and installs as before', async () => {
  const sandbox = await freshSandbox()
  const caller = withoutTheRight(sandbox)
  const planned = await plan(sandbox, [], caller)
  expect(planned.code).toBe(2)
  expect(planned.report.notices.join('\n')).toMatch(
    /Pod Identity associations were not looked at: eks:ListPodIdentityAssociations was denied/,
  )
  const { report } = await tryInstall(sandbox, [], caller)
  expect(report.results.flatMap(({ error }) => error ?? [])).toEqual([])
  expect(report.verify?.checks.find(({ id }) => id === `pod-identity/${REFLECTOR}`)).toMatchObject({ status: 'unknown' })
})

test('where it could not be seen before, the pod tells: the error names the association and not the webhook', async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  await drive(sandbox, ['uninstall', ...CLUSTER, '--yes', '--only', 'irsa'])
  await sandbox.idle()
  associate(sandbox, REFLECTOR)
  const { code, report } = await tryInstall(sandbox, REPOSITORIES, withoutTheRight(sandbox))
  expect(code).toBe(1)
  expect(report.results.find(({ error }) => error)?.error).toMatchObject({
    code: 'pod-identity-association',
    message: expect.stringContaining('an association wins over the role annotation'),
    fix: `aws eks list-pod-identity-associations --cluster-name lab --namespace flux-system --service-account ${REFLECTOR} --region eu-west-1`,
  })
  expect(podRoles(sandbox, REFLECTOR)).toEqual([undefined])
})

test('bind refuses a workload that has an association, and unbind does not care', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  await bound(sandbox, ['shop/cart', '--create', '--policy-arn', S3])
  associate(sandbox, 'cart', 'shop')
  const writes = await writesDuring(sandbox, async () => {
    const { code, report } = await bind(sandbox, ['shop/cart'])
    expect([code, actionOf(report, 'service-account/shop/cart')]).toMatchObject([64, CONFLICT])
  })
  expect(writes).toEqual([])
  expect((await bind(sandbox, ['shop/cart'], 'unbind')).code).toBe(0)
})

test("verify names the association's role", async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  associate(sandbox, REFLECTOR)
  const { stdout } = await drive(sandbox, ['verify', ...CLUSTER])
  expect(stdout).toContain(OTHER_ROLE)
})
