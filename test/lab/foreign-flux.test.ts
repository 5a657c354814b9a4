import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import type { KubeObject } from '../../src/model/kube.ts'
import { helmAs } from '../contract/ports.ts'
import { ROLE_ARN_ANNOTATION } from '../../src/domain/ownership.ts'
import { isReady } from '../../src/resources/instance-ready.ts'
import { driveJson } from '../stories/drive.ts'
import { objectsOf } from './cluster-objects.ts'
import { LAB } from './lab-server.ts'
import { onStage, type Stage } from './stage.ts'

const CHARTS = 'oci://ghcr.io/controlplaneio-fluxcd/charts'

async function bring({ lab }: Stage, kind: string, args: string[] = []): Promise<void> {
  await execa(join(LAB, 'lab'), ['flux', kind, ...args], { env: { ...lab.vars, LAB_DIR: lab.vars['LAB_DIR'] ?? '' } })
}

describe.skipIf(!LAB).each<[kind: string, args: string[], told: RegExp]>([
  ['bootstrap', [], /Flux 2\.9\.4 runs in flux-system, set up by flux bootstrap: Git \(Kustomization flux-system\/flux-system\) keeps it/],
  [
    'bootstrap',
    ['--components', 'source-controller,kustomize-controller'],
    /Flux 2\.9\.4 .* Git \(Kustomization flux-system\/flux-system\)/,
  ],
  ['chart', [], /Flux 2\.9\.4 runs in flux-system, set up by a Helm chart: the Helm release flux-system\/flux2 keeps it/],
  [
    'operator-git',
    [],
    /Flux 2\.9\.4 runs in flux-system, set up by flux-operator: Git \(Flux delivers it\), by FluxInstance flux-system\/flux keeps it/,
  ],
])('a Flux by %s %j', (kind, args, told) => {
  const stage = onStage()

  test('gets its identity where it stands, with either helm, and nothing else of it changes', { timeout: 300_000 }, async () => {
    await bring(stage, kind, args)
    const before = ofOthers(await objectsOf(stage.lab))
    expect(Object.keys(before)).toContain('Deployment flux-system/source-controller')
    for (const { path } of stage.lab.helms) {
      const options = { env: { FLUX_IRSA_HELM: path, FLUX_IRSA_GIT_PASSWORD: '' } }
      const planned = await driveJson<Plan>(stage.lab, ['plan', '--cluster', 'lab'], options)
      expect([planned.code, planned.report.notices.join(' '), planned.report.lasting?.text]).toEqual([
        0,
        expect.stringMatching(told),
        expect.stringContaining('role-arn'),
      ])
      const done = await stage.install([], options)
      expect([done.code, done.report.results.flatMap(({ error }) => error ?? [])]).toEqual([0, []])
      const again = await stage.install([], options)
      expect([again.code, again.report.plan.actions.filter((step) => step.kind !== 'keep')]).toEqual([0, []])
      const verified = await driveJson<VerifyReport>(stage.lab, ['verify', '--cluster', 'lab'], options)
      expect([verified.code, verified.report.checks.filter(({ status }) => status === 'fail')]).toEqual([0, []])
      expect(ofOthers(await objectsOf(stage.lab))).toEqual(before)
      const gone = await stage.uninstall(['--delete-oidc-provider'], options)
      expect([gone.code, gone.report.results.flatMap(({ error }) => error ?? [])]).toEqual([0, []])
      expect(ofOthers(await objectsOf(stage.lab))).toEqual(before)
    }
  })
})

