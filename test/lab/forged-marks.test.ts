import { describe, expect, test } from 'vitest'
import type { InstallReport } from '../../src/model/report.ts'
import { kubeAs } from '../contract/ports.ts'
import { driveJson } from '../stories/drive.ts'
import { LAB } from './lab-server.ts'
import { onStage } from './stage.ts'

const CLUSTER_ARN = 'arn:aws:eks:eu-west-1:123456789012:cluster/lab'
const TAG = { 'flux-irsa:cluster': CLUSTER_ARN }
const FLUX_ROLE = 'lab-flux-imgctrl-irsa'
const OTHER_ROLE = 'east-flux-imgctrl-irsa'
const OTHER_PROVIDER = 'arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF'
const CUSTOMER_POLICY = 'arn:aws:iam::123456789012:policy/customer-data'
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'
const BOUND_ROLE = 'lab-shop-cart-irsa'
const BOUND_POLICY = `arn:aws:iam::123456789012:policy/${BOUND_ROLE}`
const ANNOTATION = 'eks.amazonaws.com/role-arn'
const MERGE = 'application/merge-patch+json'
const RBAC = 'rbac.authorization.k8s.io'
const LOCK = { durationMs: 15_000, renewMs: 5_000 }
const document = (action: string) => ({
  Version: '2012-10-17' as const,
  Statement: [{ Effect: 'Allow' as const, Action: action, Resource: '*' }],
})

