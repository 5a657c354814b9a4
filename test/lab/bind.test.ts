import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { run as program } from '../../src/cli/run.ts'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import type { BindingList } from '../../src/identity/binding/list-bindings.ts'
import type { InstallReport } from '../../src/model/report.ts'
import { driveJson, type DriveOptions } from '../stories/drive.ts'
import { LAB } from './lab-server.ts'
import { fingerprint, onStage, type Stage } from './stage.ts'
import { appliedWorkload, podsOf } from './workload.ts'

const CLUSTER = ['--cluster', 'lab']
const LOCK = { durationMs: 15_000, renewMs: 5_000 }
const TEAM_POLICY = 'arn:aws:iam::123456789012:policy/team-bucket'
const ROLE = 'lab-shop-cart-irsa'
const ROLE_ARN = `arn:aws:iam::123456789012:role/${ROLE}`
const bucket = (name: string) => ({
  Version: '2012-10-17' as const,
  Statement: [{ Effect: 'Allow' as const, Action: 's3:GetObject', Resource: `arn:aws:s3:::${name}/*` }],
})
const outcomes = (report: InstallReport) => [...new Set(report.results.map(({ outcome }) => outcome))]

describe.skipIf(!LAB)('bind: the chain for any workload', () => {
  const stage = onStage()

  test.each([3, 4] as const)(
    'beside Flux of helm %i: a workload is bound, proven, listed and let go, and neither takes the other for left over',
    async (major) => {
      const env = { FLUX_IRSA_HELM: stage.lab.helms.find((helm) => helm.major === major)?.path ?? '' }
      const installed = await stage.install([], { env })
      expect(installed, installed.stderr).toMatchObject({ code: 0, report: { ok: true } })
      const alone = await state(stage)
      const cart = { namespace: 'shop', name: 'cart', replicas: 2, budget: { maxUnavailable: 1 } }
      await appliedWorkload(stage, cart)
      const before = await podsOf(stage, cart)
      expect(before.map(({ role }) => role)).toEqual([undefined, undefined])

      const wanted = ['shop/cart', ...(await grants(stage))]
      const bound = await run(stage, 'bind', [...wanted, '--restart'], { env })
      expect(bound, bound.stderr).toMatchObject({ code: 0, report: { ok: true, verify: { verdict: 'pass' } } })
      const after = await podsOf(stage, cart)
      expect(after.map(({ role }) => role)).toEqual([ROLE_ARN, ROLE_ARN])
      expect(after.map(({ uid }) => uid).filter((uid) => before.some((pod) => pod.uid === uid))).toEqual([])

      const { code, report } = await driveJson<VerifyReport>(stage.lab, ['verify', 'shop/cart', ...CLUSTER])
      expect({ code, verdict: report.verdict, troubles: troubles(report) }).toEqual({ code: 0, verdict: 'pass', troubles: [] })
      const said = (id: string) => report.checks.find((check) => check.id.startsWith(id))
      expect(said('proof-assume')).toMatchObject({ status: 'pass' })
      expect(said('proof-identity')?.message).toContain(`arn:aws:sts::123456789012:assumed-role/${ROLE}/`)
      expect(said('ecr-read')).toMatchObject({ status: 'pass', message: expect.stringContaining('apps/main: 3 tags listed') })

      await stage.awsWrites()
      const [shop, flux] = [await fingerprint(stage, 'shop'), await fingerprint(stage)]
      const again = await run(stage, 'bind', [...wanted, '--restart'], { env })
      expect(again, again.stderr).toMatchObject({ code: 0, report: { ok: true } })
      expect(outcomes(again.report)).toEqual(['kept'])
      const reinstalled = await stage.install([], { env })
      expect(reinstalled, reinstalled.stderr).toMatchObject({ code: 0, report: { ok: true } })
      expect(outcomes(reinstalled.report)).toEqual(['kept'])
      expect(await stage.awsWrites()).toEqual([])
      expect([await fingerprint(stage, 'shop'), await fingerprint(stage)]).toEqual([shop, flux])

      const { report: listed } = await driveJson<BindingList>(stage.lab, ['list', ...CLUSTER])
      const shown = listed.bindings.map(({ namespace, serviceAccount, managedBy, role, pods }) => [
        `${namespace}/${serviceAccount}`,
        managedBy,
        role,
        pods,
      ])
      expect(shown).toContainEqual(['shop/cart', 'bind', 'trusted', { with: 2, without: 0 }])
      expect(shown).toContainEqual(['flux-system/image-reflector-controller', 'install', 'trusted', { with: 1, without: 0 }])

      const unbound = await run(stage, 'unbind', ['shop/cart', '--restart'], { env })
      expect(unbound, unbound.stderr).toMatchObject({ code: 0, report: { ok: true, leftovers: [] } })
      expect((await podsOf(stage, cart)).map(({ role }) => role)).toEqual([undefined, undefined])
      const account = await stage.kube.get({ kind: 'ServiceAccount', namespace: 'shop', name: 'cart' })
      expect(account?.metadata.annotations ?? {}).toEqual({})
      await stage.aws.deletePolicy(TEAM_POLICY)
      expect(await state(stage)).toEqual(alone)

      const removed = await stage.uninstall([], { env })
      expect(removed, removed.stderr).toMatchObject({ code: 0, report: { ok: true } })
      expect(await state(stage)).toEqual({ roles: {}, policies: {}, providers: {} })
    },
  )

  test('without Flux: each way to say what a role may do by itself, another one after it, and nothing but the provider stays', async () => {
    const till = { namespace: 'shop', name: 'till', replicas: 1 }
    await appliedWorkload(stage, till)
    const [ecr, file, managed] = await grantsApart(stage)
    const role = 'lab-shop-till-irsa'
    const own = `arn:aws:iam::123456789012:policy/${role}`
    const attached = async () => (await stage.aws.role(role))?.attached
    for (const [grant, policies] of [
      [ecr, [own]],
      [file, [own]],
      [managed, [TEAM_POLICY]],
    ] as const) {
      const { code, report, stderr } = await run(stage, 'bind', ['shop/till', ...(grant ?? []), '--restart'])
      expect({ code, troubles: report.verify && troubles(report.verify) }, stderr).toEqual({ code: 0, troubles: [] })
      expect(await attached()).toEqual(policies)
    }
    expect(await stage.aws.policy(own)).toBeUndefined()
    const unbound = await run(stage, 'unbind', ['shop/till'])
    expect(unbound, unbound.stderr).toMatchObject({ code: 0, report: { ok: true } })
    await stage.aws.deletePolicy(TEAM_POLICY)
    const { roles, policies, providers } = await state(stage)
    expect([roles, policies, Object.keys(providers)]).toEqual([{}, {}, [expect.stringContaining('oidc-provider/')]])
  })

  test("a controller of Flux's own keeps its role through the reconciles of the operator, and beside a Flux of Git", async () => {
    const wanted = ['flux-system/kustomize-controller', ...((await grantsApart(stage))[1] ?? []), '--restart']
    const account = { kind: 'ServiceAccount', namespace: 'flux-system', name: 'kustomize-controller' }
    const role = 'arn:aws:iam::123456789012:role/lab-flux-system-kustomize-controller-irsa'
    const annotations = async () => (await stage.kube.get(account))?.metadata.annotations ?? {}
    const merge = (ref: Parameters<typeof stage.kube.get>[0], by: string, value: string) =>
      stage.kube.mergePatch(ref, { metadata: { annotations: { [by]: value } } }, { fieldManager: 'kubectl-annotate' })

    expect((await stage.install()).code).toBe(0)
    const bound = await run(stage, 'bind', wanted)
    expect(bound, bound.stderr).toMatchObject({ code: 0, report: { ok: true, verify: { verdict: 'pass' } } })
    await merge(account, 'by', 'hand')
    await merge({ kind: 'FluxInstance', namespace: 'flux-system', name: 'flux' }, 'reconcile.fluxcd.io/requestedAt', String(Date.now()))
    // What kubectl set is gone: the operator has been here.
    await expect.poll(async () => (await annotations())['by'], { timeout: 60_000 }).toBeUndefined()
    expect((await annotations())['eks.amazonaws.com/role-arn']).toBe(role)
    expect((await podsOf(stage, { ...account, replicas: 1 })).map((pod) => pod.role)).toEqual([role])
    expect((await run(stage, 'unbind', wanted.slice(0, 1))).code).toBe(0)
    expect((await stage.uninstall()).code).toBe(0)

    await execa(join(LAB, 'lab'), ['flux', 'bootstrap'], { env: { ...stage.lab.vars, LAB_DIR: stage.lab.vars['LAB_DIR'] ?? '' } })
    expect((await run(stage, 'bind', wanted)).code).toBe(0)
    await merge(account, 'by', 'hand')
    const source = { kind: 'Kustomization', namespace: 'flux-system', name: 'flux-system' }
    await merge(source, 'reconcile.fluxcd.io/requestedAt', String(Date.now()))
    await expect.poll(async () => (await annotations())['by'], { timeout: 60_000 }).toBeUndefined()
    expect((await annotations())['eks.amazonaws.com/role-arn']).toBe(role)
  })

  test('a budget that lets no pod go is waited for, and the run ends well once it does', async () => {
    const api = { namespace: 'shop', name: 'api', replicas: 2, budget: { minAvailable: 2 } }
    await appliedWorkload(stage, api)
    const [ecr] = await grantsApart(stage)
    const told = watchedRun('a PodDisruptionBudget to let api-')
    const running = run(stage, 'bind', ['shop/api', ...(ecr ?? []), '--restart', '-v'], { work: told.work })
    await expect.poll(told.isSaid, { timeout: 60_000 }).toBe(true)
    expect((await podsOf(stage, api)).map(({ role }) => role)).toEqual([undefined, undefined])
    const path = '/apis/policy/v1/namespaces/shop/poddisruptionbudgets/api'
    const body = { spec: { minAvailable: 1 } }
    await stage.api.json({ method: 'PATCH', path, body, contentType: 'application/merge-patch+json' }, 'patch')
    const { code, report, stderr } = await running
    expect({ code, ok: report.ok }, stderr).toEqual({ code: 0, ok: true })
    expect((await podsOf(stage, api)).map(({ role }) => role)).toEqual(Array(2).fill('arn:aws:iam::123456789012:role/lab-shop-api-irsa'))
  })
})

