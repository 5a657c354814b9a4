import { describe, expect, test } from 'vitest'
import { explain } from '../../src/diagnosis/explain.ts'
import { causes, findings } from './explained.ts'

const IMDS =
  'operation error ECR: GetAuthorizationToken, get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found'
const DENIED =
  'User: arn:aws:sts::111122223333:assumed-role/prod-flux-imgctrl-irsa/1719 is not authorized to perform: ecr:ListImages on resource: arn:aws:ecr:eu-west-1:111122223333:repository/apps/web because no identity-based policy allows the ecr:ListImages action'

describe('what comes out', () => {
  test('names of the input stand in the fix', async () => {
    const [found] = await findings(DENIED)
    expect(found).toMatchObject({
      cause: 'missing-repository-permission',
      confidence: 'certain',
      fix: 'flux-irsa install --cluster CLUSTER --repository apps/web',
    })
    expect(found).not.toHaveProperty('differs')
  })

  test('a text with several causes ranks them and says what decides', async () => {
    const found = await findings('AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity')
    expect(found.slice(0, 3).map(({ cause }) => cause)).toEqual(['trust-policy-mismatch', 'wrong-service-account', 'role-missing'])
    expect(found[0]).toMatchObject({ confidence: 'likely', differs: [expect.stringContaining('CloudTrail')] })
  })

  test('another account makes the same words another cause, and the node role too', async () => {
    expect(
      (
        await causes(DENIED.replace('ecr:eu-west-1:111122223333', 'ecr:eu-west-1:444455556666').replace('identity-based', 'resource-based'))
      )[0],
    ).toBe('cross-account-repo')
    expect((await causes(DENIED.replace('prod-flux-imgctrl-irsa/1719', 'eks-NodeInstanceRole-1/i-0123456789abcdef0')))[0]).toBe(
      'irsa-not-injected',
    )
  })

  test('root causes of a log come before what follows from them, and "all is well" is silent', async () => {
    const log = ['Source is not ready, artifact not found', 'no updates made', 'knownhosts: key mismatch', 'health check failed after 5m0s']
      .map((msg) => JSON.stringify({ level: 'info', msg }))
      .join('\n')
    const found = await causes(log)
    expect(found[0]).toBe('git-host-key')
    expect(found).not.toContain('benign')
  })

  test.each([
    'FATAL: password authentication failed for user "app"',
    'ResourceNotFoundException: Requested resource not found: Table: orders not found',
    'Error: creating EC2 Instance: VcpuLimitExceeded',
    'java.lang.OutOfMemoryError: Java heap space',
    'An error occurred (NoSuchBucket) when calling the GetObject operation: The specified bucket does not exist',
    'connect ECONNREFUSED 127.0.0.1:5432',
    'CONFLICT (content): Merge conflict in values.yaml',
    'kubectl: command not found',
  ])('a fault of something else is no finding: %s', async (text) => {
    expect(await findings(text)).toEqual([])
  })

  test('two proofs in one text: one of them is no root, so neither is certain', async () => {
    const text = 'knownhosts: key mismatch; another operation (install/upgrade/rollback) is in progress'
    expect((await findings(text)).map(({ cause, confidence }) => [cause, confidence])).toEqual([
      ['git-host-key', 'likely'],
      ['helm-locked', 'likely'],
    ])
  })

  test('nothing known is no finding', async () => {
    expect(await findings('the quick brown fox')).toEqual([])
    expect(await findings('')).toEqual([])
    expect(await findings('{"a": 1}')).toEqual([])
  })

  test('no secret of the input comes out', async () => {
    const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl'
    const text = `unable to clone 'https://user:hunter2secret@github.com/acme/fleet': authentication required Bearer ${token} AKIAIOSFODNN7EXAMPLE password=hunter2secret 401`
    const out = JSON.stringify(await findings(text))
    expect(out).toContain('git-auth')
    for (const secret of ['hunter2secret', token, 'AKIAIOSFODNN7EXAMPLE']) expect(out).not.toContain(secret)
  })

  test('a name cannot smuggle a command into the fix', async () => {
    const object = {
      apiVersion: 'x/v1',
      kind: 'ImageRepository',
      metadata: { name: 'a; rm -rf ~', namespace: '$(id)' },
      spec: { image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/web' },
    }
    const [found] = await findings(JSON.stringify(object))
    expect(found?.fix).toContain("--namespace '$(id)' patch imagerepository 'a; rm -rf ~'")
  })
})

describe('limits', () => {
  test('lines that differ in times and ids are one kind: a long log is read once', async () => {
    function* log() {
      for (let n = 0; n < 200_000; n++) yield `2026-01-01T00:00:${n} error reconcile ${n.toString(16)}a1 failed: ${IMDS}\n`
    }
    const { report, isPartial } = await explain(log())
    expect(report.findings[0]).toMatchObject({ cause: 'irsa-not-injected' })
    expect(isPartial).toBe(false)
  })

  test('too many different lines end the search and say so; what came first is found', async () => {
    const word = (n: number) =>
      n
        .toString(26)
        .split('')
        .map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)))
        .join('')
    function* log() {
      yield `error: ${IMDS}\n`
      for (let n = 0; n < 3000; n++) yield `error ${word(n)} failed somehow while it went on and on ${'and on '.repeat(60)}\n`
    }
    const { report, isPartial } = await explain(log())
    expect(report.findings[0]).toMatchObject({ cause: 'irsa-not-injected' })
    expect(isPartial).toBe(true)
  })

  test('a line without end is cut', async () => {
    expect(await causes(`${IMDS} `, 'x'.repeat(5_000_000))).toContain('irsa-not-injected')
  })
})
