import { beforeEach, describe, expect, test } from 'vitest'
import { at } from '../../../src/domain/at.ts'
import type { HelmReader, HelmWriter, Release, ReleaseRequest } from '../../../src/model/helm.ts'
import type { Condition, KubeObject } from '../../../src/model/kube.ts'
import type { Helm } from '../../../src/helm/process.ts'
import { codeOf, failureOf, helmAs, type Kube } from '../ports.ts'
import type { Server } from '../server.ts'
import { releaseData, storedRelease } from '../stored-release.ts'
import { emptyNamespace } from './empty-cluster.ts'

const CHARTS = 'oci://ghcr.io/controlplaneio-fluxcd/charts'
const NAMESPACE = 'flux-system'
const SYNC = { kind: 'GitRepository', url: 'https://example.com/fleet.git', ref: 'refs/heads/main', path: './', interval: '5m' }
const WRONG_DIGEST = `sha256:${'0'.repeat(64)}`

/** Releases of the two charts, by each helm. */
export function helmCases(server: () => Server): void {
  describe.each([3, 4] as const)('helm %i', (major) => {
    let helm: HelmReader & HelmWriter
    let raw: Helm
    let kube: Kube
    beforeEach(async () => {
      const met = await helmAs(server(), server().helms.find((one) => one.major === major)?.path ?? '')
      ;({ helm, raw, kube } = met)
      await emptyNamespace(met.kube, met.api, NAMESPACE)
    })

    const operator = (more: Partial<ReleaseRequest> = {}): ReleaseRequest => ({
      name: 'flux-operator',
      namespace: NAMESPACE,
      chart: `${CHARTS}/flux-operator`,
      version: '0.58.1',
      values: {},
      labels: { team: 'a-team' },
      description: 'by a test',
      ...more,
    })
    const instance = (values: Record<string, unknown> = {}): ReleaseRequest => ({
      name: 'flux',
      namespace: NAMESPACE,
      chart: `${CHARTS}/flux-instance`,
      version: '0.58.1',
      labels: { team: 'a-team' },
      description: 'by a test',
      values: { instance: { distribution: { version: '2.9.x', artifact: '' }, ...values } },
    })
    const release = async (name = 'flux-operator'): Promise<Release | undefined> =>
      (await helm.releases(NAMESPACE)).find((one) => one.name === name)
    const get = (kind: string, name: string) => kube.get({ kind, namespace: NAMESPACE, name })
    const artifact = async () => at(await get('FluxInstance', 'flux'), ['spec', 'distribution', 'artifact'])
    /** As a helm leaves it that was killed at work. */
    const leave = async (status: string) => {
      const found = await release()
      const ref = { kind: 'Secret', namespace: NAMESPACE, name: `sh.helm.release.v1.flux-operator.v${found?.revision}` }
      const stored = storedRelease(await kube.get(ref))
      stored.info.status = status
      await kube.mergePatch(ref, { metadata: { labels: { status } }, data: releaseData(stored) })
    }

    test('it tells its version', async () => {
      expect(Number((await helm.version()).split('.')[0])).toBe(major)
    })
    test('a chart is installed, with the values, labels and description that were given', async () => {
      await helm.upgrade(operator({ values: { installCRDs: true, extraArgs: ['--words=a: b # "c"', 'null'] } }))
      expect(await release()).toMatchObject({
        revision: 1,
        status: 'deployed',
        chart: { name: 'flux-operator', version: '0.58.1', appVersion: 'v0.58.1' },
        values: { installCRDs: true, extraArgs: ['--words=a: b # "c"', 'null'] },
        labels: { team: 'a-team' },
        description: 'by a test',
      })
      expect((await release())?.manifest).toContain('kind: Deployment')
      expect(await get('Deployment', 'flux-operator')).toBeDefined()
      expect((await get('ServiceAccount', 'flux-operator'))?.metadata.annotations).toMatchObject({
        'meta.helm.sh/release-name': 'flux-operator',
        'meta.helm.sh/release-namespace': NAMESPACE,
      })
    })
    test('an upgrade with nothing new is a new revision of the same, and touches no object', async () => {
      await helm.upgrade(operator())
      const before = await get('ServiceAccount', 'flux-operator')
      await helm.upgrade(operator())
      expect(await release()).toMatchObject({ revision: 2, status: 'deployed', labels: { team: 'a-team' } })
      expect((await get('ServiceAccount', 'flux-operator'))?.metadata.resourceVersion).toBe(before?.metadata.resourceVersion)
    })
    test('an upgrade takes the values that it is given and no older ones', async () => {
      await helm.upgrade(operator({ values: { extraArgs: ['--x'] } }))
      await helm.upgrade(operator({ values: { installCRDs: true } }))
      expect((await release())?.values).toEqual({ installCRDs: true })
    })
    test('a chart is changed to another version', async () => {
      await helm.upgrade(operator({ version: '0.49.0' }))
      expect((await release())?.chart.version).toBe('0.49.0')
      await helm.upgrade(operator())
      expect((await release())?.chart.version).toBe('0.58.1')
    })
    test.each([
      ['a version that is not served', { version: '9.9.9' }],
      ['a digest that is not served', { chart: `${CHARTS}/flux-operator@${WRONG_DIGEST}` }],
      ['a wrong digest behind a right tag', { chart: `${CHARTS}/flux-operator:0.58.1@${WRONG_DIGEST}` }],
      ['a chart that is not served', { chart: `${CHARTS}/nothing` }],
    ])('%s is refused, and no release is left', async (what, more) => {
      const { version: _, ...request } = operator(more)
      const failure = await failureOf(helm.upgrade({ ...request, ...(what.includes('version') ? more : {}) }))
      expect(failure.code).toBe('helm-failed')
      expect(failure.message).toMatch(/not found|digest mismatch|response status code 404/)
      expect(await release()).toBeUndefined()
    })
    test('values that the API server refuses leave a failed release, which the next upgrade mends', async () => {
      await helm.upgrade(operator())
      await kube.waitFor({ kind: 'CustomResourceDefinition', name: 'fluxinstances.fluxcd.controlplane.io' }, isEstablished)
      const failure = await failureOf(helm.upgrade(instance({ sync: { ...SYNC, interval: 'soon' } })))
      expect(failure.message).toContain(`spec.sync.interval in body should match '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$'`)
      const failed = await release('flux')
      expect([failed?.status, failed?.revision]).toEqual(['failed', 1])
      await helm.upgrade(instance({ sync: SYNC }))
      expect((await release('flux'))?.status).toBe('deployed')
      expect((await get('FluxInstance', 'flux'))?.['spec']).toMatchObject({ sync: SYNC })
    })
    test('an instance whose artifact is empty has none, and a release of either helm is upgraded by the other', async () => {
      const other = await helmAs(server(), server().helms.find((one) => one.major !== major)?.path ?? '')
      const pinned = 'oci://registry.example.com/flux-operator-manifests:v0.58.1'
      await helm.upgrade(operator())
      await kube.waitFor({ kind: 'CustomResourceDefinition', name: 'fluxinstances.fluxcd.controlplane.io' }, isEstablished)
      await other.helm.upgrade(instance())
      expect(await artifact()).toBeUndefined()
      await helm.upgrade(instance({ cluster: { size: 'small' } }))
      expect(await artifact()).toBeUndefined()
      expect((await get('FluxInstance', 'flux'))?.['spec']).toMatchObject({ cluster: { size: 'small' } })
      await other.helm.upgrade(instance({ distribution: { version: '2.9.x', artifact: pinned } }))
      expect(await artifact()).toBe(pinned)
      await helm.upgrade(instance())
      expect(await artifact()).toBeUndefined()
      expect(await release('flux')).toMatchObject({ status: 'deployed', revision: 4 })
    })
    test('a release that helm 4 applied on the server is upgraded, an empty artifact and all', async () => {
      const four = await helmAs(server(), server().helms.find((one) => one.major === 4)?.path ?? '')
      await helm.upgrade(operator())
      await kube.waitFor({ kind: 'CustomResourceDefinition', name: 'fluxinstances.fluxcd.controlplane.io' }, isEstablished)
      const chart = [`${CHARTS}/flux-instance`, '--version', '0.58.1', '--namespace', NAMESPACE, '--values', '-']
      const { values: empty } = instance()
      const refused = await failureOf(four.raw.run(['install', 'flux', ...chart], { input: JSON.stringify(empty) }))
      expect(refused.message).toContain('spec.distribution.artifact: Invalid value: "null"')
      await helm.upgrade(instance())
      expect(await release('flux')).toMatchObject({ status: 'deployed', revision: 2 })
      await four.raw.run(['upgrade', 'flux', ...chart, '--server-side=true', '--force-conflicts'], {
        input: JSON.stringify({ instance: { cluster: { size: 'small' } } }),
      })
      expect(await artifact()).toMatch(/:latest$/)
      await helm.upgrade(instance())
      expect(await artifact()).toBeUndefined()
    })
    test('a kind that is not served yet is refused', async () => {
      const failure = await failureOf(helm.upgrade(instance()))
      expect(failure.message).toContain('no matches for kind "FluxInstance" in version "fluxcd.controlplane.io/v1"')
    })
    test.each(['pending-install', 'pending-upgrade'])(
      'a release stuck in %s refuses an upgrade until it is marked failed',
      async (status) => {
        await helm.upgrade(operator())
        if (status === 'pending-upgrade') await helm.upgrade(operator())
        await leave(status)
        const stuck = await release()
        expect(stuck?.status).toBe(status)
        expect((await failureOf(helm.upgrade(operator()))).message).toContain('another operation (install/upgrade/rollback) is in progress')
        await helm.markFailed(stuck!)
        await helm.upgrade(operator())
        expect(await release()).toMatchObject({ status: 'deployed', revision: stuck!.revision + 1 })
      },
    )
    test('an object that is there without the release is not taken over unless that is asked for', async () => {
      await kube.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'flux-operator', namespace: NAMESPACE } })
      const failure = await failureOf(helm.upgrade(operator()))
      expect(failure.message).toMatch(
        /ServiceAccount "flux-operator" in namespace "flux-system" exists and cannot be imported into the current release: invalid ownership metadata/,
      )
      await helm.upgrade(operator({ takeOwnership: true }))
      expect((await release())?.status).toBe('deployed')
      expect((await get('ServiceAccount', 'flux-operator'))?.metadata.annotations).toMatchObject({
        'meta.helm.sh/release-name': 'flux-operator',
      })
    })
    test('an uninstall takes the objects and the history, keeps the CRDs, and can be asked for twice', async () => {
      await helm.upgrade(operator())
      await helm.uninstall({ name: 'flux-operator', namespace: NAMESPACE })
      expect(await release()).toBeUndefined()
      await kube.waitFor({ kind: 'Deployment', namespace: NAMESPACE, name: 'flux-operator' }, (object) => object === undefined)
      expect(await get('ServiceAccount', 'flux-operator')).toBeUndefined()
      expect(await kube.get({ kind: 'CustomResourceDefinition', name: 'fluxinstances.fluxcd.controlplane.io' })).toBeDefined()
      expect(await codeOf(helm.uninstall({ name: 'flux-operator', namespace: NAMESPACE }))).toBe('done')
    })
    test('after an uninstall it can be installed again, over the CRDs that stayed', async () => {
      await helm.upgrade(operator())
      await helm.uninstall({ name: 'flux-operator', namespace: NAMESPACE })
      await kube.waitFor({ kind: 'Deployment', namespace: NAMESPACE, name: 'flux-operator' }, (object) => object === undefined)
      await helm.upgrade(operator())
      expect(await release()).toMatchObject({ status: 'deployed', revision: 1 })
    })
    test('a command that it does not know ends with its own words', async () => {
      expect((await failureOf(raw.run(['nonsense']))).message).toContain('unknown command "nonsense" for "helm"')
      expect((await failureOf(raw.run(['upgrade', '--no-such-flag', 'x', 'y']))).message).toContain('unknown flag: --no-such-flag')
    })
    test("a helm that is not there, or no helm, is the user's to mend", async () => {
      const { helm: none } = await helmAs(server(), '/nowhere/helm')
      const failure = await failureOf(none.version())
      expect([failure.code, failure.exitCode]).toEqual(['helm-missing', 64])
    })
  })
}

function isEstablished(crd: KubeObject | undefined): boolean {
  const { conditions = [] } = (crd?.['status'] ?? {}) as { conditions?: Condition[] }
  return conditions.some((condition) => condition.type === 'Established' && condition.status === 'True')
}
