import type { KubeObject } from '../../src/model/kube.ts'
import type { Stage } from './stage.ts'

interface WorkloadWish {
  namespace: string
  name: string
  replicas: number
  /** Of a PodDisruptionBudget over its pods. */
  budget?: { minAvailable: number } | { maxUnavailable: number }
}

/** A Deployment with a ServiceAccount and a namespace of its own name's; resolves when its pods are ready. */
export async function appliedWorkload({ kube, api }: Pick<Stage, 'kube' | 'api'>, wish: WorkloadWish): Promise<void> {
  const { namespace, name, replicas, budget } = wish
  await kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  await kube.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } })
  const matchLabels = { app: name }
  const template = {
    metadata: { labels: matchLabels },
    spec: { serviceAccountName: name, containers: [{ name: 'main', image: `registry.example.com/${name}:1` }] },
  }
  const spec = { replicas, selector: { matchLabels }, template }
  await kube.create({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec })
  if (budget) {
    const body = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name },
      spec: { selector: { matchLabels }, ...budget },
    }
    await api.json({ method: 'POST', path: `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`, body }, 'create')
  }
  await kube.waitForList(selectionOf(wish), (pods) => standing(pods).length === replicas && standing(pods).every(isReady))
}

interface Spec {
  containers: { env?: { name: string; value?: string }[] }[]
}

/** The workload's pods that are not on their way out, with the role that each was born with. */
export async function podsOf(
  { kube }: Pick<Stage, 'kube'>,
  wish: WorkloadWish,
): Promise<{ uid: string | undefined; role: string | undefined }[]> {
  const pods = standing((await kube.list(selectionOf(wish))) ?? [])
  return pods.map((pod) => ({
    uid: pod.metadata.uid,
    role: (pod['spec'] as Spec).containers[0]?.env?.find(({ name }) => name === 'AWS_ROLE_ARN')?.value,
  }))
}

function selectionOf({ namespace, name }: WorkloadWish) {
  return { kind: 'Pod', namespace, fields: `spec.serviceAccountName=${name}` }
}

function standing(pods: KubeObject[]): KubeObject[] {
  return pods.filter(({ metadata }) => !metadata.deletionTimestamp)
}

function isReady(pod: KubeObject): boolean {
  const { conditions = [] } = (pod['status'] ?? {}) as { conditions?: { type: string; status: string }[] }
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
}
