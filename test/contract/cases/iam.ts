import { GetRoleCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam'
import { beforeEach, describe, expect, test } from 'vitest'
import type { PolicyDocument } from '../../../src/domain/policy-document.ts'
import { awsAs, codeOf, failureOf, sessionAs, type Aws } from '../ports.ts'
import { ACCOUNT, type Server } from '../server.ts'
import { PROVIDER_OF, ecrDocument, trustIn } from './documents.ts'

const ISSUER = 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF'
const PROVIDER = PROVIDER_OF(ISSUER)
const TRUST = trustIn(ISSUER)
const POLICY = (name: string, path = '/') => `arn:aws:iam::${ACCOUNT}:policy${path}${name}`

export function iamCases(server: () => Server): void {
  let aws: Aws
  beforeEach(async () => {
    await server().reset()
    aws = awsAs(server())
  })
  const role = (name: string, more: Partial<Parameters<Aws['createRole']>[0]> = {}) =>
    aws.createRole({ name, path: '/', trust: TRUST, description: 'for a test', tags: {}, ...more })
  const policy = (name: string, more: Partial<Parameters<Aws['createPolicy']>[0]> = {}) =>
    aws.createPolicy({ name, path: '/', document: ecrDocument(), description: 'for a test', tags: {}, ...more })

  describe('IAM: OIDC providers', () => {
    test('what is made can be read, with its client ids and tags', async () => {
      expect(await aws.oidcProvider(PROVIDER)).toBeUndefined()
      await aws.createOidcProvider(ISSUER, 'sts.amazonaws.com', { owner: 'a team' })
      expect(await aws.oidcProvider(PROVIDER)).toEqual({
        arn: PROVIDER,
        url: ISSUER.replace('https://', ''),
        clientIds: ['sts.amazonaws.com'],
        tags: { owner: 'a team' },
      })
    })
    test('a second one for the same issuer exists already', async () => {
      await aws.createOidcProvider(ISSUER, 'sts.amazonaws.com', {})
      expect(await codeOf(aws.createOidcProvider(ISSUER, 'other', {}))).toBe('aws-entity-already-exists')
    })
    test('a client id is added once, however often it is asked for', async () => {
      await aws.createOidcProvider(ISSUER, 'other', {})
      await aws.addClientId(PROVIDER, 'sts.amazonaws.com')
      await aws.addClientId(PROVIDER, 'sts.amazonaws.com')
      expect((await aws.oidcProvider(PROVIDER))?.clientIds.toSorted()).toEqual(['other', 'sts.amazonaws.com'])
    })
    test('a client id for a provider that is not there, and an issuer without https, are refused', async () => {
      expect(await codeOf(aws.addClientId(PROVIDER, 'sts.amazonaws.com'))).toBe('aws-no-such-entity')
      expect(await codeOf(aws.createOidcProvider(ISSUER.replace('https', 'http'), 'sts.amazonaws.com', {}))).toMatch(
        /^aws-(validation-error|invalid-input)$/,
      )
    })
    test('what was removed is gone, and removing it again is no error', async () => {
      await aws.createOidcProvider(ISSUER, 'sts.amazonaws.com', {})
      await aws.deleteOidcProvider(PROVIDER)
      await aws.deleteOidcProvider(PROVIDER)
      expect(await aws.oidcProvider(PROVIDER)).toBeUndefined()
    })
  })

  describe('IAM: roles', () => {
    test('a role keeps its path, trust, tags and boundary', async () => {
      await policy('limits')
      await role('reader', { path: '/flux/', tags: { a: '1' }, boundary: POLICY('limits') })
      const found = await aws.role('reader')
      expect(found).toMatchObject({
        name: 'reader',
        arn: `arn:aws:iam::${ACCOUNT}:role/flux/reader`,
        path: '/flux/',
        trust: TRUST,
        tags: { a: '1' },
        boundary: POLICY('limits'),
        attached: [],
      })
      expect(found?.id).toMatch(/^AROA/)
    })
    test('a role that is not there is absent', async () => {
      expect(await aws.role('nobody')).toBeUndefined()
      expect(await aws.inlinePolicies('nobody')).toEqual({})
    })
    test('names collide whatever their case', async () => {
      await role('Reader')
      expect(await codeOf(role('reader'))).toBe('aws-entity-already-exists')
    })
    test('documents are answered URL-encoded, and lists leave tags and boundaries out', async () => {
      await policy('limits')
      await role('reader', { tags: { a: '1' }, boundary: POLICY('limits') })
      const iam = new IAMClient(sessionAs(server()).config)
      const answer = await iam.send(new GetRoleCommand({ RoleName: 'reader' }))
      expect(answer.Role?.AssumeRolePolicyDocument).toMatch(/^%7B%22/)
      const listed = (await iam.send(new ListRolesCommand({}))).Roles?.find((one) => one.RoleName === 'reader')
      expect([listed?.Tags, listed?.PermissionsBoundary]).toEqual([undefined, undefined])
      expect((await aws.roles()).find((one) => one.name === 'reader')?.trust).toEqual(TRUST)
    })
    test.each([
      ['no principal', { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole' }] }],
      ['a resource', { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' }, Resource: '*' }] }],
      ["another account's provider", trustIn(ISSUER, { account: '999999999999' })],
    ] as [string, PolicyDocument][])('a trust policy with %s is malformed', async (_, trust) => {
      expect(await codeOf(role('reader', { trust }))).toBe('aws-malformed-policy-document')
      await role('reader')
      expect(await codeOf(aws.updateTrust('reader', trust))).toBe('aws-malformed-policy-document')
      expect((await aws.role('reader'))?.trust).toEqual(TRUST)
    })
    test('a trust policy over 2,048 characters is over the quota', async () => {
      const trust = trustIn(ISSUER, {
        serviceAccounts: Array.from({ length: 40 }, (_, n) => `a-quite-long-namespace-name:account-number-${n}`),
      })
      expect(await codeOf(role('reader', { trust }))).toBe('aws-limit-exceeded')
      await role('reader')
      expect(await codeOf(aws.updateTrust('reader', trust))).toBe('aws-limit-exceeded')
    })
    test.each([
      ['a name of 65 characters', { name: 'x'.repeat(65) }],
      ['a space in its name', { name: 'a b' }],
      ['a path without a slash at its end', { path: '/flux' }],
      ['a tag value that IAM does not take', { tags: { a: '["x"]' } }],
      ['a dash in its description that Latin-1 has not', { description: 'a — b' }],
    ])('a role with %s is invalid', async (_, more) => {
      expect(await codeOf(role('reader', more))).toBe('aws-validation-error')
    })
    test('a boundary that is not there is refused', async () => {
      expect(await codeOf(role('reader', { boundary: POLICY('nothing') }))).toBe('aws-no-such-entity')
      await role('reader')
      expect(await codeOf(aws.putBoundary('reader', POLICY('nothing')))).toBe('aws-no-such-entity')
    })
    test('trust, tags and boundary change in place: the role keeps its id', async () => {
      await policy('limits')
      await role('reader', { tags: { a: '1', b: '2' } })
      const before = await aws.role('reader')
      const trust = trustIn(ISSUER, { serviceAccounts: ['flux-system:source-controller'] })
      await aws.updateTrust('reader', trust)
      await aws.tagRole('reader', { b: '3', c: '4' })
      await aws.untagRole('reader', ['a'])
      await aws.putBoundary('reader', POLICY('limits'))
      expect(await aws.role('reader')).toEqual({ ...before, trust, tags: { b: '3', c: '4' }, boundary: POLICY('limits') })
    })
    test('changes to a role that is not there are refused, its removal is not', async () => {
      expect(await codeOf(aws.updateTrust('nobody', TRUST))).toBe('aws-no-such-entity')
      expect(await codeOf(aws.tagRole('nobody', { a: '1' }))).toBe('aws-no-such-entity')
      await policy('reads')
      expect(await codeOf(aws.attachPolicy('nobody', POLICY('reads')))).toBe('aws-no-such-entity')
      expect(await codeOf(aws.deleteRole('nobody'))).toBe('done')
    })
    test('a role that is made again has another id', async () => {
      await role('reader')
      const first = await aws.role('reader')
      await aws.deleteRole('reader')
      await role('reader')
      expect((await aws.role('reader'))?.id).not.toBe(first?.id)
    })
  })

  describe('IAM: who may', () => {
    test('a caller without a policy is denied, and told which action on what', async () => {
      const nobody = awsAs(server(), await server().addUser('nobody', []))
      const failure = await failureOf(nobody.roles())
      expect(failure.code).toBe('aws-access-denied')
      expect(failure.message).toContain(
        `User: arn:aws:iam::${ACCOUNT}:user/nobody is not authorized to perform: iam:ListRoles on resource: `,
      )
      expect(failure.message).toContain('because no identity-based policy allows the iam:ListRoles action')
    })
    test('a right holds for the resource that it names, and an explicit deny beats it', async () => {
      const keys = await server().addUser('half', [
        {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['iam:CreateRole', 'iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:DeleteRole'],
              Resource: `arn:aws:iam::${ACCOUNT}:role/mine-*`,
            },
            { Effect: 'Deny', Action: 'iam:DeleteRole', Resource: '*' },
          ],
        },
      ])
      const half = awsAs(server(), keys)
      const made = { path: '/', trust: TRUST, description: '', tags: {} }
      await half.createRole({ ...made, name: 'mine-1' })
      expect((await half.role('mine-1'))?.name).toBe('mine-1')
      expect(await codeOf(half.createRole({ ...made, name: 'yours-1' }))).toBe('aws-access-denied')
      expect((await failureOf(half.deleteRole('mine-1'))).message).toContain('with an explicit deny in an identity-based policy')
    })
    test('a create with tags needs the right to tag, too', async () => {
      const keys = await server().addUser('no-tags', [
        { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iam:CreateRole', Resource: '*' }] },
      ])
      const failure = await failureOf(
        awsAs(server(), keys).createRole({ name: 'r', path: '/', trust: TRUST, description: '', tags: { a: '1' } }),
      )
      expect(failure.message).toContain('iam:TagRole')
    })
    test('a key that AWS does not know ends with exit code 4', async () => {
      const failure = await failureOf(awsAs(server(), { accessKeyId: 'AKIANOSUCHKEY0000000', secretAccessKey: 'x' }).roles())
      expect([failure.code, failure.exitCode]).toEqual(['aws-credentials', 4])
    })
  })

  describe('IAM: when the network fails', () => {
    test('a role whose answer got lost is there, and the second attempt says so', async () => {
      await server().addFault({ match: 'iam:CreateRole', when: 'after', hangup: true })
      expect(await codeOf(role('reader'))).toBe('aws-entity-already-exists')
      expect((await aws.role('reader'))?.trust).toEqual(TRUST)
    })
    test('throttling is waited for', async () => {
      await server().addFault({ match: 'iam:CreateRole', code: 'Throttling', status: 400, times: 2 })
      expect(await codeOf(role('reader'))).toBe('done')
    })
    test('a service that is down for a moment is asked again, also before the write and after it', async () => {
      await server().addFault({ match: 'iam:TagRole', code: 'ServiceUnavailable', status: 503, times: 1 })
      await server().addFault({ match: 'iam:TagRole', when: 'after', code: 'ServiceUnavailable', status: 503, times: 1 })
      await role('reader')
      await aws.tagRole('reader', { a: '1' })
      expect((await aws.role('reader'))?.tags).toEqual({ a: '1' })
    })
  })
}
