import type { KubeObject } from '../../src/model/kube.ts'
import type { Stage } from './stage.ts'

const NAMESPACES = ['flux-system', 'apps']
const KINDS = ['ServiceAccount', 'Secret', 'Deployment', 'FluxInstance', 'Lease']

/** All that lasts of an install on the lab, without what chance decides: times, ids, names of pods, Helm's revisions. */
export async function labEndState({ kube, lab }: Stage): Promise<unknown> {
  const iam = (await lab.ask('state')) as { roles: Record<string, { id: string }>; policies: object; providers: object }
  const listed = NAMESPACES.flatMap((namespace) => KINDS.map(async (kind) => (await kube.list({ kind, namespace })) ?? []))
  const objects = (await Promise.all(listed)).flat().filter((object) => object['type'] !== 'helm.sh/release.v1' && !isFreeLease(object))
  const namespaces = await Promise.all(NAMESPACES.map((name) => kube.get({ kind: 'Namespace', name })))
  return {
    iam: { ...iam, roles: Object.fromEntries(Object.entries(iam.roles).map(([name, role]) => [name, { ...role, id: '' }])) },
    kubernetes: [...namespaces.filter((one) => one !== undefined), ...objects]
      .map(lasting)
      .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    helm: await newestReleases(kube),
    pods: ((await kube.list({ kind: 'Pod', namespace: 'flux-system' })) ?? [])
      .filter((pod) => !pod.metadata.deletionTimestamp)
      .map(identity)
      .toSorted(),
  }
}

const keyOf = ({ kind, metadata }: KubeObject) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`

function isFreeLease({ kind, spec }: KubeObject & { spec?: unknown }): boolean {
  return kind === 'Lease' && !(spec as { holderIdentity?: string } | undefined)?.holderIdentity
}

function lasting({ kind, apiVersion, metadata, ...rest }: KubeObject): KubeObject {
  const { name, namespace, labels, annotations } = metadata
  const { 'deployment.kubernetes.io/revision': _revision, ...kept } = annotations ?? {}
  const { status: _status, spec, data } = rest as Record<string, unknown>
  // A Namespace's and a Deployment's other parts are the cluster's to decide.
  const content = kind === 'FluxInstance' ? { spec } : kind === 'Deployment' ? { images: imagesOf(spec) } : { data }
  return { kind, apiVersion, metadata: { name, ...(namespace ? { namespace } : {}), labels: labels ?? {}, annotations: kept }, ...content }
}

function imagesOf(spec: unknown): string[] {
  return [...JSON.stringify(spec).matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image ?? '')
}

function identity(pod: KubeObject): string {
  const { serviceAccountName } = pod['spec'] as { serviceAccountName?: string }
  return `${serviceAccountName}: ${/"name":"AWS_ROLE_ARN","value":"([^"]+)"/.exec(JSON.stringify(pod['spec']))?.[1] ?? 'none'}`
}

async function newestReleases(kube: Stage['kube']): Promise<string[]> {
  const secrets = ((await kube.list({ kind: 'Secret', namespace: 'flux-system' })) ?? []).filter(
    ({ type }) => type === 'helm.sh/release.v1',
  )
  const newest = new Map<string, Record<string, string>>()
  for (const { metadata } of secrets) {
    const { name = '', version = '0' } = metadata.labels ?? {}
    if (Number(version) > Number(newest.get(name)?.['version'] ?? 0)) newest.set(name, metadata.labels ?? {})
  }
  return [...newest].map(([name, labels]) => `${name}: ${labels['status']}`).toSorted()
}
