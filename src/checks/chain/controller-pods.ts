import { isAtWork } from '../../domain/pod-life.ts'
import type { KubeObject } from '../../model/kube.ts'
import type { Facts } from '../kernel/facts.ts'

/** Pods of a controller, by the ServiceAccount that they run under. One that is being deleted or is done does not count: its successor does. */
export async function podsUnder({ pods }: Pick<Facts, 'pods'>, serviceAccount: string): Promise<KubeObject[]> {
  return (await pods()).filter((pod) => {
    const spec = pod['spec'] as { serviceAccountName?: string } | undefined
    return spec?.serviceAccountName === serviceAccount && isAtWork(pod)
  })
}

interface EnvContainer {
  name: string
  env?: { name: string; value?: string }[]
}

/** The environment of a pod's first container, which is the controller's; what comes from a reference is an empty text. */
export function environmentOf(pod: KubeObject): Record<string, string> {
  const { containers = [] } = (pod['spec'] ?? {}) as { containers?: EnvContainer[] }
  return Object.fromEntries((containers[0]?.env ?? []).map(({ name, value }) => [name, value ?? '']))
}
