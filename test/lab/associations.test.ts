import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../src/model/kube.ts'
import type { UninstallReport } from '../../src/model/report.ts'
import { trustIn } from '../contract/cases/documents.ts'
import { drive, driveJson } from '../stories/drive.ts'
import { LAB } from './lab-server.ts'
import { INSTALL, onStage, PASSWORD } from './stage.ts'

const REFLECTOR = 'image-reflector-controller'
const ANNOTATION = 'eks.amazonaws.com/role-arn'
const BY_HAND = 'arn:aws:iam::123456789012:role/by-hand'

interface Spec {
  containers: { env?: { name: string; value?: string }[] }[]
}

describe.skipIf(!LAB)('identities that others gave', () => {
  const stage = onStage()
  const associate = (associations: object[]) => stage.lab.ask('seed', { pod_identity: associations })
  const variables = async () => {
    const pods = (await stage.kube.list({ kind: 'Pod', namespace: 'flux-system' })) ?? []
    const running = pods.filter(({ metadata }) => metadata.name.startsWith(REFLECTOR) && !metadata.deletionTimestamp)
    return running.map((pod) =>
      Object.fromEntries(((pod['spec'] as Spec).containers[0]?.env ?? []).map(({ name, value }) => [name, value])),
    )
  }

  test('an association is a conflict before the first write; unseen, the pod that the webhook made tells of it', async () => {
    const one = { namespace: 'flux-system', serviceAccount: REFLECTOR, roleArn: BY_HAND, associationId: 'a-lab1' }
    await associate([one])
    await stage.awsWrites()
    const { code, report } = await stage.install()
    expect([code, report.plan.actions.find(({ id }) => id === `service-account/${REFLECTOR}`)]).toMatchObject([
      64,
      { kind: 'conflict', reason: expect.stringContaining(`a-lab1, role ${BY_HAND}`) },
    ])
    expect(await stage.awsWrites()).toEqual([])
    expect(await stage.kube.get({ kind: 'Namespace', name: 'flux-system' })).toBeUndefined()

    const all = { Effect: 'Allow', Action: '*', Resource: '*' } as const
    const notThese = { Effect: 'Deny', Action: 'eks:*PodIdentityAssociation*', Resource: '*' } as const
    const keys = await stage.lab.addUser('no-associations', [{ Version: '2012-10-17', Statement: [all, notThese] }], ['system:masters'])
    const env = { ...PASSWORD, AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey }
    const blind = await drive(stage.lab, INSTALL, { env, lockTimes: { durationMs: 15_000, renewMs: 5_000 } })
    expect([blind.code, blind.stdout]).toEqual([1, expect.stringContaining('an association wins over the role annotation')])
    expect(blind.stderr).toContain('Pod Identity associations were not looked at')
    expect(await variables()).toEqual([expect.objectContaining({ AWS_CONTAINER_CREDENTIALS_FULL_URI: expect.any(String) })])
    await associate([])
    expect((await stage.install()).code).toBe(0)
    expect(await stage.uninstall()).toMatchObject({ code: 0 })
  })

  test("after the adoption of Terraform's role and annotation, --only irsa leaves both as they were, and the pods with them", async () => {
    expect((await stage.install()).code).toBe(0)
    expect((await drive(stage.lab, ['uninstall', '--cluster', 'lab', '--yes', '--only', 'irsa'])).code).toBe(0)
    const trust = trustIn(stage.lab.issuer, { serviceAccounts: [`flux-system:${REFLECTOR}`] })
    await stage.aws.createRole({ name: 'by-hand', path: '/', trust, description: '', tags: {} })
    const ref = { kind: 'ServiceAccount', namespace: 'flux-system', name: REFLECTOR }
    await stage.kube.mergePatch(ref, { metadata: { annotations: { [ANNOTATION]: BY_HAND } } }, { fieldManager: 'Terraform' })
    const account = async () => (await stage.kube.get(ref)) as KubeObject
    // When it was last used is IAM's to write.
    const hand = async () => ({ ...(await stage.aws.role('by-hand')), lastUsed: 0 })
    const before = [(await account()).metadata.annotations, await hand()]
    expect((await drive(stage.lab, ['adopt', '--cluster', 'lab', '--yes'])).code).toBe(0)
    const only = ['uninstall', '--cluster', 'lab', '--yes', '--only', 'irsa']
    const away = await driveJson<UninstallReport>(stage.lab, only)
    expect({ code: away.code, failed: away.report.results.filter(({ error }) => error), stays: away.report.leftovers }).toEqual({
      code: 0,
      failed: [],
      stays: [expect.objectContaining({ resource: 'iam-role', name: 'by-hand', expected: true })],
    })
    expect([(await account()).metadata.annotations, await hand()]).toEqual(before)
    expect((await variables()).map(({ AWS_ROLE_ARN }) => AWS_ROLE_ARN)).toEqual([BY_HAND])
    expect((await stage.uninstall()).code).toBe(0)
  })
})
