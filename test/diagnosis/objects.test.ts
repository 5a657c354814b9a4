import { expect, test } from 'vitest'
import { causes, findings } from './explained.ts'

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

test('kubectl describe: an event of type Normal reports no fault', async () => {
  const pod = (type: string) =>
    `Name:         web-1\nNamespace:    apps\nNode:         ip-10-0-0-1\nEvents:\n  Type     Reason   Age  From     Message\n  ----     ------   ---  ----     -------\n  ${type}  Failed   1m   kubelet  couldn't parse image reference "Web": invalid reference format\n`
  expect(await causes(pod('Warning'))).toEqual(['invalid-image-reference'])
  expect(await causes(pod('Normal'))).toEqual([])
})
