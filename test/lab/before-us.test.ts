import { beforeEach, describe, expect, test } from 'vitest'
import { helmAs } from '../contract/ports.ts'
import { releaseData, storedRelease } from '../contract/stored-release.ts'
import { isReady } from '../../src/resources/instance-ready.ts'
import { LAB } from './lab-server.ts'
import { onStage } from './stage.ts'

const NAMESPACE = 'flux-system'
const CHARTS = 'oci://ghcr.io/controlplaneio-fluxcd/charts'
const CONTROLLERS = ['image-reflector-controller', 'image-automation-controller']

describe.skipIf(!LAB)('Flux was there, or somebody is at work', () => {
  const stage = onStage()
  let helm: Awaited<ReturnType<typeof helmAs>>['helm']
  beforeEach(async () => {
    ;({ helm } = await helmAs(stage.lab, stage.lab.env['FLUX_IRSA_HELM'] ?? ''))
  })
  const rolesOfPods = async () => {
    const pods = ((await stage.kube.list({ kind: 'Pod', namespace: NAMESPACE })) ?? []).filter(
      (pod) => CONTROLLERS.some((name) => pod.metadata.name.startsWith(name)) && !pod.metadata.deletionTimestamp,
    )
    return pods.map((pod) => /"name":"AWS_ROLE_ARN","value":"([^"]+)"/.exec(JSON.stringify(pod['spec']))?.[1])
  }
  const byHand = async () => {
    await stage.kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } })
    const release = { namespace: NAMESPACE, version: '0.58.1', labels: { team: 'a' }, description: 'by hand' }
    await helm.upgrade({ ...release, name: 'flux-operator', chart: `${CHARTS}/flux-operator`, values: {} })
    await stage.kube.waitFor({ kind: 'CustomResourceDefinition', name: 'fluxinstances.fluxcd.controlplane.io' }, (crd) =>
      JSON.stringify(crd?.['status'] ?? '').includes('NamesAccepted'),
    )
    const instance = {
      distribution: { version: '2.9.x', artifact: '' },
      components: ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller', ...CONTROLLERS],
    }
    await expect
      .poll(
        () => helm.upgrade({ ...release, name: 'flux', chart: `${CHARTS}/flux-instance`, values: { instance } }).then(() => 'done', String),
        { timeout: 20_000 },
      )
      .toBe('done')
    await stage.kube.waitFor({ kind: 'FluxInstance', namespace: NAMESPACE, name: 'flux' }, isReady)
  }

  test('pods that run without an identity are replaced, once, and all is well then', async () => {
    await byHand()
    expect(await rolesOfPods()).toEqual([undefined, undefined])
    const refused = await stage.install()
    expect([refused.code, refused.report.plan.summary.conflict > 0]).toEqual([64, true])
    const { code, report, stderr } = await stage.install(['--adopt'])
    expect({ code, verdict: report.verify?.verdict }, `${stderr}${JSON.stringify(report.results)}`).toEqual({ code: 0, verdict: 'pass' })
    const role = 'arn:aws:iam::123456789012:role/lab-flux-imgctrl-irsa'
    expect(await rolesOfPods()).toEqual([role, role])
    const again = await stage.install()
    expect(again.report.results.every((result) => result.outcome === 'kept')).toBe(true)
    expect((await stage.uninstall()).code).toBe(0)
  })

  test.each(['flux-operator', 'flux'])(
    'release %s stuck in the middle of an upgrade is freed and mended, and Flux is not taken away',
    async (name) => {
      expect((await stage.install()).code).toBe(0)
      const before = await stage.kube.get({ kind: 'FluxInstance', namespace: NAMESPACE, name: 'flux' })
      const found = (await helm.releases(NAMESPACE)).find((release) => release.name === name)
      const secret = await stage.kube.get({ kind: 'Secret', namespace: NAMESPACE, name: `sh.helm.release.v1.${name}.v${found?.revision}` })
      const stored = storedRelease(secret)
      stored.version += 1
      stored.info.status = 'pending-upgrade'
      await stage.kube.create({
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'helm.sh/release.v1',
        metadata: {
          name: `sh.helm.release.v1.${name}.v${stored.version}`,
          namespace: NAMESPACE,
          labels: { ...secret?.metadata.labels, status: 'pending-upgrade', version: String(stored.version) },
        },
        data: releaseData(stored),
      })
      const { code, report, stderr } = await stage.install([], { waitTimes: { pendingReleaseMs: 1_000 } })
      expect({ code, ok: report.ok }, stderr).toEqual({ code: 0, ok: true })
      expect((await helm.releases(NAMESPACE)).map((release) => release.status)).toEqual(['deployed', 'deployed'])
      expect((await stage.kube.get({ kind: 'FluxInstance', namespace: NAMESPACE, name: 'flux' }))?.metadata.uid).toBe(before?.metadata.uid)
      expect((await stage.uninstall()).code).toBe(0)
    },
  )

  test('three installs at once end in one result', async () => {
    const runs = await Promise.all([stage.install(), stage.install(), stage.install()])
    expect(
      runs.map((run) => run.code),
      runs.map((run) => run.stderr + JSON.stringify(run.report.results)).join('\n'),
    ).toEqual([0, 0, 0])
    const creates = (await stage.awsWrites()).filter((action) => /^Create(Role|Policy|OpenIDConnectProvider)$/.test(action))
    expect(creates.toSorted()).toEqual(['CreateOpenIDConnectProvider', 'CreatePolicy', 'CreateRole'])
    expect((await helm.releases(NAMESPACE)).map(({ name, status, revision }) => `${name} ${status} ${revision}`).toSorted()).toEqual([
      'flux deployed 1',
      'flux-operator deployed 1',
    ])
    expect(await stage.kube.get({ kind: 'Lease', namespace: NAMESPACE, name: 'flux-irsa' })).toBeUndefined()
    expect((await stage.uninstall()).code).toBe(0)
  })
})
