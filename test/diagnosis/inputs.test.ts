import { expect, test } from 'vitest'
import { causes, findings } from './explained.ts'

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

const RECONCILER_ERROR = JSON.stringify({
  level: 'error',
  ts: '2026-01-01T00:00:00Z',
  msg: 'Reconciler error',
  controllerKind: 'ImageRepository',
  namespace: 'apps',
  name: 'web',
  error: 'GET https://ghcr.io/v2/acme/web/tags/list: NAME_UNKNOWN: repository name not known to registry',
})

test.each([
  ['kubectl logs --prefix', `[pod/image-reflector-controller-7d9/manager] ${RECONCILER_ERROR}`],
  ['stern', `\u001B[32mimage-reflector-controller-7d9\u001B[0m \u001B[36mmanager\u001B[0m ${RECONCILER_ERROR}`],
  ['a container runtime', `2026-01-01T00:00:00.000000001Z stderr F ${RECONCILER_ERROR}`],
  ['Docker', JSON.stringify({ log: `${RECONCILER_ERROR}\n`, stream: 'stderr', time: '2026-01-01T00:00:00Z' })],
])('a line of JSON as %s shows it: the object in it is known', async (_, line) => {
  for (const text of [line, `all is quiet\r\n${line}\r\n`]) {
    const [found] = await findings(text)
    expect(found?.cause).toBe('repository-missing')
    expect(found?.evidence[0]).toMatch(/^ImageRepository apps\/web: /)
  }
})

test('flux logs: the object before the message is known', async () => {
  const [found] = await findings(
    "2026-01-01T00:00:00.000Z error GitRepository/fleet.apps - failed to checkout and determine revision: unable to clone 'https://gitlab.com/acme/fleet': authorization failed\n",
  )
  expect(found).toMatchObject({ cause: 'git-auth', evidence: [expect.stringMatching(/^GitRepository apps\/fleet: /)] })
})

test('kubectl describe: conditions and events of each object, and only those that are not well', async () => {
  const object = (name: string, message: string, status: string, event: string) => `Name:         ${name}
Namespace:    apps
Labels:       <none>
API Version:  image.toolkit.fluxcd.io/v1
Kind:         ImageRepository
Spec:
  Image:     ghcr.io/acme/${name}
Status:
  Conditions:
    Last Transition Time:  2026-01-01T00:00:00Z
    Message:               ${message}
    Reason:                X
    Status:                ${status}
    Type:                  Ready
Events:
  Type     Reason  Age   From                        Message
  ----     ------  ----  ----                        -------
  ${event}
`
  const described = [
    object(
      'web',
      'successful scan: found 12 tags',
      'True',
      'Normal   Succeeded  5m  image-reflector-controller  no new tags found, next scan in 10m0s',
    ),
    object(
      'api',
      'scan failed: toomanyrequests: Rate exceeded',
      'False',
      'Warning  Failed  5m (x2 over 9m)  image-reflector-controller  TOOMANYREQUESTS: Rate exceeded',
    ),
  ].join('\n\n')
  for (const text of [described, described.replaceAll('\n', '\r\n')]) {
    expect(await findings(text)).toMatchObject([
      { cause: 'throttling', evidence: expect.arrayContaining([expect.stringMatching(/^ImageRepository apps\/api: /)]) },
    ])
  }
})

test.each([
  [
    'kubectl get events',
    'LAST SEEN   TYPE      REASON      OBJECT           MESSAGE\n5m          Normal    Pulled      pod/web-1        Successfully pulled image\n5m          Warning   Failed      pod/web-2        Failed to pull image "ghcr.io/acme/web:v9": ghcr.io/acme/web:v9: not found',
  ],
  [
    'flux events',
    'LAST SEEN           \tTYPE   \tREASON\tOBJECT           \tMESSAGE\n5m                  \tWarning\tFailed\tPod/web-2\tFailed to pull image "ghcr.io/acme/web:v9": ghcr.io/acme/web:v9: not found',
  ],
])('%s: warnings, with their object', async (_, table) => {
  const [found] = await findings(table)
  expect(found?.cause).toBe('tag-missing')
  expect(found?.evidence[0]).toMatch(/^pod web-2: /i)
})

test('a terminal that cuts in the middle of a word', async () => {
  const text =
    'Warning  ReadOperationFailed  11m  image-reflector-controller  scan failed: GET https://auth.docker.io/token: unexpected status code 401 U\nnauthorized: {"details":"incorrect username or password"}'
  expect((await causes(text))[0]).toBe('registry-denied')
})

test('an error that says nothing by itself, of an object that is about Git', async () => {
  const line = (kind: string) =>
    JSON.stringify({ level: 'error', msg: 'Reconciler error', controllerKind: kind, namespace: 'a', name: 'b', error: 'early EOF' })
  expect((await causes(line('ImageUpdateAutomation')))[0]).toBe('git-network')
  expect(await causes(line('Kustomization'))).not.toContain('git-network')
})
