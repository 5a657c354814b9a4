import { describe, expect, test } from 'vitest'
import type { Action } from '../../src/model/plan.ts'
import type { KubeObject } from '../../src/model/kube.ts'
import { trustIn } from '../contract/cases/documents.ts'
import { LAB } from './lab-server.ts'
import { onStage } from './stage.ts'

const NAMESPACE = 'flux-system'
const ROLE = 'lab-flux-imgctrl-irsa'
const POLICY = 'arn:aws:iam::123456789012:policy/lab-flux-ecr-ro'
const ANNOTATION = 'eks.amazonaws.com/role-arn'
const REFLECTOR = 'image-reflector-controller'

describe.skipIf(!LAB)('what an install finds there', () => {
  const stage = onStage()
  const provider = () => `arn:aws:iam::123456789012:oidc-provider/${stage.lab.issuer.replace('https://', '')}`
  const trust = () =>
    trustIn(stage.lab.issuer, { serviceAccounts: [`${NAMESPACE}:${REFLECTOR}`, `${NAMESPACE}:image-automation-controller`] })
  const get = (kind: string, name: string) => stage.kube.get({ kind, namespace: NAMESPACE, name })
  const namespace = (more: Partial<KubeObject['metadata']> = {}) =>
    stage.kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, ...more } })
  const kinds = (actions: Action[]) => Object.fromEntries(actions.map((action) => [action.id, action.kind]))
  const role = (more: Partial<Parameters<typeof stage.aws.createRole>[0]> = {}) =>
    stage.aws.createRole({ name: ROLE, path: '/', trust: trust(), description: '', tags: {}, ...more })
  const well = async (args: string[] = []) => {
    const { code, report, stderr } = await stage.install(args)
    expect(
      { code, failed: report.results?.filter((result) => result.error), verdict: report.verify?.verdict },
      `${stderr}\n${JSON.stringify(report)}`,
    ).toEqual({
      code: 0,
      failed: [],
      verdict: expect.stringMatching(/^(pass|warn)$/),
    })
    return report
  }
  const away = async () => {
    const { code, report, stderr } = await stage.uninstall()
    expect({ code, unexpected: report.leftovers?.filter((leftover) => !leftover.expected) }, stderr).toEqual({ code: 0, unexpected: [] })
  }
  const conflict = async (id: string, args: string[] = []) => {
    await stage.awsWrites()
    const { code, report } = await stage.install(args)
    expect([code, kinds(report.plan.actions)[id]]).toEqual([64, 'conflict'])
    expect(await stage.awsWrites()).toEqual([])
  }

  test('an OIDC provider of somebody else is used, gets our client id, and stays when we go', async () => {
    await stage.aws.createOidcProvider(stage.lab.issuer, 'somebody-else', { owner: 'terraform' })
    const report = await well()
    expect(kinds(report.plan.actions)['oidc-provider']).toBe('update')
    expect((await stage.aws.oidcProvider(provider()))?.clientIds.toSorted()).toEqual(['somebody-else', 'sts.amazonaws.com'])
    await away()
    expect((await stage.aws.oidcProvider(provider()))?.tags).toMatchObject({ owner: 'terraform' })
  })

  test('a role of somebody else is a conflict; adopted, it keeps its statements, and gets them back alone', async () => {
    const theirs = {
      Sid: 'Theirs',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Action: 'sts:AssumeRole',
    } as const
    await role({ trust: { Version: '2012-10-17', Statement: [theirs] } })
    const id = (await stage.aws.role(ROLE))?.id
    await conflict('iam-role')
    await well(['--adopt'])
    const adopted = await stage.aws.role(ROLE)
    expect([adopted?.id, [adopted?.trust.Statement].flat().length]).toEqual([id, 2])
    await away()
    expect((await stage.aws.role(ROLE))?.trust.Statement).toEqual([theirs])
  })

  test('our role of a cluster that was re-created trusts the old issuer: it is put right in place', async () => {
    await well()
    const before = await stage.aws.role(ROLE)
    const [ours] = [before!.trust.Statement].flat()
    const stale = JSON.parse(JSON.stringify(ours).replaceAll(stage.lab.issuer.slice(-32), '0'.repeat(32))) as typeof ours
    await stage.aws.updateTrust(ROLE, { ...before!.trust, Statement: [stale!] })
    const report = await well()
    expect(kinds(report.plan.actions)['iam-role']).toBe('update')
    const after = await stage.aws.role(ROLE)
    expect([after?.id, after?.trust]).toEqual([before?.id, before?.trust])
    await away()
  })

  test("another cluster's role under our name is a conflict that --name-prefix solves", async () => {
    await role({ tags: { 'flux-irsa:cluster': 'arn:aws:eks:us-east-1:123456789012:cluster/lab' } })
    await conflict('iam-role', ['--adopt'])
    await well(['--name-prefix', 'second'])
    expect(await stage.aws.role('second-flux-imgctrl-irsa')).toBeDefined()
    await away()
    expect(await stage.aws.role(ROLE)).toBeDefined()
  })

  test('a boundary is set, and kept by the next run', async () => {
    const statement = { Effect: 'Allow', Action: '*', Resource: '*' } as const
    await stage.aws.createPolicy({
      name: 'limits',
      path: '/',
      document: { Version: '2012-10-17', Statement: [statement] },
      description: '',
      tags: {},
    })
    const arn = 'arn:aws:iam::123456789012:policy/limits'
    await well(['--permissions-boundary', arn])
    await well()
    expect((await stage.aws.role(ROLE))?.boundary).toBe(arn)
    await away()
  })

  test('a policy that has five versions makes room for the sixth', async () => {
    await well()
    const document = (await stage.aws.policy(POLICY))!.document
    for (let n = 2; n <= 5; n++)
      await stage.aws.createPolicyVersion(POLICY, { ...document, Statement: [{ Effect: 'Deny', Action: `s3:Get${n}`, Resource: '*' }] })
    await well()
    expect((await stage.aws.policy(POLICY))?.document.Statement).toEqual(document.Statement)
    expect(await stage.aws.policyVersions(POLICY)).toHaveLength(5)
    await away()
  })

  test('a namespace with labels of others is used as it is, and stays', async () => {
    await namespace({ labels: { team: 'platform' } })
    await well()
    expect((await stage.kube.get({ kind: 'Namespace', name: NAMESPACE }))?.metadata.labels).toMatchObject({ team: 'platform' })
    await away()
    expect(await stage.kube.get({ kind: 'Namespace', name: NAMESPACE })).toBeDefined()
  })

  test('a namespace that is going is waited for', async () => {
    await namespace()
    await stage.kube.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'holds', namespace: NAMESPACE, finalizers: ['example.com/wait'] },
    })
    await stage.kube.delete({ kind: 'Namespace', name: NAMESPACE })
    const installing = well()
    await expect
      .poll(
        async () =>
          (await stage.aws.oidcProvider(provider())) !== undefined ||
          (await stage.kube.get({ kind: 'Namespace', name: NAMESPACE })) !== undefined,
      )
      .toBe(true)
    await stage.kube.mergePatch({ kind: 'ConfigMap', namespace: NAMESPACE, name: 'holds' }, { metadata: { finalizers: null } })
    await installing
    await away()
  })

  test('a Secret of our name that is not ours is a conflict; one that the user names is used and stays', async () => {
    await namespace()
    const secret = (name: string) =>
      stage.kube.create({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace: NAMESPACE },
        data: { username: 'eA==', password: 'eQ==' },
      })
    await secret('flux-irsa-git')
    await conflict('git-secret')
    await secret('theirs')
    const { code, report } = await stage.install(['--git-secret', 'theirs'], { env: { FLUX_IRSA_GIT_PASSWORD: '' } })
    expect([code, report.ok]).toEqual([0, true])
    await away()
    expect(((await get('Secret', 'theirs'))?.['data'] as object | undefined) ?? {}).toEqual({ username: 'eA==', password: 'eQ==' })
  })

  test('annotations by kubectl are taken over once they are adopted, and come back when we go', async () => {
    await well()
    await away()
    await namespace()
    const annotations = { [ANNOTATION]: 'arn:aws:iam::123456789012:role/by-hand' }
    const path = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`
    const body = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: REFLECTOR, namespace: NAMESPACE, annotations } }
    await stage.api.json({ method: 'POST', path, query: { fieldManager: 'kubectl-annotate' }, body }, 'create')
    await conflict(`service-account/${REFLECTOR}`)
    await well(['--adopt'])
    expect((await get('ServiceAccount', REFLECTOR))?.metadata.annotations?.[ANNOTATION]).toBe(`arn:aws:iam::123456789012:role/${ROLE}`)
    await away()
  })

  test("the article's cluster is adopted without a second role: Terraform's role with a random suffix, its annotations, its Secret", async () => {
    await stage.aws.createOidcProvider(stage.lab.issuer, 'sts.amazonaws.com', {})
    const terraformRole = 'flux-irsa20251103121314151600000001'
    await role({ name: terraformRole })
    const arn = `arn:aws:iam::123456789012:role/${terraformRole}`
    await namespace()
    await stage.kube.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'bb-acme-passwd', namespace: NAMESPACE },
      data: { username: 'eA==', password: 'eQ==' },
    })
    for (const name of [REFLECTOR, 'image-automation-controller']) {
      const body = {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name, namespace: NAMESPACE, annotations: { [ANNOTATION]: arn } },
      }
      await stage.api.json(
        { method: 'POST', path: `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, query: { fieldManager: 'Terraform' }, body },
        'create',
      )
    }
    const env = { env: { FLUX_IRSA_GIT_PASSWORD: '' } }
    const { code, report, stderr } = await stage.install(['--adopt', '--git-secret', 'bb-acme-passwd'], env)
    expect({ code, errors: report.results?.filter((result) => result.error) }, stderr).toEqual({ code: 0, errors: [] })
    expect((await stage.aws.roles()).filter((one) => /flux/.test(one.name)).map((one) => one.name)).toEqual([terraformRole])
    expect((await get('FluxInstance', 'flux'))?.['spec']).toMatchObject({ sync: { pullSecret: 'bb-acme-passwd' } })
    const again = await stage.install([], env)
    expect(again.report.results.every((result) => result.outcome === 'kept')).toBe(true)
    await away()
  })
})
