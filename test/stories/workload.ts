import type { KubeObject } from '../../src/model/kube.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'

interface WorkloadWish {
  namespace: string
  name: string
  /** Made when it is not there; the workload's own name unless said. */
  serviceAccount?: string
  replicas?: number
  /** A `Pod` is a bare one. */
  kind?: 'Deployment' | 'StatefulSet' | 'Job' | 'Pod'
}

/** A workload that is none of Flux's, with its namespace and ServiceAccount; its pods carry the label `app: NAME`, and are ready. */
export async function workload(sandbox: Sandbox, wish: WorkloadWish): Promise<void> {
  const { namespace, name, serviceAccount = name, kind = 'Deployment' } = wish
  const { store } = sandbox.kube
  const home = `/api/v1/namespaces/${namespace}`
  if (!store.get(home)) store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, BY)
  if (!store.get(`${home}/serviceaccounts/${serviceAccount}`)) {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: serviceAccount, namespace } }
    store.create(`${home}/serviceaccounts`, account, BY)
  }
  store.create(COLLECTIONS[kind].replace('NAMESPACE', namespace), objectOf({ ...wish, serviceAccount, kind }), BY)
  await sandbox.idle()
}

/** By name: the role that each pod of a ServiceAccount was born with. */
export function rolesOfPods(sandbox: Sandbox, namespace: string, serviceAccount: string): Record<string, string | undefined> {
  interface Spec {
    serviceAccountName: string
    containers: { env?: { name: string; value?: string }[] }[]
  }
  const specOf = (pod: KubeObject) => pod['spec'] as Spec
  const pods = sandbox.kube.store.list(`/api/v1/namespaces/${namespace}/pods`)
  return Object.fromEntries(
    pods
      .filter((pod) => specOf(pod).serviceAccountName === serviceAccount)
      .map((pod) => [pod.metadata.name, specOf(pod).containers[0]?.env?.find(({ name }) => name === 'AWS_ROLE_ARN')?.value]),
  )
}

const BY = 'kubectl-create'
const COLLECTIONS = {
  Deployment: '/apis/apps/v1/namespaces/NAMESPACE/deployments',
  StatefulSet: '/apis/apps/v1/namespaces/NAMESPACE/statefulsets',
  Job: '/apis/batch/v1/namespaces/NAMESPACE/jobs',
  Pod: '/api/v1/namespaces/NAMESPACE/pods',
}

function objectOf({ namespace, name, serviceAccount, replicas = 1, kind }: WorkloadWish & { kind: keyof typeof COLLECTIONS }): KubeObject {
  const labels = { app: name }
  const containers = [{ name: 'main', image: `registry.example.com/${name}:1` }]
  const podSpec = { serviceAccountName: serviceAccount, containers }
  const template = { metadata: { labels }, spec: podSpec }
  if (kind === 'Pod') return { apiVersion: 'v1', kind, metadata: { name, namespace, labels }, spec: podSpec }
  if (kind === 'Job') {
    const finite = { ...template, spec: { ...podSpec, restartPolicy: 'Never' } }
    return { apiVersion: 'batch/v1', kind, metadata: { name, namespace }, spec: { parallelism: replicas, template: finite } }
  }
  return { apiVersion: 'apps/v1', kind, metadata: { name, namespace }, spec: { replicas, selector: { matchLabels: labels }, template } }
}
