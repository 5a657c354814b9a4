import type { KubeObject } from '../kube/ports.ts'

export function isSuspended(object: KubeObject): boolean {
  return (object['spec'] as { suspend?: boolean } | undefined)?.suspend === true
}

/** What `flux resume` does, without the flux CLI. */
export function resumeFix({ kind, metadata }: KubeObject): string {
  return `kubectl --namespace ${metadata.namespace} patch ${kind.toLowerCase()} ${metadata.name} --type merge --patch '{"spec":{"suspend":false}}'`
}