describe.skipIf(!LAB)('what takes the annotation back', () => {
  const stage = onStage()
  const path = (name: string) => `/api/v1/namespaces/flux-system/serviceaccounts/${name}`
  const roleOf = async (name: string) =>
    (await stage.kube.get({ kind: 'ServiceAccount', namespace: 'flux-system', name }))?.metadata.annotations?.[ROLE_ARN_ANNOTATION]

  test.each(['bootstrap', 'operator-git'])(
    'by %s: what kubectl sets goes with the next apply, what we set stays; of a new ServiceAccount ours is gone until install runs again',
    { timeout: 240_000 },
    async (kind) => {
      await bring(stage, kind)
      const done = await stage.install()
      expect(done.code, done.stderr).toBe(0)
      const ours = await roleOf('image-reflector-controller')
      expect(ours).toMatch(/^arn:aws:iam::/)
      const body = { metadata: { annotations: { [ROLE_ARN_ANNOTATION]: 'arn:aws:iam::123456789012:role/by-hand' } } }
      const query = { fieldManager: 'kubectl-annotate' }
      const contentType = 'application/merge-patch+json'
      await stage.api.json({ method: 'PATCH', path: path('source-controller'), query, body, contentType }, 'annotate')
      await nextApply(kind)
      await expect.poll(() => roleOf('source-controller'), { timeout: 90_000, interval: 1000 }).toBeUndefined()
      expect(await roleOf('image-reflector-controller')).toBe(ours)

      await stage.api.json({ method: 'DELETE', path: path('image-reflector-controller') }, 'delete')
      await nextApply(kind)
      const isBack = async () =>
        (await stage.kube.get({ kind: 'ServiceAccount', namespace: 'flux-system', name: 'image-reflector-controller' })) !== undefined
      await expect.poll(isBack, { timeout: 90_000, interval: 1000 }).toBe(true)
      expect(await roleOf('image-reflector-controller')).toBeUndefined()
      const again = await stage.install()
      expect(again.code, again.stderr).toBe(0)
      expect(await roleOf('image-reflector-controller')).toBe(ours)
    },
  )

  /** Asks the owner to look now, as `flux reconcile` does. */
  async function nextApply(kind: string): Promise<void> {
    const where = kind === 'bootstrap' ? 'kustomize.toolkit.fluxcd.io/v1' : 'fluxcd.controlplane.io/v1'
    const object = kind === 'bootstrap' ? 'kustomizations/flux-system' : 'fluxinstances/flux'
    const body = { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': new Date().toISOString() } } }
    const request = { method: 'PATCH' as const, path: `/apis/${where}/namespaces/flux-system/${object}`, body }
    await stage.api.json({ ...request, query: { fieldManager: 'flux' }, contentType: 'application/merge-patch+json' }, 'reconcile')
  }
})

/** Without what an install is to change: our annotations, and the pods that are replaced. */
function ofOthers(objects: Record<string, unknown>): Record<string, unknown> {
  const theirs = Object.entries(objects).filter(([name]) => !/^(Pod|Lease|ReplicaSet|EndpointSlice|Event|Endpoints) /.test(name))
  return Object.fromEntries(
    theirs.map(([name, object]) => [name, name.startsWith('ServiceAccount ') ? withoutOurs(object as KubeObject) : object]),
  )
}

function withoutOurs(object: KubeObject): unknown {
  const { annotations = {}, owners = [], ...metadata } = object.metadata as KubeObject['metadata'] & { owners?: string[] }
  const kept = Object.entries(annotations).filter(([key]) => !/^(flux-irsa\/|eks\.amazonaws\.com\/role-arn$)/.test(key))
  return {
    ...object,
    metadata: { ...metadata, owners: owners.filter((owner) => !owner.startsWith('["flux-irsa"')), annotations: Object.fromEntries(kept) },
  }
}

describe.skipIf(!LAB)('a FluxInstance that is taken over', () => {
  const stage = onStage()
  const NAMESPACE = 'flux-system'
  const ref = { kind: 'FluxInstance', namespace: NAMESPACE, name: 'flux' }
  const SPEC = {
    distribution: { version: '2.9.x', registry: 'ghcr.io/fluxcd' },
    components: [
      'source-controller',
      'kustomize-controller',
      'helm-controller',
      'image-reflector-controller',
      'image-automation-controller',
    ],
    cluster: { type: 'kubernetes', size: 'small', domain: 'cluster.local', networkPolicy: false, multitenant: false },
    commonMetadata: { labels: { team: 'platform' } },
    kustomize: {
      patches: [
        { target: { kind: 'Deployment', name: 'source-controller' }, patch: '- op: add\n  path: /metadata/labels/by\n  value: them\n' },
      ],
    },
    migrateResources: false,
    sync: {
      kind: 'GitRepository',
      name: 'fleet',
      interval: '10m',
      provider: 'generic',
      url: 'https://bitbucket.org/acme/fleet.git',
      ref: 'refs/heads/main',
      path: './',
      pullSecret: 'theirs',
    },
  }
  const ANNOTATIONS = { 'fluxcd.controlplane.io/reconcileEvery': '30m', 'acme.example/owner': 'sre' }

  async function bringInstance(by: 'kubectl' | 'helm', helm: Awaited<ReturnType<typeof helmAs>>['helm']): Promise<KubeObject> {
    await stage.kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } })
    const data = { username: Buffer.from('x-token-auth').toString('base64'), password: Buffer.from('secret').toString('base64') }
    await stage.kube.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'theirs', namespace: NAMESPACE }, data })
    const release = { namespace: NAMESPACE, version: '0.58.1', labels: { team: 'a' }, description: 'by hand' }
    await helm.upgrade({ ...release, name: 'flux-operator', chart: `${CHARTS}/flux-operator`, values: { priorityClassName: '' } })
    await stage.kube.waitFor({ kind: 'CustomResourceDefinition', name: 'fluxinstances.fluxcd.controlplane.io' }, (crd) =>
      JSON.stringify(crd?.['status'] ?? '').includes('NamesAccepted'),
    )
    const path = `/apis/fluxcd.controlplane.io/v1/namespaces/${NAMESPACE}/fluxinstances`
    const body = {
      apiVersion: 'fluxcd.controlplane.io/v1',
      kind: 'FluxInstance',
      metadata: { name: 'flux', annotations: ANNOTATIONS },
      spec: SPEC,
    }
    const { migrateResources: _, ...instance } = SPEC
    const values = { commonAnnotations: ANNOTATIONS, instance }
    const make = () =>
      by === 'kubectl'
        ? stage.api.json({ method: 'POST', path, query: { fieldManager: 'kubectl-client-side-apply' }, body }, 'create')
        : helm.upgrade({ ...release, name: 'flux', chart: `${CHARTS}/flux-instance`, values })
    await expect.poll(() => make().then(() => 'done', String), { timeout: 20_000 }).toBe('done')
    await stage.kube.waitFor(ref, isReady)
    return (await stage.kube.get(ref)) ?? expect.fail('no FluxInstance')
  }

  test.each([
    ['kubectl', 3],
    ['helm', 3],
    ['kubectl', 4],
    ['helm', 4],
  ] as const)('keeps every key of its own: made by %s, adopted with helm %i', { timeout: 300_000 }, async (by, major) => {
    const path = stage.lab.helms.find((helm) => helm.major === major)?.path ?? ''
    const { helm } = await helmAs(stage.lab, path)
    const before = await bringInstance(by, helm)
    const fleet = await stage.kube.get({ kind: 'Kustomization', namespace: NAMESPACE, name: 'fleet' })
    const options = { env: { FLUX_IRSA_HELM: path, FLUX_IRSA_GIT_PASSWORD: '' } }
    const adopt = () => driveJson<{ plan: Plan }>(stage.lab, ['adopt', '--cluster', 'lab', '--yes', '--repository', 'apps/*'], options)
    const { code, report, stderr } = await adopt()
    expect(code, `${stderr}${JSON.stringify(report)}`).toBe(0)

    const kept = async () => {
      const after = (await stage.kube.get(ref)) ?? expect.fail('no FluxInstance')
      expect(others(after)).toEqual(others(before))
      expect(after.metadata.annotations).toMatchObject(ANNOTATIONS)
      expect((await stage.kube.get({ kind: 'Kustomization', namespace: NAMESPACE, name: 'fleet' }))?.metadata.uid).toBe(fleet?.metadata.uid)
      const release = (await helm.releases(NAMESPACE)).find(({ name }) => name === 'flux')
      expect(release?.values).toMatchObject({ instance: { sync: SPEC.sync, cluster: SPEC.cluster, commonMetadata: SPEC.commonMetadata } })
    }
    await kept()
    const again = await driveJson<Plan>(stage.lab, ['plan', '--cluster', 'lab', '--detailed-exitcode'], options)
    expect([again.code, again.report.actions.filter(({ kind }) => kind !== 'keep')]).toEqual([0, []])
    // A change of ours renders it anew.
    const upgraded = await driveJson<{ plan: Plan }>(stage.lab, ['install', '--cluster', 'lab', '--yes', '--repository', 'web'], options)
    expect(upgraded.code).toBe(0)
    await kept()
    expect((await stage.uninstall([], options)).code).toBe(0)
  })
})

/** The spec less what is ours to set: our patches, and where Flux's manifests come from. */
function others(instance: KubeObject): unknown {
  const spec = structuredClone(instance['spec']) as { distribution: Record<string, unknown>; kustomize: { patches: { patch: string }[] } }
  delete spec.distribution['artifact']
  return { ...spec, kustomize: { patches: spec.kustomize.patches.filter(({ patch }) => !patch.startsWith('# flux-irsa')) } }
}