describe.skipIf(!LAB)('marks that somebody else set', () => {
  const stage = onStage()
  const bind = (args: string[]) => driveJson<InstallReport>(stage.lab, ['bind', ...args, '--cluster', 'lab', '--yes'], { lockTimes: LOCK })
  /** The environment of somebody with RBAC's own role `edit` in one namespace, and no right in AWS. */
  const editorOf = async (namespace: string) => {
    const group = `editors-of-${namespace}`
    const body = {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata: { name: group },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'edit' },
      subjects: [{ apiGroup: RBAC, kind: 'Group', name: group }],
    }
    await stage.api.json({ method: 'POST', path: `/apis/${RBAC}/v1/namespaces/${namespace}/rolebindings`, body }, 'create').catch(() => {})
    return kubeAs(stage.lab, { keys: await stage.lab.addUser(group, [], [group]) })
  }
  const patch = async (editor: Awaited<ReturnType<typeof editorOf>>, path: string, body: object, fieldManager: string) =>
    editor.api.json({ method: 'PATCH', path, query: { fieldManager }, body, contentType: MERGE }, 'patch')

  test('tags that make others’ roles and policies look like ours, or like our old ones, have none of them touched', async () => {
    expect((await stage.install()).code).toBe(0)
    const theirs = {
      Sid: 'FluxIrsa',
      Effect: 'Allow' as const,
      Principal: { Federated: OTHER_PROVIDER },
      Action: 'sts:AssumeRoleWithWebIdentity',
    }
    const described = 'ECR access for Flux controllers by IRSA, for arn:aws:eks:us-east-1:123456789012:cluster/east. Made by flux-irsa.'
    await stage.aws.createPolicy({ name: 'customer-data', path: '/', document: document('s3:GetObject'), description: '', tags: {} })
    await stage.aws.createRole({
      name: OTHER_ROLE,
      path: '/',
      trust: { Version: '2012-10-17', Statement: [theirs] },
      description: described,
      tags: { 'flux-irsa:cluster': 'arn:aws:eks:us-east-1:123456789012:cluster/east' },
    })
    await stage.aws.attachPolicy(OTHER_ROLE, CUSTOMER_POLICY)
    await stage.aws.tagRole(OTHER_ROLE, { ...TAG, 'flux-irsa:policy': CUSTOMER_POLICY, 'flux-irsa:old-policy': CUSTOMER_POLICY })
    await stage.aws.tagPolicy(CUSTOMER_POLICY, TAG)
    await stage.aws.tagRole(FLUX_ROLE, { 'flux-irsa:old-policy': CUSTOMER_POLICY, 'flux-irsa:attached:0000': CUSTOMER_POLICY })
    const others = async () => [await stage.aws.role(OTHER_ROLE), await stage.aws.policy(CUSTOMER_POLICY)]
    const before = await others()
    expect(before.map((one) => one?.name)).toEqual([OTHER_ROLE, 'customer-data'])
    const { code, stderr } = await stage.install()
    expect(code, stderr).toBe(0)
    expect(await others()).toEqual(before)
    expect((await stage.uninstall()).code).toBe(0)
    expect(await others()).toEqual(before)
    expect(await stage.aws.role(FLUX_ROLE)).toBeUndefined()
  })

  test('a tenant with `edit` in its namespace gets no wider policy and no other role by what it writes there', async () => {
    await stage.kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
    const first = await bind(['shop/cart', '--create', '--ecr-read', 'apps/main'])
    expect(first.code, first.stderr).toBe(0)
    const statement = { Effect: 'Allow' as const, Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }
    const trust = { Version: '2012-10-17' as const, Statement: [statement] }
    await stage.aws.createRole({ name: 'payments', path: '/', trust, description: '', tags: {} })
    const iam = async () => {
      const roles = [await stage.aws.role(BOUND_ROLE), await stage.aws.role('payments')]
      return [...roles.map((role) => ({ ...role, lastUsed: undefined })), await stage.aws.policy(BOUND_POLICY)]
    }
    const before = await iam()
    const tenant = await editorOf('shop')
    const grant = JSON.stringify({ ecrRead: ['*'], policyArns: [ADMIN] })
    const forged = {
      'flux-irsa/grant': grant,
      'flux-irsa/made': 'true',
      'flux-irsa/cluster': CLUSTER_ARN,
      'flux-irsa/previous-role-arn': 'arn:aws:iam::123456789012:role/payments',
    }
    const path = '/api/v1/namespaces/shop/serviceaccounts/cart'
    for (const manager of ['kubectl-annotate', 'flux-irsa', 'flux-irsa-bind']) {
      await patch(tenant, path, { metadata: { annotations: forged } }, manager)
      const { code, stderr } = await bind(['shop/cart'])
      expect(code, stderr).toBe(0)
      expect(await iam()).toEqual(before)
      const found = await stage.kube.get({ kind: 'ServiceAccount', namespace: 'shop', name: 'cart' })
      expect(found?.metadata.annotations).toMatchObject({ [ANNOTATION]: expect.stringContaining(BOUND_ROLE) })
      expect(found?.metadata.annotations?.['flux-irsa/grant']).not.toBe(grant)
    }
    // Nor is a ServiceAccount of its own taken for one that an administrator bound.
    const annotations = { ...forged, 'flux-irsa/binding': CLUSTER_ARN, [ANNOTATION]: 'arn:aws:iam::123456789012:role/payments' }
    const own = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'own', namespace: 'shop', annotations } }
    await tenant.kube.apply(own, { force: true, fieldManager: 'flux-irsa-bind' })
    await bind(['shop/own', '--adopt', '--ecr-read', 'apps/main'])
    expect(await iam()).toEqual(before)
    expect((await stage.aws.policy('arn:aws:iam::123456789012:policy/lab-shop-own-irsa'))?.document).not.toMatchObject(document('*'))
    expect((await stage.aws.role('lab-shop-own-irsa'))?.attached).toEqual(['arn:aws:iam::123456789012:policy/lab-shop-own-irsa'])
  })

  test('who edits the labels of our release’s Secrets makes a conflict of it, and puts it right the same way', async () => {
    expect((await stage.install()).code).toBe(0)
    const editor = await editorOf('flux-system')
    const secrets = (await stage.kube.list({ kind: 'Secret', namespace: 'flux-system', labels: 'owner=helm,name=flux' })) ?? []
    const label = async (value: string | null) => {
      for (const { metadata } of secrets)
        await patch(
          editor,
          `/api/v1/namespaces/flux-system/secrets/${metadata.name}`,
          { metadata: { labels: { 'flux-irsa': value } } },
          'kubectl-label',
        )
    }
    await label(null)
    const { code, report } = await stage.install()
    expect([code, report.plan.actions.find(({ id }) => id === 'instance-release')?.kind]).toEqual([64, 'conflict'])
    // What our other marks would take away stays where Flux needs it: the role that its pods get, and the Secret that it reads Git with.
    expect((await stage.uninstall()).code).toBe(1)
    const here = async (kind: string, name: string) => stage.kube.get({ kind, namespace: 'flux-system', name })
    expect(await here('FluxInstance', 'flux')).toBeDefined()
    expect(await here('Secret', 'flux-irsa-git')).toBeDefined()
    expect(await stage.aws.role(FLUX_ROLE)).toBeDefined()
    await label('owned')
    expect((await stage.install()).code).toBe(0)
    expect((await stage.uninstall()).code).toBe(0)
    expect(await here('FluxInstance', 'flux')).toBeUndefined()
  })
})
