import type { KubeObject } from '../kube/ports.ts'

export function isSuspended(object: KubeObject): boolean {
  return (object['spec'] as { suspend?: boolean } | undefined)?.suspend === true
}
