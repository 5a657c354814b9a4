import {
  AddClientIDToOpenIDConnectProviderCommand,
  AttachRolePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { describe, expect, test } from 'vitest'
import { kubeAs, sessionAs } from '../contract/ports.ts'
import type { Keys } from '../contract/server.ts'
import { collectionOf, documentedObjects } from '../docs/permissions-page.ts'
import { documentedPolicy } from './documented-rights.ts'
import { LAB } from './lab-server.ts'
import { onStage } from './stage.ts'

const ACCOUNT = '123456789012'
const DENIED = 'kube-forbidden'
const policyArn = (name: string) => `arn:aws:iam::${ACCOUNT}:policy/${name}`
const ROLE = 'lab-flux-imgctrl-irsa'
const POLICY = policyArn('lab-flux-ecr-ro')
const BOUNDARY = policyArn('lab-flux-boundary')
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'
const ALL = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })
const trustOf = (arn: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: arn }, Action: 'sts:AssumeRole' }] })

/** What each attack asks of IAM; all of it must be denied to everyone whose policy the page holds. */
const ATTACKS: [string, (iam: IAMClient, self: string) => Promise<unknown>][] = [
  [
    'a role without the boundary',
    (iam, self) => iam.send(new CreateRoleCommand({ RoleName: 'lab-other', AssumeRolePolicyDocument: trustOf(self) })),
  ],
  ['AdministratorAccess on our role', (iam) => iam.send(new AttachRolePolicyCommand({ RoleName: ROLE, PolicyArn: ADMIN }))],
  ['an inline policy', (iam) => iam.send(new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: 'x', PolicyDocument: ALL }))],
  ['the boundary off', (iam) => iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: ROLE }))],
  ['another boundary', (iam) => iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: ROLE, PermissionsBoundary: ADMIN }))],
  [
    'a wider version of the boundary',
    (iam) => iam.send(new CreatePolicyVersionCommand({ PolicyArn: BOUNDARY, PolicyDocument: ALL, SetAsDefault: true })),
  ],
  ['an older version of the boundary', (iam) => iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn: BOUNDARY, VersionId: 'v1' }))],
  ['the boundary gone', (iam) => iam.send(new DeletePolicyCommand({ PolicyArn: BOUNDARY }))],
  ['a tag on a foreign role', (iam) => iam.send(new TagRoleCommand({ RoleName: 'foreign', Tags: [{ Key: 'a', Value: 'b' }] }))],
  [
    'the trust of a foreign role',
    (iam, self) => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'foreign', PolicyDocument: trustOf(self) })),
  ],
  [
    'the role of a cluster whose name begins alike',
    (iam, self) => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'lab-two-flux-imgctrl-irsa', PolicyDocument: trustOf(self) })),
  ],
  ['a user', (iam) => iam.send(new CreateUserCommand({ UserName: 'mallory' }))],
  [
    'a client id for a foreign provider',
    (iam) =>
      iam.send(
        new AddClientIDToOpenIDConnectProviderCommand({
          OpenIDConnectProviderArn: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`,
          ClientID: 'mine',
        }),
      ),
  ],
]

describe.skipIf(!LAB)('who has the documented rights and wants more', () => {
  const stage = onStage()

  test('is denied in IAM, and what is allowed is in vain', async () => {
    await stage.aws.createPolicy({
      name: 'lab-flux-boundary',
      path: '/',
      document: documentedPolicy('Boundary'),
      description: '',
      tags: {},
    })
    expect((await stage.install(['--permissions-boundary', BOUNDARY])).code).toBe(0)
    const admin = new IAMClient(sessionAs(stage.lab).config)
    for (const RoleName of ['foreign', 'lab-two-flux-imgctrl-irsa'])
      await admin.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustOf(`arn:aws:iam::${ACCOUNT}:root`) }))

    for (const heading of ['Read', 'Install', 'Uninstall', 'Bind'] as const) {
      const name = `mallory-${heading.toLowerCase()}`
      const keys = await stage.lab.addUser(name, [documentedPolicy(heading)])
      const iam = new IAMClient(sessionAs(stage.lab, keys).config)
      for (const [attack, carryOut] of ATTACKS) {
        const error = await carryOut(iam, `arn:aws:iam::${ACCOUNT}:user/${name}`).catch((thrown: unknown) => thrown)
        expect([heading, attack, (error as Error).name]).toEqual([heading, attack, 'AccessDenied'])
      }
    }

    const keys = await stage.lab.addUser('mallory', [
      documentedPolicy('Install'),
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] },
    ])
    const iam = new IAMClient(sessionAs(stage.lab, keys).config)
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn: POLICY, PolicyDocument: ALL, SetAsDefault: true }))
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: ROLE, PolicyDocument: trustOf(`arn:aws:iam::${ACCOUNT}:user/mallory`) }))
    const sts = new STSClient(sessionAs(stage.lab, keys).config)
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${ROLE}`
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'mallory' }))
    const config = { ...sessionAs(stage.lab).config }
    config.credentials = async () => ({
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    })
    const error = await new IAMClient(config).send(new CreateUserCommand({ UserName: 'mallory-2' })).catch((thrown: unknown) => thrown)
    expect((error as Error).message).toContain('permissions boundary')
  })

  test('gets no token for the API server, no Secret, no pod and no other right in the cluster', async () => {
    expect((await stage.install()).code).toBe(0)
    const objects = (['For verify', 'For the identity alone', 'For plan'] as const).flatMap(documentedObjects)
    for (const body of objects) await stage.api.json({ method: 'POST', path: collectionOf(body), body }, `create ${body.kind}`)
    const groups = ['flux-irsa', 'flux-irsa-identity', 'flux-irsa-plan']
    for (const group of groups) {
      const keys: Keys = await stage.lab.addUser(group, [documentedPolicy('Read')], [group])
      const { api } = await kubeAs(stage.lab, { keys })
      const status = async (method: 'GET' | 'POST', path: string, body?: object) =>
        api.json({ method, path, ...(body ? { body } : {}) }, 'try').then(
          () => 'allowed',
          (error: unknown) => (error as { code?: unknown }).code,
        )
      const base = '/api/v1/namespaces/flux-system'
      const token = (account: string, spec: object) =>
        status('POST', `${base}/serviceaccounts/${account}/token`, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec })
      const reflector = 'image-reflector-controller'
      // A policy that was just made is in force a moment later.
      await expect.poll(() => token(reflector, {}), { timeout: 30_000 }).toBe(DENIED)
      for (const audiences of [
        [],
        [stage.lab.issuer],
        ['https://kubernetes.default.svc'],
        ['sts.amazonaws.com', 'vault'],
        ['flux-irsa-verify'],
      ])
        expect([group, audiences, await token(reflector, { audiences })]).toEqual([group, audiences, DENIED])
      expect([group, await token(reflector, { audiences: ['sts.amazonaws.com'] })]).toEqual([
        group,
        group === 'flux-irsa-plan' ? DENIED : 'allowed',
      ])
      expect([group, await token('kustomize-controller', { audiences: ['sts.amazonaws.com'] })]).toEqual([group, DENIED])
      expect([group, await status('GET', `${base}/secrets`)]).toEqual([group, group === 'flux-irsa-plan' ? 'allowed' : DENIED])
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec: { containers: [{ name: 'x', image: 'x' }] } }
      expect([group, await status('POST', `${base}/pods`, pod)]).toEqual([group, DENIED])
      for (const body of objects)
        expect([group, body.kind, await status('POST', collectionOf(body), body)]).toEqual([group, body.kind, DENIED])
    }
  })
})
