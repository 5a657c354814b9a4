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

test('a text log behind the prefix of kubectl logs --prefix: what goes on in the next line belongs to it', async () => {
  const lines = [
    ...Array.from({ length: 40 }, (_, n) => `all is quiet at ${'x'.repeat(n)}`),
    "unable to clone 'https://git.acme.com/fleet':",
    '    read tcp: i/o timeout',
  ]
  const log = lines.map((line) => `[pod/source-controller-5d7-x1/manager] ${line}\n`).join('')
  expect(await findings(log)).toMatchObject([{ cause: 'git-network', confidence: 'likely' }])
})

test('JSON that goes on a sentence is no line of a log: the words before it count', async () => {
  const text = '"StringEquals": {"oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub": "system:serviceaccount:flux-system:*"}'
  expect((await causes(text))[0]).toBe('trust-stringequals-wildcard')
})
