import { expect, test } from 'vitest'
import type { Statement } from '../../src/domain/policy-document.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import {
  AUTOMATION,
  POLICY_ARN,
  REFLECTOR,
  ROLE,
  ROLE_ARN,
  annotation,
  install,
  installedSandbox,
  plan,
  podRoles,
  role,
  serviceAccount,
  work,
  writesDuring,
} from './story.ts'

const SOURCE = 'source-controller'
const only = (...names: string[]) => names.flatMap((name) => ['--service-account', name])

test('other repositories are one new version of the policy, and the tag that confirms what is remembered of it', async () => {
  const sandbox = await installedSandbox()
  const writes = await writesDuring(sandbox, () => install(sandbox, ['--repository', 'apps/main']))
  expect(writes.filter((write) => !write.includes('/serviceaccounts/'))).toEqual(['iam:TagRole', 'iam:CreatePolicyVersion'])
  expect(resources(sandbox)).toEqual(['arn:aws:ecr:eu-west-1:123456789012:repository/apps/main'])
  // What was said last is what stays when nothing is said.
  expect(await writesDuring(sandbox, () => install(sandbox))).toEqual([])
})

test('a controller that leaves loses annotation, patch, trust and the role in its pod; one that joins gets all of them', async () => {
  const sandbox = await installedSandbox()
  await install(sandbox, only(REFLECTOR))
  expect(annotation(sandbox, AUTOMATION)).toBeUndefined()
  expect(Object.keys(serviceAccount(sandbox, AUTOMATION).metadata.annotations ?? {}).filter((key) => key.startsWith('flux-irsa'))).toEqual(
    [],
  )
  expect(podRoles(sandbox, AUTOMATION)).toEqual([undefined])
  expect(subjects(sandbox)).toEqual([`system:serviceaccount:flux-system:${REFLECTOR}`])
  expect(podRoles(sandbox, REFLECTOR)).toEqual([ROLE_ARN])

  await install(sandbox, only(REFLECTOR, SOURCE))
  expect(annotation(sandbox, SOURCE)).toBe(ROLE_ARN)
  expect(podRoles(sandbox, SOURCE)).toEqual([ROLE_ARN])
  expect(subjects(sandbox)).toEqual([REFLECTOR, SOURCE].map((name) => `system:serviceaccount:flux-system:${name}`))
  expect(JSON.stringify(role(sandbox).attached)).toContain(POLICY_ARN)
  expect(actions(sandbox)).toEqual(expect.arrayContaining(['ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability']))
  expect(work((await plan(sandbox)).report)).toEqual({})
})

test('another role name moves everything over, and the old role is gone', async () => {
  const sandbox = await installedSandbox()
  await install(sandbox, ['--role-name', 'flux-own'])
  const arn = 'arn:aws:iam::123456789012:role/flux-own'
  expect([...sandbox.aws.account.roles.keys()]).toEqual(['flux-own'])
  for (const name of [REFLECTOR, AUTOMATION]) {
    expect(annotation(sandbox, name)).toBe(arn)
    expect(podRoles(sandbox, name)).toEqual([arn])
    expect(serviceAccount(sandbox, name).metadata.annotations).not.toHaveProperty('flux-irsa/previous-role-arn')
  }
  // A custom name is found again by its tag.
  expect(work((await plan(sandbox)).report)).toEqual({})
})

test('another policy name puts a new policy on the role and takes the old one away', async () => {
  const sandbox = await installedSandbox()
  const { id } = role(sandbox)
  await install(sandbox, ['--policy-name', 'flux-own-policy'])
  expect(ownPolicies(sandbox)).toEqual(['flux-own-policy'])
  expect(role(sandbox)).toMatchObject({ id, attached: ['arn:aws:iam::123456789012:policy/flux-own-policy'] })
  expect(Object.keys(role(sandbox).tags)).toEqual(['flux-irsa:cluster', 'flux-irsa:policy', 'flux-irsa:grant'])
  expect(work((await plan(sandbox)).report)).toEqual({})
})

test('another prefix and path rename role and policy together', async () => {
  const sandbox = await installedSandbox()
  await install(sandbox, ['--name-prefix', 'team', '--path', '/flux/'])
  expect([...sandbox.aws.account.roles.values()].map(({ arn }) => arn)).toEqual([
    'arn:aws:iam::123456789012:role/flux/team-flux-imgctrl-irsa',
  ])
  expect(ownPolicies(sandbox)).toEqual(['team-flux-ecr-ro'])
  expect(annotation(sandbox, REFLECTOR)).toBe('arn:aws:iam::123456789012:role/flux/team-flux-imgctrl-irsa')
  expect(work((await plan(sandbox)).report)).toEqual({})
})

test('a rename never leaves a pod without a working identity: the old role goes after the last pod that carries it', async () => {
  const sandbox = await installedSandbox()
  let carriers: (string | undefined)[] | undefined
  const { account } = sandbox.aws
  const remove = account.roles.delete.bind(account.roles)
  account.roles.delete = (name) => {
    if (name === ROLE)
      carriers = [REFLECTOR, AUTOMATION].flatMap((controller) => podRoles(sandbox, controller)).filter((arn) => arn === ROLE_ARN)
    return remove(name)
  }
  await install(sandbox, ['--role-name', 'flux-own'])
  expect(carriers).toEqual([])
})

function ownPolicies(sandbox: Sandbox): string[] {
  return [...sandbox.aws.account.policies.values()].filter(({ arn }) => arn.includes(sandbox.accountId)).map(({ name }) => name)
}

function readStatement(sandbox: Sandbox): Statement {
  const policy = sandbox.aws.account.policies.get(POLICY_ARN)
  const document = policy?.versions.find(({ id }) => id === policy.defaultVersion)?.document
  return [document?.Statement ?? []].flat().find(({ Sid }) => Sid === 'EcrRead') ?? expect.fail('no statement EcrRead')
}

const resources = (sandbox: Sandbox) => [readStatement(sandbox).Resource].flat()
const actions = (sandbox: Sandbox) => [readStatement(sandbox).Action].flat()

function subjects(sandbox: Sandbox): unknown[] {
  const [statement] = [role(sandbox).trust.Statement].flat()
  return Object.entries(statement?.Condition?.['StringEquals'] ?? {}).flatMap(([key, value]) =>
    key.endsWith(':sub') ? [value].flat() : [],
  )
}
