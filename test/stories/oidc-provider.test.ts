import { expect, test } from 'vitest'
import { actionOf, foreignRole, freshSandbox, install, installedSandbox, plan, providerArn, uninstall, writesDuring } from './story.ts'

test("the provider's ARN is of the partition and account of the cluster's ARN, and of the issuer's host and path", async () => {
  const sandbox = await freshSandbox({ region: 'cn-north-1', accountId: '210987654321' })
  const { report } = await plan(sandbox)
  const issuer = sandbox.issuer.replace('https://', '')
  expect(issuer).toMatch(/^oidc\.eks\.cn-north-1\.amazonaws\.com\.cn\/id\//)
  expect(actionOf(report, 'oidc-provider')).toMatchObject({ kind: 'create', name: `arn:aws-cn:iam::210987654321:oidc-provider/${issuer}` })
})

test('a provider that was there before gets the missing client id in place, and is never deleted', async () => {
  const sandbox = await freshSandbox()
  const arn = providerArn(sandbox)
  const url = sandbox.issuer.replace('https://', '')
  sandbox.aws.account.providers.set(arn, { arn, url, clientIds: ['sigstore'], thumbprints: [], createdAt: 0, tags: {} })

  const writes = await writesDuring(sandbox, () => install(sandbox))
  expect(writes.filter((call) => call.includes('OpenIDConnect'))).toEqual(['iam:AddClientIDToOpenIDConnectProvider'])
  expect(sandbox.aws.account.providers.get(arn)).toMatchObject({ clientIds: ['sigstore', 'sts.amazonaws.com'], tags: {} })

  const { code } = await uninstall(sandbox, ['--delete-oidc-provider'])
  expect(code).toBe(0)
  expect(sandbox.aws.account.providers.get(arn)?.clientIds).toContain('sigstore')
})

test('a provider of ours that lost its client id gets it back', async () => {
  const sandbox = await installedSandbox()
  await sandbox.faults.dropClientId()
  const { report } = await plan(sandbox)
  expect(actionOf(report, 'oidc-provider')).toMatchObject({
    kind: 'update',
    changes: [{ path: 'clientIds', before: [], after: ['sts.amazonaws.com'] }],
  })
  await install(sandbox)
  expect(sandbox.aws.account.providers.get(providerArn(sandbox))?.clientIds).toEqual(['sts.amazonaws.com'])
})

test('a provider of ours stays while another role trusts it, and goes by --delete-oidc-provider when none does', async () => {
  const sandbox = await installedSandbox()
  foreignRole(sandbox, 'neighbour')

  const first = await uninstall(sandbox, ['--delete-oidc-provider'])
  expect(first.code).toBe(0)
  expect(first.report.leftovers).toContainEqual({
    resource: 'oidc-provider',
    name: providerArn(sandbox),
    reason: 'other roles trust it: neighbour',
    expected: true,
  })
  expect([...sandbox.aws.account.providers.keys()]).toEqual([providerArn(sandbox)])

  sandbox.aws.account.roles.delete('neighbour')
  const without = await uninstall(sandbox)
  expect(without.code).toBe(0)
  expect(without.report.leftovers?.find(({ resource }) => resource === 'oidc-provider')?.reason).toContain('--delete-oidc-provider')

  const second = await uninstall(sandbox, ['--delete-oidc-provider'])
  expect(second.code).toBe(0)
  expect([...sandbox.aws.account.providers.keys()]).toEqual([])
})
