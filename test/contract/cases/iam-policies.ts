import { beforeEach, describe, expect, test } from 'vitest'
import type { PolicyDocument } from '../../../src/domain/policy-document.ts'
import { awsAs, codeOf, type Aws } from '../ports.ts'
import { ACCOUNT, type Server } from '../server.ts'
import { ecrDocument, trustIn } from './documents.ts'

const ISSUER = 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF'
const TRUST = trustIn(ISSUER)
const POLICY = (name: string, path = '/') => `arn:aws:iam::${ACCOUNT}:policy${path}${name}`

export function iamPolicyCases(server: () => Server): void {
  let aws: Aws
  beforeEach(async () => {
    await server().reset()
    aws = awsAs(server())
  })
  const role = (name: string, more: Partial<Parameters<Aws['createRole']>[0]> = {}) =>
    aws.createRole({ name, path: '/', trust: TRUST, description: 'for a test', tags: {}, ...more })
  const policy = (name: string, more: Partial<Parameters<Aws['createPolicy']>[0]> = {}) =>
    aws.createPolicy({ name, path: '/', document: ecrDocument(), description: 'for a test', tags: {}, ...more })

  describe('IAM: attachments', () => {
    test('attaching twice is attaching once, and detaching twice is no error', async () => {
      await policy('reads')
      await role('reader')
      await aws.attachPolicy('reader', POLICY('reads'))
      await aws.attachPolicy('reader', POLICY('reads'))
      expect((await aws.role('reader'))?.attached).toEqual([POLICY('reads')])
      expect((await aws.policy(POLICY('reads')))?.attachmentCount).toBe(1)
      await aws.detachPolicy('reader', POLICY('reads'))
      await aws.detachPolicy('reader', POLICY('reads'))
      expect((await aws.policy(POLICY('reads')))?.attachmentCount).toBe(0)
    })
    test('a policy that is not there cannot be attached', async () => {
      await role('reader')
      expect(await codeOf(aws.attachPolicy('reader', POLICY('nothing')))).toBe('aws-no-such-entity')
    })
    test('ten policies fit on a role, the eleventh does not', async () => {
      await role('reader')
      for (let n = 0; n < 11; n++) await policy(`p${n}`)
      for (let n = 0; n < 10; n++) await aws.attachPolicy('reader', POLICY(`p${n}`))
      expect(await codeOf(aws.attachPolicy('reader', POLICY('p10')))).toBe('aws-limit-exceeded')
      expect((await aws.role('reader'))?.attached).toHaveLength(10)
    })
    test('neither the role nor the policy can go while they hang together', async () => {
      await policy('reads')
      await role('reader')
      await aws.attachPolicy('reader', POLICY('reads'))
      expect(await codeOf(aws.deleteRole('reader'))).toBe('aws-delete-conflict')
      expect(await codeOf(aws.deletePolicy(POLICY('reads')))).toBe('aws-delete-conflict')
      await aws.detachPolicy('reader', POLICY('reads'))
      await aws.deletePolicy(POLICY('reads'))
      await aws.deleteRole('reader')
      expect([await aws.policy(POLICY('reads')), await aws.role('reader')]).toEqual([undefined, undefined])
    })
    test('a policy that bounds a role cannot go', async () => {
      await policy('limits')
      await role('reader', { boundary: POLICY('limits') })
      expect(await codeOf(aws.deletePolicy(POLICY('limits')))).toBe('aws-delete-conflict')
    })
  })

  describe('IAM: policies', () => {
    test('a policy keeps its path, document and tags', async () => {
      await policy('reads', { path: '/flux/', tags: { a: '1' } })
      expect(await aws.policy(POLICY('reads', '/flux/'))).toEqual({
        arn: POLICY('reads', '/flux/'),
        name: 'reads',
        description: 'for a test',
        path: '/flux/',
        document: ecrDocument(),
        versionId: 'v1',
        attachmentCount: 0,
        tags: { a: '1' },
      })
      expect(await aws.policy(POLICY('reads'))).toBeUndefined()
    })
    test('names collide whatever their case', async () => {
      await policy('Reads')
      expect(await codeOf(policy('reads'))).toBe('aws-entity-already-exists')
    })
    test('text that is no policy is malformed', async () => {
      expect(await codeOf(policy('reads', { document: 'nonsense' as unknown as PolicyDocument }))).toBe('aws-malformed-policy-document')
    })
    test('6,144 characters are the most', async () => {
      const arns = Array.from({ length: 110 }, (_, n) => `arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/some/quite/long/name-${n}`)
      expect(await codeOf(policy('reads', { document: ecrDocument(arns) }))).toBe('aws-limit-exceeded')
      await policy('reads')
      expect(await codeOf(aws.createPolicyVersion(POLICY('reads'), ecrDocument(arns)))).toBe('aws-limit-exceeded')
    })
    test('five versions are the most; a removed one makes room, and numbers are not used again', async () => {
      await policy('reads')
      for (let n = 2; n <= 5; n++)
        await aws.createPolicyVersion(POLICY('reads'), ecrDocument([`arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/r${n}`]))
      expect(await codeOf(aws.createPolicyVersion(POLICY('reads'), ecrDocument()))).toBe('aws-limit-exceeded')
      await aws.deletePolicyVersion(POLICY('reads'), 'v1')
      await aws.createPolicyVersion(POLICY('reads'), ecrDocument(['*']))
      const versions = await aws.policyVersions(POLICY('reads'))
      expect(versions.map((version) => version.id).toSorted()).toEqual(['v2', 'v3', 'v4', 'v5', 'v6'])
      expect(versions.filter((version) => version.isDefault).map((version) => version.id)).toEqual(['v6'])
      expect((await aws.policy(POLICY('reads')))?.document).toEqual(ecrDocument(['*']))
    })
    test('the version in force cannot go, one that is gone already can', async () => {
      await policy('reads')
      await aws.createPolicyVersion(POLICY('reads'), ecrDocument(['*']))
      expect(await codeOf(aws.deletePolicyVersion(POLICY('reads'), 'v2'))).toBe('aws-delete-conflict')
      expect(await codeOf(aws.deletePolicyVersion(POLICY('reads'), 'v9'))).toBe('done')
    })
    test('a policy with older versions cannot go', async () => {
      await policy('reads')
      await aws.createPolicyVersion(POLICY('reads'), ecrDocument(['*']))
      expect(await codeOf(aws.deletePolicy(POLICY('reads')))).toBe('aws-delete-conflict')
      await aws.deletePolicyVersion(POLICY('reads'), 'v1')
      expect(await codeOf(aws.deletePolicy(POLICY('reads')))).toBe('done')
      expect(await codeOf(aws.deletePolicy(POLICY('reads')))).toBe('done')
    })
    test('a tag is changed, and the others stay', async () => {
      await policy('reads', { tags: { a: '1', b: '2' } })
      await aws.tagPolicy(POLICY('reads'), { b: '3' })
      expect((await aws.policy(POLICY('reads')))?.tags).toEqual({ a: '1', b: '3' })
    })
    test('quotas are told as the account has them', async () => {
      expect(await aws.quotas()).toEqual({ trustPolicySize: 2048, policySize: 6144, versionsPerPolicy: 5, attachedPoliciesPerRole: 10 })
    })
  })
}
