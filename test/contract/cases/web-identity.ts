import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { awsAs, codeOf, failureOf, kubeAs, type Aws } from '../ports.ts'
import { ACCOUNT, REGION, type Server } from '../server.ts'
import { ecrDocument, PROVIDER_OF, trustIn } from './documents.ts'

const ISSUER = 'https://oidc.eks.eu-west-1.amazonaws.com/id/FEDCBA9876543210FEDCBA9876543210'
const ACCOUNT_NAME = 'flux-system:image-reflector-controller'
const SUBJECT = `system:serviceaccount:${ACCOUNT_NAME}`
const ROLE = `arn:aws:iam::${ACCOUNT}:role/reader`
const HOST = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`

/** STS by web identity, with tokens of a cluster whose keys the test holds; then what the session may in ECR and its registry. */
export function webIdentityCases(server: () => Server): void {
  let aws: Aws
  let key: CryptoKey
  let otherKey: CryptoKey
  beforeAll(async () => {
    const [pair, other] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')])
    key = pair.privateKey
    otherKey = other.privateKey
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'mine', alg: 'RS256', use: 'sig' }
    await server().addCluster({ name: 'signed-here', issuer: ISSUER, jwks: { keys: [jwk] } })
  })
  beforeEach(async () => {
    await server().reset()
    aws = awsAs(server())
    await aws.createOidcProvider(ISSUER, 'sts.amazonaws.com', {})
    await aws.createRole({ name: 'reader', path: '/', trust: trustIn(ISSUER), description: '', tags: {} })
  })
  afterEach(() => server().reset())

  const token = (given: { issuer?: string; audience?: string; subject?: string; expiresIn?: number; by?: CryptoKey } = {}) => {
    const { issuer = ISSUER, audience = 'sts.amazonaws.com', subject = SUBJECT, expiresIn = 600, by = key } = given
    const now = Math.floor(Date.now() / 1000)
    return new SignJWT({})
      .setProtectedHeader({ alg: 'RS256', kid: 'mine' })
      .setIssuer(issuer)
      .setAudience([audience])
      .setSubject(subject)
      .setIssuedAt(now - 60)
      .setNotBefore(now - 60)
      .setExpirationTime(now + expiresIn)
      .sign(by)
  }
  const assume = async (given: Parameters<typeof token>[0] = {}, roleArn = ROLE) =>
    aws.assumeRoleWithWebIdentity({ roleArn, token: await token(given), sessionName: 'contract' })

  describe('STS: web identity', () => {
    test('a token that fits gets a session of the role', async () => {
      const session = await assume()
      expect(session.sessionToken).toBeTruthy()
      const who = await awsAs(server(), session).callerIdentity()
      expect(who).toMatchObject({ account: ACCOUNT, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/reader/contract` })
      expect(await aws.identityOf(session)).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/reader/contract`)
    })
    // AWS tells it some hours late, and both servers at once.
    test('a role tells when its credentials were used last; to get them is no use yet', async () => {
      const lastUsed = async () => (await aws.role('reader'))?.lastUsed
      const session = await assume()
      expect(await lastUsed()).toBeUndefined()
      await aws.identityOf(session)
      expect(Math.abs(Date.now() - ((await lastUsed()) ?? 0))).toBeLessThan(60_000)
    })
    test.each([
      [
        'an issuer without a provider in the account',
        { issuer: `${ISSUER}0` },
        'aws-invalid-identity-token',
        /No OpenIDConnect provider found in your account for /,
      ],
      ['an audience that the provider does not list', { audience: 'kubernetes' }, 'aws-invalid-identity-token', /Incorrect token audience/],
      [
        'another subject',
        { subject: 'system:serviceaccount:default:default' },
        'aws-access-denied',
        /Not authorized to perform sts:AssumeRoleWithWebIdentity/,
      ],
      ['a past expiry', { expiresIn: -30 }, 'aws-credentials', /Token expired/],
    ])('%s is refused', async (_, given, code, words) => {
      const failure = await failureOf(assume(given))
      expect(failure.code).toBe(code)
      expect(failure.message).toMatch(words)
    })
    test("a signature of somebody else's key is refused", async () => {
      expect(await codeOf(assume({ by: otherKey }))).toBe('aws-invalid-identity-token')
    })
    test('what is no token at all is refused', async () => {
      const failure = await failureOf(aws.assumeRoleWithWebIdentity({ roleArn: ROLE, token: 'nonsense', sessionName: 'contract' }))
      expect(failure.message).toContain('is not a valid JWT')
    })
    test('without the provider nothing is let in, and with it again all is well', async () => {
      await aws.deleteOidcProvider(PROVIDER_OF(ISSUER))
      expect((await failureOf(assume())).message).toContain('No OpenIDConnect provider found')
      await aws.createOidcProvider(ISSUER, 'sts.amazonaws.com', {})
      expect(await codeOf(assume())).toBe('done')
    })
    test('a provider without the client id refuses the audience until it is added', async () => {
      await aws.deleteOidcProvider(PROVIDER_OF(ISSUER))
      await aws.createOidcProvider(ISSUER, 'other', {})
      expect((await failureOf(assume())).message).toContain('Incorrect token audience')
      await aws.addClientId(PROVIDER_OF(ISSUER), 'sts.amazonaws.com')
      expect(await codeOf(assume())).toBe('done')
    })
    test.each([
      ['that does not exist', `arn:aws:iam::${ACCOUNT}:role/nobody`],
      ['of another account', 'arn:aws:iam::999999999999:role/reader'],
      ['under another path', `arn:aws:iam::${ACCOUNT}:role/flux/reader`],
    ])('a role %s is refused like one that does not trust', async (_, roleArn) => {
      expect(await codeOf(assume({}, roleArn))).toBe('aws-access-denied')
    })
    test.each([
      ['for the issuer of a cluster that is gone', trustIn(`${ISSUER}0`)],
      ['for another ServiceAccount', trustIn(ISSUER, { serviceAccounts: ['flux-system:source-controller'] })],
      ['for another audience', trustIn(ISSUER, { audience: 'kubernetes' })],
    ])('trust %s refuses', async (_, trust) => {
      await aws.updateTrust('reader', trust)
      expect(await codeOf(assume())).toBe('aws-access-denied')
    })
    test('an explicit deny beats the statement that allows', async () => {
      const allow = trustIn(ISSUER)
      const statements = [allow.Statement].flat()
      await aws.updateTrust('reader', {
        ...allow,
        Statement: [...statements, ...statements.map((one) => ({ ...one, Effect: 'Deny' as const }))],
      })
      expect(await codeOf(assume())).toBe('aws-access-denied')
    })
    test('patterns in StringLike match, in StringEquals they do not', async () => {
      const host = ISSUER.replace('https://', '')
      const of = (operator: string) => {
        const [statement] = [trustIn(ISSUER).Statement].flat()
        return {
          Version: '2012-10-17' as const,
          Statement: [{ ...statement!, Condition: { [operator]: { [`${host}:sub`]: 'system:serviceaccount:flux-system:*' } } }],
        }
      }
      await aws.updateTrust('reader', of('StringEquals'))
      expect(await codeOf(assume())).toBe('aws-access-denied')
      await aws.updateTrust('reader', of('StringLike'))
      expect(await codeOf(assume())).toBe('done')
    })
    test('a change of trust is seen after a while only', async () => {
      await aws.updateTrust('reader', trustIn(ISSUER, { serviceAccounts: ['other:other'] }))
      await server().setDelay(1_000)
      await aws.updateTrust('reader', trustIn(ISSUER))
      expect(await codeOf(assume())).toBe('aws-access-denied')
      await expect.poll(() => codeOf(assume()), { timeout: 5_000, interval: 100 }).toBe('done')
    })
    test('the token of a real ServiceAccount is taken, and one for another audience is not', async () => {
      const { kube } = await kubeAs(server())
      const namespace = `sts-${randomUUID().slice(0, 8)}`
      await kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
      await kube.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'reader', namespace } })
      await aws.createOidcProvider(server().issuer, 'sts.amazonaws.com', {})
      await aws.updateTrust('reader', trustIn(server().issuer, { serviceAccounts: [`${namespace}:reader`] }))
      const by = async (audience: string) => {
        const jwt = await kube.token({ namespace, serviceAccount: 'reader', audience, expirationSeconds: 600 })
        return aws.assumeRoleWithWebIdentity({ roleArn: ROLE, token: jwt, sessionName: 'contract' })
      }
      expect(await codeOf(by('sts.amazonaws.com'))).toBe('done')
      expect((await failureOf(by('kubernetes'))).message).toContain('Incorrect token audience')
      await kube.delete({ kind: 'Namespace', name: namespace })
    })
  })

  describe('ECR', () => {
    const grant = async (repositories?: string[]) => {
      await aws.createPolicy({ name: 'reads', path: '/', document: ecrDocument(repositories), description: '', tags: {} })
      await aws.attachPolicy('reader', `arn:aws:iam::${ACCOUNT}:policy/reads`)
    }
    const list = async (repository: string, host = HOST) => {
      const login = await aws.registryLogin(await assume(), REGION)
      return aws.listTags({ host, repository, login })
    }
    test('a session that may lists the tags of a repository', async () => {
      await grant()
      expect((await list('apps/main')).toSorted()).toEqual(['1.0.0', '1.1.0', 'main-0a1b2c3-1700000000'])
    })
    test('without ecr:GetAuthorizationToken there is no login, and the refusal names it', async () => {
      const failure = await failureOf(list('apps/main'))
      expect(failure.code).toBe('aws-access-denied')
      expect(failure.message).toContain(
        `User: arn:aws:sts::${ACCOUNT}:assumed-role/reader/contract is not authorized to perform: ecr:GetAuthorizationToken on resource: *`,
      )
    })
    test('a repository that the policy does not name is denied, whether it exists or not', async () => {
      await grant()
      for (const repository of ['web', 'nothing']) {
        const failure = await failureOf(list(repository))
        expect(failure.code).toBe('registry-denied')
        expect(failure.message).toContain(
          `answered 403: DENIED: User: arn:aws:sts::${ACCOUNT}:assumed-role/reader/contract is not authorized to perform: ecr:ListImages on resource: arn:aws:ecr:${REGION}:${ACCOUNT}:repository/${repository}`,
        )
      }
    })
    test('`*` in a repository ARN matches a slash', async () => {
      await grant([`arn:aws:ecr:${REGION}:${ACCOUNT}:repository/*`])
      expect(await codeOf(list('apps/main'))).toBe('done')
    })
    test('a repository that does not exist is told apart from one that is denied', async () => {
      await grant(['*'])
      const failure = await failureOf(list('nothing'))
      expect(failure.code).toBe('registry-not-found')
      expect(failure.message).toContain(
        `404: NAME_UNKNOWN: The repository with name 'nothing' does not exist in the registry with id '${ACCOUNT}'`,
      )
    })
    test("another account's repository needs that account's consent", async () => {
      await grant(['*'])
      expect(await codeOf(list('apps/main', `999999999999.dkr.ecr.${REGION}.amazonaws.com`))).toBe('registry-denied')
    })
    test('a login that nobody was given is refused', async () => {
      const login = Buffer.from('AWS:nonsense').toString('base64')
      const failure = await failureOf(aws.listTags({ host: HOST, repository: 'apps/main', login }))
      expect(failure.code).toBe('registry-denied')
      expect(failure.message).toContain('answered 401: Not Authorized')
    })
    test('a boundary narrows what the policy gives', async () => {
      await aws.createPolicy({
        name: 'limits',
        path: '/',
        document: ecrDocument([`arn:aws:ecr:${REGION}:${ACCOUNT}:repository/web`]),
        description: '',
        tags: {},
      })
      await grant(['*'])
      await aws.putBoundary('reader', `arn:aws:iam::${ACCOUNT}:policy/limits`)
      expect(await codeOf(list('web'))).toBe('done')
      expect((await failureOf(list('apps/main'))).message).toContain('because no permissions boundary allows the ecr:ListImages action')
    })
    test('a policy that was just attached is seen after a while only', async () => {
      await aws.createPolicy({ name: 'reads', path: '/', document: ecrDocument(), description: '', tags: {} })
      await assume()
      await server().setDelay(1_000)
      await aws.attachPolicy('reader', `arn:aws:iam::${ACCOUNT}:policy/reads`)
      expect(await codeOf(list('apps/main'))).toBe('aws-access-denied')
      await expect.poll(() => codeOf(list('apps/main')), { timeout: 5_000, interval: 100 }).toBe('done')
    })
    test('a session does not outlive its role', async () => {
      await grant()
      const session = await assume()
      await aws.detachPolicy('reader', `arn:aws:iam::${ACCOUNT}:policy/reads`)
      await aws.deleteRole('reader')
      expect(await codeOf(aws.registryLogin(session, REGION))).toMatch(/^aws-(credentials|access-denied)$/)
    })
  })
}
