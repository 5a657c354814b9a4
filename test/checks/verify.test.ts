import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/model/events.ts'
import { ACCOUNT, REFLECTOR, AUTOMATION, ROLE_ARN, INSTALL } from './objects.ts'
import { healthyWorld, objectIn } from './world.ts'
import { verifyWorld, refusal, check, troubles } from './run.ts'
import { awsOf } from './readers.ts'

describe('a healthy cluster', () => {
  it('passes every check', async () => {
    const report = await verifyWorld(healthyWorld())
    expect(report.checks.filter(({ status }) => status !== 'pass')).toEqual([])
    expect(report).toMatchObject({ schema: 'flux-irsa/verify/v1', verdict: 'pass', summary: { fail: 0, warn: 0, unknown: 0, skip: 0 } })
    expect(report.target).toMatchObject({ cluster: 'prod', account: ACCOUNT, region: 'eu-west-1' })
  })

  it('with 200 ImageRepositories is verified in at most 60 calls, none of them made twice', async () => {
    const world = healthyWorld(200)
    const report = await verifyWorld(world)
    expect(report.verdict).toBe('pass')
    expect(world.calls.length).toBeLessThanOrEqual(60)
    const shared = world.calls.filter((call) => !call.startsWith('registryLogin'))
    expect(new Set(shared).size).toBe(shared.length)
  })

  it('has the tags of ten repositories listed live, and says of the others that they were not', async () => {
    const world = healthyWorld(200)
    const report = await verifyWorld(world)
    expect(world.calls.filter((call) => call.startsWith('listTags'))).toHaveLength(10)
    expect(report.checks.filter(({ id }) => id.startsWith('proof-tags/'))).toHaveLength(10)
    expect(check(report, 'repository-permission/apps/app-199').message).toContain('judged from the policy alone')
    expect(check(report, 'repository-permission/apps/app-0').message).not.toContain('judged from the policy alone')
  })

  it('lists the repositories that fail before all others', async () => {
    const world = healthyWorld(50)
    objectIn(world, 'ImageRepository', 'app-42').status = { conditions: [{ type: 'Ready', status: 'False', message: 'NAME_UNKNOWN' }] }
    const report = await verifyWorld(world)
    expect(check(report, 'proof-tags/apps/app-42').status).toBe('pass')
  })

  it('tells of each check once and of the report at the end', async () => {
    const events: Event[] = []
    const report = await verifyWorld(healthyWorld(), { emit: (event) => events.push(event) })
    expect(events.filter(({ type }) => type === 'check-finished')).toHaveLength(report.checks.length)
    expect(events.at(-1)).toEqual({ type: 'verify-finished', report })
  })
})

describe('a cluster with nothing installed', () => {
  it('has two roots, and everything else waits for them', async () => {
    const world = healthyWorld(0)
    Object.assign(world, {
      provider: undefined,
      roles: [],
      policies: [],
      objects: [],
      unserved: ['ImageRepository', 'FluxInstance', 'GitRepository'],
    })
    const report = await verifyWorld(world)
    expect(troubles(report)).toEqual(['fail oidc-provider', 'fail namespace'])
    expect(check(report, `trust/${REFLECTOR}`)).toMatchObject({ status: 'skip', blockedBy: ['namespace'] })
    expect(check(report, `proof-assume/${REFLECTOR}`).blockedBy?.toSorted()).toEqual(['namespace', 'oidc-provider'])
    expect(report.checks.filter(({ status }) => status === 'fail').map(({ fix }) => fix)).toEqual([INSTALL, INSTALL])
  })
})

describe('what could not be read', () => {
  it('is unknown when the Kubernetes API does not answer, while AWS is judged all the same by the known role', async () => {
    const world = healthyWorld()
    world.kubeDown = refusal('kube-unreachable', 'the Kubernetes API did not answer (ETIMEDOUT)')
    world.cluster.publicAccess = false
    const settings = {
      namespace: 'flux-system',
      serviceAccounts: [REFLECTOR, AUTOMATION],
      roleName: 'prod-flux-imgctrl-irsa',
      install: INSTALL,
    }
    const report = await verifyWorld(world, { settings })
    expect(report.verdict).toBe('unknown')
    expect(troubles(report)).toEqual(['unknown kubernetes-api'])
    expect(check(report, 'kubernetes-api')).toMatchObject({ cause: 'cluster-network' })
    expect(check(report, 'kubernetes-api').message).toContain('private')
    expect(check(report, `trust/${REFLECTOR}`).status).toBe('pass')
    expect(check(report, `annotation/${REFLECTOR}`)).toMatchObject({ status: 'skip', blockedBy: ['kubernetes-api'] })
  })

  it.each([
    ['oidcProvider', 'oidc-provider'],
    ['role', 'role/prod-flux-imgctrl-irsa'],
    ['policy', 'policy-attached/prod-flux-imgctrl-irsa'],
    ['inlinePolicies', 'policy-attached/prod-flux-imgctrl-irsa'],
    ['podIdentityAssociations', `pod-identity/${REFLECTOR}`],
    ['list Pod', `pod/${REFLECTOR}`],
    ['list ImageRepository', 'image-repositories'],
    ['get Secret git', 'git-secret'],
    ['get FluxInstance flux', 'flux-instance'],
  ])('is unknown and never green when %s is denied', async (call, id) => {
    const world = healthyWorld()
    world.refusals[call] = refusal('aws-access-denied', `${call} was denied`)
    const report = await verifyWorld(world)
    expect(check(report, id)).toMatchObject({ status: 'unknown', message: `${call} was denied` })
    expect(report.verdict).toBe('unknown')
  })

  it('is unknown, naming the right, when the caller may not ask for tokens', async () => {
    const world = healthyWorld()
    world.refusals['token'] = refusal('kube-forbidden', 'create token is forbidden')
    const report = await verifyWorld(world)
    expect(check(report, `proof-assume/${REFLECTOR}`)).toMatchObject({ status: 'unknown', cause: 'rbac-forbidden' })
    expect(check(report, `proof-assume/${REFLECTOR}`).message).toContain('create serviceaccounts/token in flux-system')
    expect(check(report, 'proof-tags').status).toBe('skip')
    expect(check(report, 'image/apps/app-0').status).toBe('pass')
    expect(report.verdict).toBe('unknown')
  })

  it('is unknown when the time is up, and the report still comes', async () => {
    const world = healthyWorld()
    const stop = new AbortController()
    const running = verifyWorld(world, { signal: stop.signal, aws: { ...awsOf(world), oidcProvider: () => new Promise<never>(() => {}) } })
    stop.abort(refusal('deadline', 'the deadline of 5m was reached'))
    const report = await running
    expect(check(report, 'oidc-provider')).toMatchObject({ status: 'unknown', message: 'the deadline of 5m was reached' })
    expect(report.verdict).toBe('unknown')
  })
})

