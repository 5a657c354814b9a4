import { describe, expect, test } from 'vitest'
import { explain } from '../../src/diagnosis/explain.ts'

const IMDS =
  'operation error ECR: GetAuthorizationToken, get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found'
const DENIED =
  'User: arn:aws:sts::111122223333:assumed-role/prod-flux-imgctrl-irsa/1719 is not authorized to perform: ecr:ListImages on resource: arn:aws:ecr:eu-west-1:111122223333:repository/apps/web because no identity-based policy allows the ecr:ListImages action'

async function findings(...chunks: string[]) {
  return (await explain(chunks)).report.findings
}

async function causes(...chunks: string[]) {
  return (await findings(...chunks)).map(({ cause }) => cause)
}

describe('what can be read', () => {
  test('a message that a terminal has wrapped in the middle of a phrase', async () => {
    const wrapped =
      'failed to decrypt sops data key with AWS KMS:\n      │ AccessDeniedException: The ciphertext refers to a customer\n      │ master key that does not exist'
    expect(await causes(wrapped)).toEqual(['kms-access'])
  })

  test('a log of JSON lines: the object that is named there is named in evidence and fix', async () => {
    const line = (error: string) =>
      JSON.stringify({
        level: 'error',
        ts: '2026-01-01T00:00:00Z',
        msg: 'Reconciler error',
        controllerKind: 'ImageRepository',
        namespace: 'apps',
        name: 'web',
        error,
      })
    const info = JSON.stringify({ level: 'info', ts: '2026-01-01T00:00:00Z', msg: 'successful scan: found 3 tags' })
    const found = await findings(
      `${info}\n${line('GET https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/web/tags/list?n=1000: unexpected status code 401 Unauthorized: Not Authorized')}\n`,
    )
    expect(found[0]?.cause).toBe('wrong-provider')
    expect(found[0]?.evidence[0]).toMatch(/^ImageRepository apps\/web: /)
    expect(found[0]?.fix).toBe(`kubectl --namespace apps patch imagerepository web --type merge --patch '{"spec":{"provider":"aws"}}'`)
  })

  test('a text log, cut anywhere into pieces, with a stack of causes below the line', async () => {
    const log = `${'I0101 12:00:00.000001       1 controller.go:1] all is quiet\n'.repeat(200)}ERROR WebIdentityErr: failed to retrieve credentials\ncaused by: InvalidIdentityToken: Incorrect token audience\n\tstatus code: 400\n`
    const pieces = log.match(/[^]{1,37}/g) ?? []
    expect(await findings(...pieces)).toMatchObject([{ cause: 'trust-wrong-audience', confidence: 'certain' }])
  })

  test.each([
    ['a YAML list', (text: string) => `apiVersion: v1\nkind: List\nitems:\n- ${text.replaceAll('\n', '\n  ')}`],
    ['a single YAML object', (text: string) => text],
    ['several YAML documents', (text: string) => `---\napiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n---\n${text}`],
  ])('%s of objects: a condition that is False speaks, one that is True does not', async (_, wrap) => {
    const object = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: fleet, namespace: flux-system}
spec: {url: "ssh://git@github.com/acme/fleet"}
status:
  conditions:
  - {type: ArtifactInStorage, status: "True", reason: Succeeded, message: "stored artifact for revision 'main@sha1:abc'"}
  - {type: Ready, status: "False", reason: GitOperationFailed, message: "failed to checkout: ssh: handshake failed: knownhosts: key mismatch"}`
    expect(await findings(wrap(object))).toMatchObject([
      { cause: 'git-host-key', confidence: 'certain', evidence: ['GitRepository flux-system/fleet: knownhosts: key mismatch'] },
    ])
  })

  test('JSON of kubectl: events and waiting containers', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web-1', namespace: 'apps' },
      status: { containerStatuses: [{ state: { waiting: { reason: 'InvalidImageName', message: "couldn't parse image reference" } } }] },
    }
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      type: 'Warning',
      reason: 'Failed',
      message: 'toomanyrequests: Rate exceeded',
      involvedObject: { kind: 'Pod', name: 'web-2', namespace: 'apps' },
    }
    expect(await causes(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [pod, event] }, null, 2))).toEqual([
      'invalid-image-reference',
      'throttling',
    ])
  })

  test('flux get: only the rows that are not ready', async () => {
    const table = [
      'NAMESPACE  \tNAME \tLAST SCAN\tSUSPENDED\tREADY\tMESSAGE',
      'apps\tweb \t2026-01-01\tFalse\tTrue \tsuccessful scan: found 12 tags',
      'apps\tapi \t \tFalse\tFalse\tscan failed: GET https://ghcr.io/v2/acme/api/tags/list: NAME_UNKNOWN: repository name not known to registry',
    ].join('\n')
    const found = await findings(table)
    expect(found[0]).toMatchObject({ cause: 'repository-missing' })
    expect(found[0]?.evidence[0]).toContain('apps/api')
  })

  test('kubectl describe', async () => {
    const text = `Name:         fleet\nNamespace:    flux-system\nKind:         GitRepository\n${'Spec line: x\n'.repeat(30)}Status:\n  Conditions:\n    Message:  failed to checkout and determine revision: couldn't find remote ref "refs/heads/main"\n    Status:   False\n`
    expect((await causes(text))[0]).toBe('git-ref-missing')
  })

  test.each([
    ['a trail file', (event: object) => ({ Records: [event, { eventName: 'GetRole', eventSource: 'iam.amazonaws.com' }] })],
    ['lookup-events', (event: object) => ({ Events: [{ EventName: 'x', CloudTrailEvent: JSON.stringify(event) }] })],
    ['one event', (event: object) => event],
  ])('CloudTrail, %s', async (_, wrap) => {
    const event = {
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRoleWithWebIdentity',
      errorCode: 'AccessDenied',
      errorMessage: 'An unknown error occurred',
      userIdentity: { type: 'WebIdentityUser', userName: 'system:serviceaccount:flux-system:default' },
      requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/flux' },
    }
    expect((await causes(JSON.stringify(wrap(event)))).slice(0, 2)).toEqual(['wrong-service-account', 'trust-policy-mismatch'])
  })

  test('a trust policy that compares a wildcard with StringEquals', async () => {
    const policy = {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringEquals: { 'oidc.eks.eu-west-1.amazonaws.com/id/A:sub': 'system:serviceaccount:flux-system:*' } },
        },
      ],
    }
    expect(await findings(JSON.stringify(policy, null, 2))).toMatchObject([{ cause: 'trust-stringequals-wildcard', confidence: 'certain' }])
  })

  test('colours and Windows line ends do not matter', async () => {
    expect(await causes('\u001B[31mError\u001B[0m: knownhosts: \u001B[1mkey mismatch\u001B[0m\r\n')).toEqual(['git-host-key'])
  })
})