/** The program, and whether it said something on stderr yet. */
function watchedRun(words: string): { work: NonNullable<DriveOptions['work']>; isSaid: () => boolean } {
  let said = ''
  return {
    isSaid: () => said.includes(words),
    work: (io) => {
      const stderr = new Writable({
        write(chunk, encoding, done) {
          said += String(chunk)
          io.stderr.write(chunk, encoding, done)
        },
      })
      return program({ ...io, stderr })
    },
  }
}

function run(stage: Stage, command: string, args: string[], options: DriveOptions = {}) {
  return driveJson<InstallReport>(stage.lab, [command, ...args, ...CLUSTER, '--yes'], { lockTimes: LOCK, ...options })
}

/** The three ways to say what a role may do; the team's policy is made for it. */
async function grantsApart(stage: Stage): Promise<string[][]> {
  const file = join(stage.lab.vars['LAB_DIR'] ?? '', 'cart.json')
  await writeFile(file, JSON.stringify(bucket('cart')))
  await stage.aws.createPolicy({ name: 'team-bucket', path: '/', document: bucket('team'), description: '', tags: {} })
  return [
    ['--ecr-read', 'apps/main'],
    ['--policy', file],
    ['--policy-arn', TEAM_POLICY],
  ]
}

async function grants(stage: Stage): Promise<string[]> {
  return (await grantsApart(stage)).flat()
}

function state(stage: Stage): Promise<{ roles: object; policies: object; providers: object }> {
  return stage.lab.ask('state') as ReturnType<typeof state>
}

function troubles({ checks }: VerifyReport): string[] {
  return checks
    .filter(({ status }) => status === 'fail' || status === 'unknown' || status === 'warn')
    .map(({ id, message }) => `${id}: ${message}`)
}
