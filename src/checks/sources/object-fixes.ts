import type { KubeObject } from '../../model/kube.ts'
import { shell } from '../../domain/shell.ts'

/** An object of Flux, as kubectl finds it. */
interface Place {
  kind: string
  namespace?: string
  name: string
}

/** The command for what only the owner of an object can decide. */
export function editFix({ kind, namespace, name }: Place): string {
  return shell`kubectl --namespace ${namespace} edit ${kind.toLowerCase()} ${name}`
}

/** What shows the whole story of an object, where no command ends it. */
export function describeFix({ kind, namespace, name }: Place): string {
  return shell`kubectl --namespace ${namespace} describe ${kind.toLowerCase()} ${name}`
}

export function providerFix(place: Place, provider: 'aws' | 'generic'): string {
  return patchFix(place, { provider })
}

/** What `flux resume` does, without the flux CLI. */
export function resumeFix(place: Place): string {
  return patchFix(place, { suspend: false })
}

export function placeOf({ kind, metadata: { name, namespace = '' } }: KubeObject): Place {
  return { kind, namespace, name }
}

function patchFix({ kind, namespace, name }: Place, spec: object): string {
  return shell`kubectl --namespace ${namespace} patch ${kind.toLowerCase()} ${name} --type merge --patch ${JSON.stringify({ spec })}`
}