describe('what objects show without a word', () => {
  const object = (kind: string, rest: object) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind,
      metadata: { name: 'image-reflector-controller', namespace: 'flux-system', labels: { app: 'image-reflector-controller' } },
      ...rest,
    })

  test.each([
    [
      'a repository in ECR without provider',
      object('ImageRepository', { spec: { image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/web' } }),
      'wrong-provider',
    ],
    [
      'an image with a tag',
      object('ImageRepository', { spec: { image: 'ghcr.io/acme/web:1.0', provider: 'generic' } }),
      'invalid-image-reference',
    ],
    ['a ServiceAccount without annotation', object('ServiceAccount', {}), 'irsa-not-injected'],
    [
      'a pod without web identity',
      object('Pod', { spec: { serviceAccountName: 'image-reflector-controller', containers: [{}] } }),
      'irsa-not-injected',
    ],
    [
      "a pod of another's ServiceAccount",
      object('Pod', { spec: { serviceAccountName: 'default', containers: [{ env: [{ name: 'AWS_WEB_IDENTITY_TOKEN_FILE' }] }] } }),
      'wrong-service-account',
    ],
    [
      'a pull Secret without its key',
      object('Secret', { type: 'kubernetes.io/dockerconfigjson', data: { config: 'c2VjcmV0' } }),
      'registry-secret-invalid',
    ],
  ])('%s', async (_, text, cause) => {
    expect((await causes(text))[0]).toBe(cause)
  })

  test('an annotation that is no role ARN proves itself', async () => {
    const account = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'x', annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:policy/flux' } },
    }
    expect(await findings(JSON.stringify(account))).toMatchObject([{ cause: 'malformed-role-arn', confidence: 'certain' }])
  })

  test('healthy objects show no fault', async () => {
    const healthy = object('ImageRepository', {
      spec: { image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/web', provider: 'aws' },
      status: {
        conditions: [{ type: 'Ready', status: 'True', reason: 'Succeeded', message: 'successful scan: found 12 tags with checksum 1' }],
      },
    })
    expect(await causes(healthy)).toEqual(['benign'])
  })
})

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
      for (let n = 0; n < 60_000; n++) yield `error ${word(n)} failed somehow while it went on and on\n`
    }
    const { report, isPartial } = await explain(log())
    expect(report.findings[0]).toMatchObject({ cause: 'irsa-not-injected' })
    expect(isPartial).toBe(true)
  }, 60_000)

  test('a line without end is cut', async () => {
    expect(await causes(`${IMDS} `, 'x'.repeat(5_000_000))).toContain('irsa-not-injected')
  })
})
