import { DeleteRolePermissionsBoundaryCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { beforeEach, describe, expect, test } from 'vitest'
import type { PolicyDocument } from '../../src/domain/policy-document.ts'
import type { Action } from '../../src/model/plan.ts'
import { rightText } from '../../src/engine/preflight.ts'
import { rightsFor } from '../../src/engine/rights.ts'
import type { ResourceName } from '../../src/model/resource-names.ts'
import { RESOURCES } from '../../src/resources/table.ts'
import type { AccessQuestion } from '../../src/model/kube.ts'
import { kubeAs, sessionAs } from '../contract/ports.ts'
import { drive } from '../stories/drive.ts'
import { actionsIn, documentedPolicy, without } from './documented-rights.ts'
import { LAB } from './lab-server.ts'
import { asEnvironment, INSTALL as UNBOUNDED, onStage, PASSWORD, UNINSTALL } from './stage.ts'

const ALL = [documentedPolicy('Read'), documentedPolicy('Install'), documentedPolicy('Uninstall')]
const BOUNDARY = 'arn:aws:iam::123456789012:policy/lab-flux-boundary'
const BOUNDED = ['--permissions-boundary', BOUNDARY]
const INSTALL = [...UNBOUNDED, ...BOUNDED]
const RBAC = 'rbac.authorization.k8s.io'
const PLAN = INSTALL.with(0, 'plan').filter((arg) => arg !== '--yes')
const POLICY = 'arn:aws:iam::123456789012:policy/lab-flux-ecr-ro'

/** Each in the order in which a run comes to need them; those of one list are taken away together, and given back one by one. */
const FIRST_INSTALL = [
  'iam:CreateOpenIDConnectProvider',
  'iam:TagOpenIDConnectProvider',
  'iam:CreateRole',
  'iam:TagRole',
  'iam:CreatePolicy',
  'iam:TagPolicy',
  'iam:AttachRolePolicy',
]
const MENDING = [
  'iam:AddClientIDToOpenIDConnectProvider',
  'iam:UpdateAssumeRolePolicy',
  'iam:ListPolicyVersions',
  'iam:DeletePolicyVersion',
  'iam:CreatePolicyVersion',
]
const REMOVAL = [
  'iam:DetachRolePolicy',
  'iam:ListPolicyVersions',
  'iam:DeletePolicyVersion',
  'iam:DeletePolicy',
  'iam:DeleteRole',
  'iam:DeleteOpenIDConnectProvider',
]
const SHARED_REMOVAL = ['iam:UpdateAssumeRolePolicy', 'iam:UntagRole']
const BOUNDING = ['iam:PutRolePermissionsBoundary']
const READS_OF_AN_EMPTY_ACCOUNT = ['eks:DescribeCluster', 'iam:ListRoles', 'iam:GetOpenIDConnectProvider', 'iam:GetPolicy']
const READS_OF_AN_INSTALLATION = ['iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:GetPolicyVersion']
const READS_OF_VERIFY = ['eks:ListPodIdentityAssociations', 'iam:ListRolePolicies', 'iam:GetRolePolicy']
const READS_OF_QUOTAS = ['iam:GetAccountSummary']
const MORE_THAN_A_POLICY_HOLDS = Array.from({ length: 110 }, (_, n) => ['--repository', `a/quite/long/name/for/a/repository-${n}`]).flat()

describe.skipIf(!LAB)('an IAM user with exactly the documented rights', () => {
  const stage = onStage()
  let count = 0

  beforeEach(async () => {
    await bind('ci-installers', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }])
    await createBoundary()
  })

  /** As an administrator does it once. */
  const createBoundary = () =>
    stage.aws.createPolicy({ name: 'lab-flux-boundary', path: '/', document: documentedPolicy('Boundary'), description: '', tags: {} })
  /** What is there of IAM beside the boundary. */
  async function leftInIam(): Promise<{ roles: string[]; policies: string[]; providers: string[] }> {
    const { roles, policies, providers } = (await stage.lab.ask('state')) as Record<'roles' | 'policies' | 'providers', object>
    const others = Object.keys(policies).filter((name) => !name.includes('lab-flux-boundary'))
    return { roles: Object.keys(roles), policies: others, providers: Object.keys(providers) }
  }

  /** A group with a ClusterRole of these rules. */
  async function bind(group: string, rules: object[]): Promise<void> {
    const post = (resource: string, body: object) =>
      stage.api.json({ method: 'POST', path: `/apis/${RBAC}/v1/${resource}`, body }, `create ${resource}`).catch(() => {})
    await post('clusterroles', { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name: group }, rules })
    await post('clusterrolebindings', {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: group },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: group },
      subjects: [{ apiGroup: RBAC, kind: 'Group', name: group }],
    })
  }
  /** The environment of a new user who lacks these actions. */
  const userWithout = async (actions: string[] = [], group = 'ci-installers') =>
    asEnvironment(
      await stage.lab.addUser(
        `ci-${count++}`,
        ALL.map((document) => without(document, actions)).filter((document) => [document.Statement].flat().length > 0),
        [group],
      ),
    )
  const run = (args: string[], env: Record<string, string>) =>
    drive(stage.lab, [...args, '-o', 'json'], { env: { ...PASSWORD, ...env }, lockTimes: { durationMs: 15_000, renewMs: 5_000 } })

  test('every action of the page is tried below', () => {
    const tried = [
      FIRST_INSTALL,
      MENDING,
      REMOVAL,
      SHARED_REMOVAL,
      BOUNDING,
      READS_OF_AN_EMPTY_ACCOUNT,
      READS_OF_AN_INSTALLATION,
      READS_OF_VERIFY,
      READS_OF_QUOTAS,
    ].flat()
    expect(actionsIn(...ALL).toSorted()).toEqual([...new Set(tried)].toSorted())
  })

  test('installs, installs again, verifies and uninstalls', async () => {
    const env = await userWithout()
    for (const args of [INSTALL, INSTALL, ['verify', '--cluster', 'lab'], UNINSTALL]) {
      const { code, stdout, stderr } = await run(args, env)
      expect(code, `${args[0]}\n${stdout}\n${stderr}`).toBe(0)
    }
    expect(await leftInIam()).toEqual({ roles: [], policies: [], providers: [] })
  })

  test('without a right to create or to tag, the install names it and stops; with it, the same command goes on', async () => {
    for (const action of FIRST_INSTALL) {
      await stage.lab.reset()
      await createBoundary()
      const { code, stdout } = await run(INSTALL, await userWithout([action]))
      expect([action, code]).toEqual([action, 1])
      expect(stdout).toContain(`is not authorized to perform: ${action} on resource: `)
    }
    const { code, stderr } = await run(INSTALL, await userWithout())
    expect(code, stderr).toBe(0)
  })

  test('without a right to mend or to remove, it is the same', async () => {
    expect((await stage.install(BOUNDED)).code).toBe(0)
    const provider = `arn:aws:iam::123456789012:oidc-provider/${stage.lab.issuer.replace('https://', '')}`
    const tags = (await stage.aws.oidcProvider(provider))?.tags ?? {}
    await stage.aws.deleteOidcProvider(provider)
    await stage.aws.createOidcProvider(stage.lab.issuer, 'somebody-else', tags)
    const document = (await stage.aws.policy(POLICY))?.document ?? { Statement: [] }
    const version = (id: string): PolicyDocument => ({ ...document, Statement: [{ Effect: 'Deny', Action: `s3:Get${id}`, Resource: '*' }] })
    for (let n = 2; n <= 5; n++) await stage.aws.createPolicyVersion(POLICY, version(`A${n}`))
    const role = await stage.aws.role('lab-flux-imgctrl-irsa')
    const [statement] = [role!.trust.Statement].flat()
    await stage.aws.updateTrust('lab-flux-imgctrl-irsa', { ...role!.trust, Statement: [{ ...statement!, Condition: {} }] })
    const changed = [...INSTALL, '--repository', 'web']
    await stepwise(changed, MENDING)
    expect((await stage.aws.oidcProvider(provider))?.clientIds).toContain('sts.amazonaws.com')

    for (let n = 0; n < 2; n++) await stage.aws.createPolicyVersion(POLICY, version(`B${n}`)).catch(() => {})
    await stepwise(UNINSTALL, REMOVAL)
    expect(await leftInIam()).toEqual({ roles: [], policies: [], providers: [] })
  })

  test('a role that lost its boundary gets it back, which needs one right more', async () => {
    expect((await stage.install(BOUNDED)).code).toBe(0)
    const iam = new IAMClient(sessionAs(stage.lab).config)
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: 'lab-flux-imgctrl-irsa' }))
    await stepwise(INSTALL, BOUNDING)
    expect((await stage.aws.role('lab-flux-imgctrl-irsa'))?.boundary).toBe(BOUNDARY)
  })

  /** First without all of them, then with one more each time: each is named as long as it is missing, and at the end all is done. */
  async function stepwise(args: string[], actions: string[]): Promise<void> {
    for (const [at, action] of actions.entries()) {
      const { code, stdout } = await run(args, await userWithout(actions.slice(at)))
      expect([action, code]).toEqual([action, 1])
      expect(stdout, `${args[0]} without ${action}`).toContain(`is not authorized to perform: ${action} on resource: `)
    }
    const { code, stdout, stderr } = await run(args, await userWithout())
    expect(code, `${stdout}\n${stderr}`).toBe(0)
  }

  test('a role that others use too is given back without our part, which needs two rights more', async () => {
    expect((await stage.install(BOUNDED)).code).toBe(0)
    const role = await stage.aws.role('lab-flux-imgctrl-irsa')
    const theirs = {
      Sid: 'Theirs',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Action: 'sts:AssumeRole',
    } as const
    await stage.aws.updateTrust('lab-flux-imgctrl-irsa', { ...role!.trust, Statement: [theirs, ...[role!.trust.Statement].flat()] })
    await stepwise(UNINSTALL, SHARED_REMOVAL)
    const after = await stage.aws.role('lab-flux-imgctrl-irsa')
    expect([after?.trust.Statement].flat()).toEqual([theirs])
  })

  test('without a right to read, nothing is planned and the right is named', async () => {
    for (const action of READS_OF_AN_EMPTY_ACCOUNT) await refusedToRead(action, PLAN)
    expect((await stage.install(BOUNDED)).code).toBe(0)
    for (const action of READS_OF_AN_INSTALLATION) await refusedToRead(action, PLAN)
    for (const action of READS_OF_QUOTAS) await refusedToRead(action, [...PLAN, ...MORE_THAN_A_POLICY_HOLDS])
    await new IAMClient(sessionAs(stage.lab).config).send(
      new PutRolePolicyCommand({
        RoleName: 'lab-flux-imgctrl-irsa',
        PolicyName: 'inline',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }],
        }),
      }),
    )
    for (const action of READS_OF_VERIFY) {
      const { code, stdout } = await run(['verify', '--cluster', 'lab'], await userWithout([action]))
      expect([action, code]).toEqual([action, 3])
      expect(stdout).toContain(action)
    }
  })

  async function refusedToRead(action: string, args: string[]): Promise<void> {
    const { code, stdout } = await run(args, await userWithout([action]))
    expect([action, code]).toEqual([action, 1])
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'flux-irsa/error/v1',
      code: 'aws-access-denied',
      message: expect.stringContaining(action),
    })
  }

  describe('in Kubernetes', () => {
    const reads = { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }
    const ruleOf = ({ verb, group, resource, name }: AccessQuestion) => ({
      apiGroups: [group],
      resources: [resource],
      verbs: [verb],
      ...(name ? { resourceNames: [name] } : {}),
    })
    const token = { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] }
    const action = (resource: ResourceName, kind: Action['kind']): Action => ({
      id: resource,
      resource,
      name: resource,
      kind,
      needs: [],
      changes: [],
    })
    const parts = ['namespace', 'service-account', 'git-secret', 'operator-release', 'instance-release'] as const
    /** ServiceAccounts are named, as a Role may name them. */
    const actionsOf = (kind: Action['kind']) =>
      parts.flatMap((part) =>
        part === 'service-account'
          ? ['image-automation-controller', 'image-reflector-controller'].map((name) => ({ ...action(part, kind), name }))
          : [action(part, kind)],
      )
    const toInstall = rightsFor([...actionsOf('create'), action('pods', 'create')], ['flux-system'], RESOURCES)
    const toUninstall = rightsFor(actionsOf('remove'), ['flux-system'], RESOURCES)
    const isWrite = ({ verb }: AccessQuestion) => !reads.verbs.includes(verb)

    test.each([3, 4] as const)('the rights that are asked for are enough, for helm %i too', async (major) => {
      const group = `ci-just-enough-${major}`
      await bind(group, [reads, token, ...[...toInstall, ...toUninstall].map(ruleOf)])
      const env = { ...(await userWithout([], group)), FLUX_IRSA_HELM: stage.lab.helms.find((helm) => helm.major === major)?.path ?? '' }
      for (const args of [INSTALL, [...INSTALL, '--repository', 'web'], UNINSTALL]) {
        const { code, stdout, stderr } = await run(args, env)
        expect(code, `${args.join(' ')}\n${stdout}\n${stderr}`).toBe(0)
      }
    })

    test('each that is missing is found before anything is written, in IAM or in the cluster', async () => {
      // One on an object by its name is not missed by who has it on all of them.
      const unnamed = ({ verb, group, resource }: AccessQuestion) => JSON.stringify([verb, group, resource])
      const onAll = new Set(toInstall.filter(({ name }) => !name).map(unnamed))
      const rights = toInstall.filter(isWrite).filter((right) => !right.name || !onAll.has(unnamed(right)))
      const groups = rights.map((_, at) => `ci-lacks-${at}`)
      for (const [at, group] of groups.entries())
        await bind(group, [reads, token, ...toInstall.filter((right) => right !== rights[at]).map(ruleOf)])
      const last = await kubeAs(stage.lab, { keys: await stage.lab.addUser('ci-last', [], [groups.at(-1) ?? '']) })
      await expect.poll(async () => (await last.kube.mayI({ verb: 'list', group: '', resource: 'secrets' })).allowed).toBe(true)
      await stage.awsWrites()
      for (const [at, group] of groups.entries()) {
        const { code, stdout, stderr } = await run(INSTALL, await userWithout([], group))
        expect(code, stderr).toBe(1)
        expect(JSON.parse(stdout)).toMatchObject({ code: 'missing-rights', message: expect.stringContaining(rightText(rights[at]!)) })
      }
      expect(await stage.awsWrites()).toEqual([])
      expect(await stage.kube.get({ kind: 'Namespace', name: 'flux-system' })).toBeUndefined()
    })
  })
})
