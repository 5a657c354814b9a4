import type { KubeObject } from '../../model/kube.ts'

export function isSuspended(object: KubeObject): boolean {
  return (object['spec'] as { suspend?: boolean } | undefined)?.suspend === true
}
