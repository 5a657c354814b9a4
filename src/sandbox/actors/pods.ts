import type { KubeObject } from '../../model/kube.ts'
import type { ClusterStore } from '../kube/store-types.ts'

export interface EnvVar {
  name: string
  value?: string
  valueFrom?: unknown
}
interface VolumeMount {
  name: string
  mountPath: string
  readOnly?: boolean
}
export interface Container {
  name: string
  image: string
  args?: string[]
  env?: EnvVar[]
  volumeMounts?: VolumeMount[]
}
interface TokenProjection {
  audience?: string
  expirationSeconds?: number
  path: string
}
export interface Volume {
  name: string
  projected?: { sources?: { serviceAccountToken?: TokenProjection }[] }
}
export interface PodSpec {
  serviceAccountName?: string
  containers: Container[]
  initContainers?: Container[]
  volumes?: Volume[]
}

export function podSpec(pod: KubeObject): PodSpec {
  return pod['spec'] as PodSpec
}

/** The pod of a controller that does its work now: running, not on its way out, the youngest of its name; its name is `NAME-…`. */
export function runningPod(store: ClusterStore, name: string): KubeObject | undefined {
  const pods = store.list('/api/v1/pods').filter((pod) => {
    const phase = (pod['status'] as { phase?: string } | undefined)?.phase
    return phase === 'Running' && !pod.metadata.deletionTimestamp && pod.metadata.name.startsWith(`${name}-`)
  })
  const age = (pod: KubeObject) => `${pod.metadata.creationTimestamp ?? ''} ${(pod.metadata.resourceVersion ?? '').padStart(12, '0')}`
  return pods.sort((a, b) => age(a).localeCompare(age(b))).at(-1)
}

/** The container that does the pod's work: the first. */
export function mainContainer(pod: KubeObject): Container | undefined {
  return podSpec(pod).containers[0]
}

export function envOf(container: Container | undefined): Record<string, string> {
  return Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value ?? '']))
}
