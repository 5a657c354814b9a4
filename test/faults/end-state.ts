import type { KubeObject } from '../../src/model/kube.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'

/** Everything that lasts, without what chance decides: times, ids, names of pods, Helm's revision numbers; and without the lock, which expires. */
export function endState(sandbox: Sandbox): unknown {
  const { iam, kubernetes, helm } = sandbox.snapshot()
  return {
    iam: { ...iam, roles: Object.fromEntries(Object.entries(iam.roles).map(([name, role]) => [name, { ...(role as object), id: '' }])) },
    kubernetes: kubernetes.filter(({ kind }) => kind !== 'Lease').map(withoutGeneration),
    helm: helm.map(({ revision: _revision, ...release }) => release),
    pods: sandbox.kube.store.list('/api/v1/pods').map(identity).sort(),
  }
}

/** The unique ids of roles: a role that was made anew has another. */
export function roleIds(sandbox: Sandbox): Record<string, string> {
  return Object.fromEntries([...sandbox.aws.account.roles.values()].map(({ name, id }) => [name, id]))
}

/** How often an object was changed on its way is no part of where it ended. */
function withoutGeneration(object: KubeObject): KubeObject {
  return JSON.parse(JSON.stringify(object).replaceAll(/"observedGeneration":\d+/g, '"observedGeneration":0')) as KubeObject
}

function identity(pod: KubeObject): string {
  interface Spec {
    serviceAccountName?: string
    containers: { env?: { name: string; value?: string }[] }[]
  }
  const { serviceAccountName, containers } = pod['spec'] as Spec
  const role = containers[0]?.env?.find(({ name }) => name === 'AWS_ROLE_ARN')?.value ?? 'none'
  return `${pod.metadata.namespace}/${serviceAccountName}: ${role}${pod.metadata.deletionTimestamp ? ', going' : ''}`
}

export type Counts = Record<string, number>

/** Counts what is created and deleted in the cluster from now on, by kind; helm's release Secrets apart. */
export function countChanges(sandbox: Sandbox): { counts: Counts; stop: () => void } {
  const counts: Counts = {}
  const stop = sandbox.kube.store.onEvent(({ type, object }) => {
    if (type === 'MODIFIED') return
    for (const key of Object.keys(changeOf(type === 'ADDED' ? 'create' : 'delete', object))) counts[key] = (counts[key] ?? 0) + 1
  })
  return { counts, stop }
}

/** One change, under the object's name without what chance adds. */
export function changeOf(verb: 'create' | 'delete', object: KubeObject): Counts {
  const kind = object['type'] === 'helm.sh/release.v1' ? 'helm revision' : object.kind
  const name = object.metadata.name.replace(/(-[0-9a-f]{6,10})?-[0-9a-z]{5}$|-[0-9a-f]{6,10}$|\.v\d+$/, '')
  return { [`${verb} ${kind} ${name}`]: 1 }
}

export function plus(...all: Counts[]): Counts {
  const sum: Counts = {}
  for (const counts of all) for (const [key, value] of Object.entries(counts)) sum[key] = (sum[key] ?? 0) + value
  return sum
}

/** What was created or deleted more than once too often. */
export function excess(found: Counts, undisturbed: Counts): string[] {
  return Object.entries(found)
    .filter(([key, count]) => count > (undisturbed[key] ?? 0) + 1)
    .map(([key, count]) => `${key}: ${count} times, undisturbed ${undisturbed[key] ?? 0}`)
}
