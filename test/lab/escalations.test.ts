import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient, type Credentials } from '@aws-sdk/client-sts'
import { describe, expect, test } from 'vitest'
import { createApi, type Api } from '../../src/kube/request.ts'
import { kubeAs, sessionAs } from '../contract/ports.ts'
import type { Keys } from '../contract/server.ts'
import { collectionOf, documentedObjects } from '../docs/permissions-page.ts'
import { documentedPolicy } from './documented-rights.ts'
import { ACCOUNT, ALL, ATTACKS, BOUNDARY, POLICY, ROLE, trustOf } from './iam-attacks.ts'
import { LAB } from './lab-server.ts'
import { onStage } from './stage.ts'

const DENIED = 'kube-forbidden'
const STS = 'sts.amazonaws.com'
const HEADINGS = ['For verify', 'For the identity alone', 'For plan', 'For bind and unbind'] as const

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
    await admin.send(new CreatePolicyCommand({ PolicyName: 'foreign', PolicyDocument: ALL }))

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
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${ROLE}`
    const sts = new STSClient(sessionAs(stage.lab, keys).config)
    const asked = { namespace: 'flux-system', serviceAccount: 'image-reflector-controller', audience: STS, expirationSeconds: 600 }
    const token = await stage.kube.token(asked)
    const asPod = await sts.send(new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'mallory', WebIdentityToken: token }))
    await expectBounded(asPod.Credentials)
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: ROLE, PolicyDocument: trustOf(`arn:aws:iam::${ACCOUNT}:user/mallory`) }))
    await expectBounded((await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'mallory' }))).Credentials)
  })

  /** `* *` is allowed by the role's own policy, and the boundary is what counts. */
  async function expectBounded(got: Credentials | undefined): Promise<void> {
    const config = { ...sessionAs(stage.lab).config }
    config.credentials = async () => ({
      accessKeyId: got?.AccessKeyId ?? '',
      secretAccessKey: got?.SecretAccessKey ?? '',
      sessionToken: got?.SessionToken ?? '',
    })
    const error = await new IAMClient(config).send(new CreateUserCommand({ UserName: 'mallory-2' })).catch((thrown: unknown) => thrown)
    expect((error as Error).message).toContain('permissions boundary')
  }

  const statusOf = (api: Api, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) =>
    api
      .json(
        { method, path, ...(body ? { body } : {}), ...(method === 'PATCH' ? { contentType: 'application/merge-patch+json' } : {}) },
        'try',
      )
      .then(
        () => 'allowed',
        (error: unknown) => (error as { code?: unknown }).code,
      )
  const tokenAs = (api: Api, base: string, account: string, spec: object) =>
    statusOf(api, 'POST', `${base}/serviceaccounts/${account}/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec,
    })

  test('gets no token for the API server, no Secret, no pod and no other right in the cluster', async () => {
    expect((await stage.install()).code).toBe(0)
    await post({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }, '/api/v1/namespaces')
    for (const name of ['cart', 'till'])
      await post(
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'shop' } },
        '/api/v1/namespaces/shop/serviceaccounts',
      )
    const defaults = () =>
      Promise.all(
        ['view', 'edit', 'admin'].map(async (name) => {
          const path = `/apis/rbac.authorization.k8s.io/v1/clusterroles/${name}`
          return (await stage.api.json<{ rules: object[] }>({ method: 'GET', path }, 'get')).rules
        }),
      )
    const before = await defaults()
    const objects = HEADINGS.flatMap(documentedObjects)
    for (const body of objects) await post(body, collectionOf(body))
    const groups = [
      { group: 'flux-irsa', namespace: 'flux-system', own: 'image-reflector-controller', other: 'kustomize-controller' },
      { group: 'flux-irsa-identity', namespace: 'flux-system', own: 'image-reflector-controller', other: 'kustomize-controller' },
      { group: 'flux-irsa-plan', namespace: 'flux-system', own: 'image-reflector-controller', other: 'kustomize-controller' },
      { group: 'flux-irsa-bind', namespace: 'shop', own: 'cart', other: 'till' },
    ]
    for (const { group, namespace, own, other } of groups) {
      const keys: Keys = await stage.lab.addUser(group, [documentedPolicy('Read')], [group])
      const { api, connection } = await kubeAs(stage.lab, { keys })
      const base = `/api/v1/namespaces/${namespace}`
      const [pod] = (await stage.kube.list({ kind: 'Pod', namespace })) ?? []
      const boundObjectRef = pod && { kind: 'Pod', apiVersion: 'v1', name: pod.metadata.name, uid: pod.metadata.uid }
      // A policy that was just made is in force a moment later.
      await expect.poll(() => tokenAs(api, base, own, {}), { timeout: 30_000 }).toBe(DENIED)
      for (const audiences of [
        [],
        [stage.lab.issuer],
        ['https://kubernetes.default.svc'],
        [STS, stage.lab.issuer],
        [STS, 'https://kubernetes.default.svc'],
        [STS, 'vault'],
        ['flux-irsa-verify'],
      ])
        for (const bound of [{}, boundObjectRef ? { boundObjectRef } : { expirationSeconds: 600 }])
          expect([group, audiences, await tokenAs(api, base, own, { audiences, ...bound })]).toEqual([group, audiences, DENIED])
      const asksForTokens = group !== 'flux-irsa-plan'
      expect([group, await tokenAs(api, base, own, { audiences: [STS] })]).toEqual([group, asksForTokens ? 'allowed' : DENIED])
      expect([group, await tokenAs(api, base, other, { audiences: [STS] })]).toEqual([group, DENIED])
      expect([group, await statusOf(api, 'GET', `${base}/secrets`)]).toEqual([group, group === 'flux-irsa-plan' ? 'allowed' : DENIED])
      const annotated = { metadata: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/mine' } } }
      expect([group, await statusOf(api, 'PATCH', `${base}/serviceaccounts/${other}`, annotated)]).toEqual([group, DENIED])
      expect([group, await statusOf(api, 'DELETE', `${base}/serviceaccounts/${other}`)]).toEqual([group, DENIED])
      const container = { name: 'x', image: 'x' }
      const made = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec: { serviceAccountName: own, containers: [container] } }
      expect([group, await statusOf(api, 'POST', `${base}/pods`, made)]).toEqual([group, DENIED])
      for (const body of [...objects, aggregated('view'), aggregated('admin')])
        expect([group, body.kind, await statusOf(api, 'POST', collectionOf(body), body)]).toEqual([group, body.kind, DENIED])
      const users: Record<string, string>[] = [
        { 'impersonate-user': 'system:admin', 'impersonate-group': 'system:masters' },
        { 'impersonate-user': `system:serviceaccount:flux-system:kustomize-controller` },
        { 'impersonate-user': group, 'impersonate-group': `${group}-2` },
      ]
      for (const who of users) {
        const headers = async () => ({ ...(await connection.headers()), ...who })
        const impersonating = createApi({ ...connection, headers }, { signal: new AbortController().signal, emit: () => {} })
        expect([group, who, await statusOf(impersonating, 'GET', '/api/v1/namespaces/kube-system')]).toEqual([group, who, DENIED])
      }
    }
    // What aggregates gave nobody more: none of the objects carries a label for it.
    expect(await defaults()).toEqual(before)
  })

  const post = (body: object, path: string) => stage.api.json({ method: 'POST', path, body }, 'create')

  /** A ClusterRole that the default one of this name would take in. */
  const aggregated = (into: string) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'mine', labels: { [`rbac.authorization.k8s.io/aggregate-to-${into}`]: 'true' } },
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['*'] }],
  })
})