describe('the wrong cluster', () => {
  it('fails, and nothing of it is read or judged', async () => {
    const world = healthyWorld()
    world.kubeEndpoint = 'https://localhost:6443'
    world.tokenIssuer = 'https://kubernetes.default.svc'
    const report = await verifyWorld(world)
    expect(troubles(report)).toEqual(['fail same-cluster'])
    expect(world.calls.filter((call) => /^(get|list) /.test(call))).toEqual([])
    expect(check(report, 'image-repositories').blockedBy).toEqual(['same-cluster'])
    expect(check(report, 'same-cluster').fix).toBe('flux-irsa verify --cluster prod --region eu-west-1')
  })

  it('is not suspected behind a tunnel, when the tokens have the issuer of the cluster', async () => {
    const world = healthyWorld()
    world.kubeEndpoint = 'https://localhost:6443'
    const report = await verifyWorld(world)
    expect(report.verdict).toBe('pass')
    expect(world.calls).toContain('token kube-system/default')
  })
})

describe('fresh IAM writes', () => {
  it('are waited for while STS refuses only because they have not arrived', async () => {
    const world = healthyWorld()
    let clock = 0
    world.refusals['assumeRoleWithWebIdentity'] = refusal('aws-access-denied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity')
    const sleep = async (ms: number) => {
      clock += ms
      if (clock >= 9_000) world.refusals = {}
    }
    const report = await verifyWorld(world, { now: () => clock, sleep, propagationUntil: 120_000 })
    expect(report.verdict).toBe('pass')
    expect(clock).toBeGreaterThanOrEqual(9_000)
  })

  it('are waited for until the given time only', async () => {
    const world = healthyWorld()
    let clock = 0
    world.provider = undefined
    const report = await verifyWorld(world, {
      now: () => clock,
      sleep: async (ms) => {
        clock += ms
      },
      propagationUntil: 20_000,
    })
    expect(check(report, 'oidc-provider').status).toBe('fail')
    expect(clock).toBeLessThanOrEqual(20_000)
  })

  it('are not waited for without a reason', async () => {
    const world = healthyWorld()
    world.refusals['assumeRoleWithWebIdentity'] = refusal('aws-access-denied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity')
    const report = await verifyWorld(world, {
      sleep: () => {
        throw new Error('slept')
      },
    })
    expect(check(report, `proof-assume/${REFLECTOR}`)).toMatchObject({ status: 'fail', cause: 'trust-policy-mismatch' })
  })
})

describe('an account that is only half there', () => {
  it('blames the missing namespace alone when Flux was never installed but IAM is ready', async () => {
    const world = healthyWorld(0)
    world.objects = []
    expect(troubles(await verifyWorld(world))).toEqual(['fail namespace'])
  })

  it('blames operator and ServiceAccounts when only the namespace is there', async () => {
    const world = healthyWorld(0)
    world.objects = world.objects.filter(({ kind }) => kind === 'Namespace' || kind === 'MutatingWebhookConfiguration')
    const report = await verifyWorld(world)
    expect(troubles(report)).toEqual([`fail service-account/${REFLECTOR}`, `fail service-account/${AUTOMATION}`, 'fail flux-operator'])
  })

  it('blames the missing role once, however many ServiceAccounts name it', async () => {
    const world = healthyWorld()
    world.roles = []
    const report = await verifyWorld(world)
    expect(troubles(report)).toEqual(['fail role/prod-flux-imgctrl-irsa'])
    expect(check(report, 'role/prod-flux-imgctrl-irsa')).toMatchObject({ cause: 'role-missing', fix: INSTALL })
  })

  it('knows a role of another account by its ARN', async () => {
    const world = healthyWorld()
    for (const name of [REFLECTOR, AUTOMATION]) {
      objectIn(world, 'ServiceAccount', name).metadata.annotations = {
        'eks.amazonaws.com/role-arn': ROLE_ARN.replace(ACCOUNT, '999988887777'),
      }
      objectIn(world, 'Pod', `${name}-abc12`).spec['containers'] = []
    }
    const report = await verifyWorld(world)
    expect(check(report, 'role/999988887777/prod-flux-imgctrl-irsa')).toMatchObject({ status: 'fail', cause: 'role-missing' })
    expect(world.calls).not.toContain('role prod-flux-imgctrl-irsa')
  })
})
