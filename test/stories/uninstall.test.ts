import { expect, test } from 'vitest'
import {
  INSTANCE_PATH,
  POLICY_ARN,
  ROLE,
  actionOf,
  foreignRole,
  freshSandbox,
  install,
  installedSandbox,
  object,
  plan,
  providerArn,
  role,
  uninstall,
  work,
  writesDuring,
} from './story.ts'

const GIT = ['--git-url', 'https://bitbucket.org/acme/fleet.git', '--git-path', '/']
const PASSWORD = { env: { FLUX_IRSA_GIT_PASSWORD: 's3cret' } }

test('everything of ours goes, what goes with Flux is counted first, what stays by design is named, and a second run writes nothing', async () => {
  const sandbox = await freshSandbox()
  sandbox.seedImageRepositories()
  await install(sandbox, GIT, PASSWORD)
  const { code, report } = await uninstall(sandbox)
  expect(code).toBe(0)
  expect(report.plan.notices.join('\n')).toMatch(/3 ImageRepository \(apps 3\)/)
  expect(report.plan.notices.join('\n')).toMatch(/1 GitRepository \(flux-system 1\)/)
  expect(report.plan.notices.join('\n')).toMatch(/1 Kustomization \(flux-system 1\)/)
  expect(report.results.map(({ outcome }) => outcome)).toEqual(report.results.map(() => 'done'))

  const { iam, helm, kubernetes } = sandbox.snapshot()
  expect([iam.roles, iam.policies, helm]).toEqual([{}, {}, []])
  expect(Object.keys(iam.providers)).toEqual([providerArn(sandbox)])
  const left = kubernetes.filter(({ metadata }) => metadata.namespace === 'flux-system' || metadata.name === 'flux-system')
  expect(left.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([])
  expect(report.leftovers?.every(({ expected, reason }) => expected && reason.length > 0)).toBe(true)
  expect(report.leftovers?.map(({ resource }) => resource).sort()).toEqual(['crd', 'crd', 'crd', 'crd', 'oidc-provider'])

  const writes = await writesDuring(sandbox, async () => {
    const again = await uninstall(sandbox)
    expect(again.code).toBe(0)
    expect(again.report.leftovers?.map(({ name }) => name)).toEqual(report.leftovers?.map(({ name }) => name))
  })
  expect(writes).toEqual([])
})

test('the instance goes while its operator lives, the operator after it, and IAM last', async () => {
  const sandbox = await installedSandbox()
  const { report } = await uninstall(sandbox)
  const before = (first: string, second: string) => expect(actionOf(report, second).needs).toContain(first)
  before('instance-release', 'operator-release')
  before('operator-release', 'iam-policy/lab-flux-ecr-ro')
  // The role's tags name the policy: a run that is cut off between the two still finds it.
  before('iam-policy/lab-flux-ecr-ro', `iam-role/${ROLE}`)
  const uninstalls = sandbox.helm.calls.filter(({ argv }) => argv.includes('uninstall')).map(({ argv }) => argv.at(-1))
  expect(uninstalls).toEqual(['flux', 'flux-operator'])
})

test('a paused instance is woken first, or the operator would drop its finalizer and leave all of Flux running', async () => {
  const sandbox = await installedSandbox()
  await sandbox.faults.pauseInstance()
  expect((await uninstall(sandbox)).code).toBe(0)
  expect(sandbox.kube.store.list('/apis/apps/v1/namespaces/flux-system/deployments')).toEqual([])
  expect(
    sandbox.kube.store.get('/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gitrepositories.source.toolkit.fluxcd.io'),
  ).toBeUndefined()
})

test('without a running operator nothing is removed, and the error says how to bring it back', async () => {
  const sandbox = await installedSandbox()
  await sandbox.faults.stopOperator()
  const { code, report } = await uninstall(sandbox)
  expect(code).toBe(1)
  expect(report.results.find(({ outcome }) => outcome === 'failed')).toMatchObject({
    id: 'instance-release',
    error: { code: 'operator-not-ready', fix: expect.stringContaining('flux-irsa install --cluster lab') },
  })
  expect(object(sandbox, INSTANCE_PATH).metadata.deletionTimestamp).toBeUndefined()
  expect(role(sandbox).attached).toEqual([POLICY_ARN])
  await install(sandbox)
  expect((await uninstall(sandbox)).code).toBe(0)
})

test('when the cluster is gone, what we left in IAM is found by its tags and removed', async () => {
  const sandbox = await installedSandbox()
  foreignRole(sandbox, 'neighbour')
  sandbox.aws.account.clusters.length = 0
  const { code, report } = await uninstall(sandbox)
  expect(code).toBe(0)
  expect(work(report)).toEqual({ [`iam-role/${ROLE}`]: 'remove', 'iam-policy/lab-flux-ecr-ro': 'remove' })
  expect([...sandbox.aws.account.roles.keys()]).toEqual(['neighbour'])
  expect(sandbox.aws.account.policies.has(POLICY_ARN)).toBe(false)
})

test('what others put on our role stays: the role loses our part and keeps theirs', async () => {
  const sandbox = await installedSandbox()
  const theirs = { Sid: 'Theirs', Effect: 'Allow' as const, Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'sts:AssumeRole' }
  role(sandbox).trust = { ...role(sandbox).trust, Statement: [...[role(sandbox).trust.Statement].flat(), theirs] }
  const { id } = role(sandbox)
  expect((await uninstall(sandbox)).code).toBe(0)
  expect(role(sandbox)).toMatchObject({ id, attached: [], tags: {} })
  expect(role(sandbox).trust.Statement).toEqual([theirs])
  expect(sandbox.aws.account.policies.has(POLICY_ARN)).toBe(false)
})

test('our policy that somebody gave to a role of theirs stays there, is named, and goes once they let it go', async () => {
  const sandbox = await installedSandbox()
  const theirs = foreignRole(sandbox, 'theirs', { attached: [POLICY_ARN] })
  const before = structuredClone(theirs)
  const { code, report } = await uninstall(sandbox)
  expect(code).toBe(1)
  expect(report.results.find(({ error }) => error)?.error).toMatchObject({
    code: 'policy-in-use',
    fix: `aws iam list-entities-for-policy --policy-arn ${POLICY_ARN}`,
  })
  expect(role(sandbox, 'theirs')).toEqual(before)
  expect(sandbox.aws.account.policies.get(POLICY_ARN)?.versions).toHaveLength(1)
  expect(role(sandbox).attached).toEqual([])

  role(sandbox, 'theirs').attached = []
  expect((await uninstall(sandbox)).code).toBe(0)
  expect([...sandbox.aws.account.roles.keys()]).toEqual(['theirs'])
  expect(sandbox.aws.account.policies.get(POLICY_ARN)).toBeUndefined()
})

test('what should be gone and is not ends with 1 and is named as not expected', async () => {
  const sandbox = await installedSandbox()
  const { policies } = sandbox.aws.account
  policies.delete = () => true
  const { code, report } = await uninstall(sandbox)
  expect(report.results.every(({ outcome }) => outcome === 'done')).toBe(true)
  expect(report.leftovers?.filter(({ expected }) => !expected)).toEqual([
    { resource: 'iam-policy', name: POLICY_ARN, reason: 'it should be gone', expected: false },
  ])
  expect({ code, ok: report.ok }).toEqual({ code: 1, ok: false })
})

test('--only irsa takes the identity away and leaves Flux running, the Secret and the provider; an install brings it back', async () => {
  const sandbox = await freshSandbox()
  await install(sandbox, GIT, PASSWORD)
  const { code, report } = await uninstall(sandbox, ['--only', 'irsa'])
  expect(code).toBe(0)
  expect(report.leftovers).toEqual([])
  await sandbox.idle()
  expect([...sandbox.aws.account.roles.keys()]).toEqual([])
  expect(sandbox.aws.account.policies.has(POLICY_ARN)).toBe(false)
  expect(sandbox.aws.account.providers.has(providerArn(sandbox))).toBe(true)
  expect(object(sandbox, '/api/v1/namespaces/flux-system/secrets/flux-irsa-git')).toBeDefined()
  const conditions = (object(sandbox, INSTANCE_PATH)['status'] as { conditions: { type: string; status: string }[] }).conditions
  expect(conditions).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'True' }))
  const text = JSON.stringify([object(sandbox, INSTANCE_PATH)['spec'], sandbox.kube.store.list('/api/v1/namespaces/flux-system/pods')])
  expect(text).not.toContain(ROLE)

  expect(await writesDuring(sandbox, () => uninstall(sandbox, ['--only', 'irsa']))).toEqual([])
  await install(sandbox)
  expect(work((await plan(sandbox)).report)).toEqual({})
})
