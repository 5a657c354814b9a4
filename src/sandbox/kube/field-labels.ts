import type { Resource } from './kinds.ts'
import { badRequest, type StatusError } from './status-error.ts'

const METADATA = ['metadata.name', 'metadata.namespace']

/** By which fields objects can be chosen: the `AddFieldLabelConversionFunc`s in k8s.io/kubernetes `pkg/apis/*` `/conversion.go`. */
const MORE: Record<string, string[]> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
  ],
  Event: ['involvedObject.kind', 'involvedObject.namespace', 'involvedObject.name', 'involvedObject.uid', 'reason', 'source', 'type'],
  Namespace: ['status.phase'],
  Node: ['spec.unschedulable'],
  Secret: ['type'],
}

/** Why objects of this kind cannot be chosen by this field; `undefined` when they can. */
export function fieldProblem({ kind, custom }: Resource, field: string): StatusError | undefined {
  const more = custom ? [] : MORE[kind]
  if ([...METADATA, ...(more ?? [])].includes(field)) return undefined
  if (more) return badRequest(`field label not supported: ${field}`)
  const known = METADATA.map((label) => `"${label}"`).join(', ')
  return badRequest(`"${field}" is not a known field selector: only ${known}`)
}
