import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../src/model/kube.ts'
import { LAB } from './lab-server.ts'
import { onStage } from './stage.ts'

const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'externalsecrets.external-secrets.io' },
  spec: {
    group: 'external-secrets.io',
    scope: 'Namespaced',
    names: { plural: 'externalsecrets', singular: 'externalsecret', kind: 'ExternalSecret', listKind: 'ExternalSecretList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
}
const backend = { service: { name: 'web', port: { number: 80 } } }
/** One of each that eleven kinds did not cover, as their owners make them. */
const THEIRS: [path: string, apiVersion: string, kind: string, parts: object][] = [
  ['networkpolicies', 'networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, policyTypes: ['Ingress'] } }],
  ['ingresses', 'networking.k8s.io/v1', 'Ingress', { spec: { defaultBackend: backend } }],
  ['roles', 'rbac.authorization.k8s.io/v1', 'Role', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }],
  ['poddisruptionbudgets', 'policy/v1', 'PodDisruptionBudget', { spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'web' } } } }],
  [
    'horizontalpodautoscalers',
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    { spec: { maxReplicas: 2, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } } },
  ],
  ['resourcequotas', 'v1', 'ResourceQuota', { spec: { hard: { pods: '100' } } }],
  ['externalsecrets', 'external-secrets.io/v1', 'ExternalSecret', { spec: { refreshInterval: '1h' } }],
]

describe.skipIf(!LAB)('a namespace of ours in which others live', () => {
  const stage = onStage()
  const at = (apiVersion: string, path: string) =>
    `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}/namespaces/flux-system/${path}`
  /** What its owner wrote; controllers write status. */
  const written = ({ metadata, status: _status, ...rest }: KubeObject & { status?: unknown }) => {
    const { resourceVersion: _version, managedFields: _fields, ...kept } = metadata
    return { ...rest, metadata: kept }
  }
  const read = (apiVersion: string, path: string) =>
    stage.api.json<KubeObject>({ method: 'GET', path: `${at(apiVersion, path)}/theirs` }, `get ${path}`).then(written)

  test('it stays with all of theirs as it was, each kind named; once they have gone it goes too', async () => {
    const env = { FLUX_IRSA_HELM: stage.lab.helms.find(({ major }) => major === 3)?.path ?? '' }
    const installed = await stage.install([], { env })
    expect({ code: installed.code, errors: installed.report.results }, installed.stderr).toMatchObject({ code: 0 })
    await stage.kube.create(CRD)
    await stage.kube.waitFor({ kind: 'CustomResourceDefinition', name: CRD.metadata.name }, (crd) =>
      JSON.stringify(crd?.['status'] ?? '').includes('InitialNamesAccepted'),
    )
    for (const [path, apiVersion, kind, parts] of THEIRS) {
      const body = { apiVersion, kind, metadata: { name: 'theirs', namespace: 'flux-system', labels: { team: 'web' } }, ...parts }
      const make = () => stage.api.json({ method: 'POST', path: at(apiVersion, path), body }, `create ${kind}`).then(() => 'made', String)
      await expect.poll(make, { timeout: 20_000 }).toMatch(/^made$|already exists/)
    }
    const before = await Promise.all(THEIRS.map(([path, apiVersion]) => read(apiVersion, path)))

    const first = await stage.uninstall([], { env })
    expect({ code: first.code, errors: first.report.results.flatMap(({ error }) => error ?? []) }, first.stderr).toEqual({
      code: 0,
      errors: [],
    })
    const reason = first.report.leftovers?.find(({ resource }) => resource === 'namespace')?.reason ?? ''
    for (const [, , kind] of THEIRS) expect(reason).toContain(`${kind}/theirs`)
    expect(reason).not.toMatch(/more|not listed/)
    expect(await Promise.all(THEIRS.map(([path, apiVersion]) => read(apiVersion, path)))).toEqual(before)
    expect(await stage.kube.get({ kind: 'Lease', namespace: 'flux-system', name: 'flux-irsa' })).toBeUndefined()

    for (const [path, apiVersion] of THEIRS) {
      await stage.api.json({ method: 'DELETE', path: `${at(apiVersion, path)}/theirs` }, `delete ${path}`)
    }
    const second = await stage.uninstall([], { env })
    expect(second.code, second.stderr).toBe(0)
    expect(await stage.kube.get({ kind: 'Namespace', name: 'flux-system' })).toBeUndefined()
    await stage.kube.delete({ kind: 'CustomResourceDefinition', name: CRD.metadata.name })
  }, 180_000)
})
