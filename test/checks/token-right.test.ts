import { describe, expect, it, test } from 'vitest'
import { NAMESPACE, REFLECTOR } from './objects.ts'
import { check, refusal, troubles, verifyWorld } from './run.ts'
import { healthyWorld, type World } from './world.ts'

const DENIED = "ValidatingAdmissionPolicy 'x' with binding 'x' denied request: AWS alone"
const ofTokens = ({ subresource = '' }: { subresource?: string }) => subresource === 'token'
const unusable = `token ${NAMESPACE}/${REFLECTOR} for flux-irsa-verify`

const CASES: [name: string, status: string, by: (world: World) => void][] = [
  ['a cluster-admin gains nothing by a token', 'skip', (world) => (world.may = () => true)],
  ['who may ask for no token', 'pass', () => {}],
  ['who may ask for any token', 'warn', (world) => (world.may = ofTokens)],
  [
    'who may run pods under the same ServiceAccounts gains nothing',
    'skip',
    (world) => (world.may = (question) => ofTokens(question) || question.resource === 'pods'),
  ],
  [
    'whom an admission policy holds back (403)',
    'pass',
    (world) => Object.assign(world, { may: ofTokens, refusals: { [unusable]: refusal('kube-forbidden', DENIED) } }),
  ],
  [
    'whom an admission policy without a reason holds back (422)',
    'pass',
    (world) => Object.assign(world, { may: ofTokens, refusals: { [unusable]: refusal('kube-422', DENIED) } }),
  ],
  [
    'where the API server does not answer',
    'unknown',
    (world) => Object.assign(world, { may: ofTokens, refusals: { [unusable]: refusal('kube-unreachable', 'no route') } }),
  ],
]

describe('the right to ask for tokens', () => {
  it.each(CASES)('%s: %s', async (_name, status, by) => {
    const world = healthyWorld()
    by(world)
    expect(check(await verifyWorld(world), 'token-right').status).toBe(status)
  })

  it('is a warning with the command that prints the policy', async () => {
    const report = await verifyWorld({ ...healthyWorld(), may: ofTokens })
    expect({ verdict: report.verdict, troubles: troubles(report) }).toEqual({ verdict: 'warn', troubles: ['warn token-right'] })
    expect(check(report, 'token-right').fix).toMatch(/flux-irsa permissions --for verify .* -o kubernetes \| kubectl apply --filename -$/)
  })
})

describe('without tokens', () => {
  const settings = { namespace: NAMESPACE, serviceAccounts: [REFLECTOR], install: 'flux-irsa install --cluster prod', noToken: true }

  test('none is asked for, the proof is left out, and all else is judged', async () => {
    const world = healthyWorld()
    const report = await verifyWorld(world, { settings })
    expect(world.calls.filter((call) => /^(token|assumeRole|registryLogin|listTags)/.test(call))).toEqual([])
    const left = report.checks.filter(({ message }) => message === 'left out: --no-token asks for no token')
    expect(left.map(({ id }) => id)).toEqual(['token-right', 'proof-assume', 'proof-login', 'proof-tags'])
    expect(report.verdict).toBe('pass')
    expect(check(report, 'trust/image-reflector-controller').status).toBe('pass')
  })

  test('what is broken in the roles is found all the same', async () => {
    const world = healthyWorld()
    world.provider = undefined
    expect((await verifyWorld(world, { settings })).verdict).toBe('fail')
  })

  test('behind a tunnel nothing tells which cluster it is: that is unknown, not green', async () => {
    const world = healthyWorld()
    world.kubeEndpoint = 'https://127.0.0.1:16443'
    const report = await verifyWorld(world, { settings })
    expect({ verdict: report.verdict, same: check(report, 'same-cluster').status }).toEqual({ verdict: 'unknown', same: 'unknown' })
  })
})

describe('who may not read the Git Secret', () => {
  const denied = { 'get Secret git': refusal('kube-forbidden', 'secrets "git" is forbidden') }

  test('is told by the source that reads with it', async () => {
    const report = await verifyWorld({ ...healthyWorld(), refusals: denied })
    expect(check(report, 'git-secret')).toMatchObject({ status: 'pass', message: expect.stringContaining('which reads with it, is Ready') })
  })

  test('is not told that all is well where the source is not Ready', async () => {
    const world = { ...healthyWorld(), refusals: denied }
    const source = world.objects.find(({ kind }) => kind === 'GitRepository')!
    source['status'] = {
      conditions: [{ type: 'Ready', status: 'False', reason: 'AuthenticationFailed', message: 'authentication required' }],
    }
    const report = await verifyWorld(world)
    expect(check(report, 'git-secret')).toMatchObject({
      status: 'unknown',
      cause: 'rbac-forbidden',
      fix: expect.stringContaining('secrets/git'),
    })
  })
})
