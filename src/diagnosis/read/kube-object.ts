import type { Subject } from '../names.ts'
import type { Segment } from './segment.ts'

/** As much of a Kubernetes object as is looked at. */
export interface KubeShape {
  kind: string
  type?: string
  metadata?: { name?: string; namespace?: string; annotations?: Record<string, string>; labels?: Record<string, string> }
  spec?: Record<string, unknown>
  data?: Record<string, unknown>
  status?: {
    conditions?: Condition[]
    containerStatuses?: ContainerStatus[]
    initContainerStatuses?: ContainerStatus[]
    phase?: string
    message?: string
    reason?: string
  }
  items?: unknown
}

interface Condition {
  type?: string
  status?: string
  reason?: string
  message?: string
}
interface ContainerStatus {
  state?: ContainerState
  lastState?: ContainerState
}
type ContainerState = Record<string, { reason?: string; message?: string } | undefined>

function isKubeObject(value: unknown): value is KubeShape {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    ('apiVersion' in value || 'metadata' in value)
  )
}

/** The objects of a list, and of lists in lists; the object itself otherwise. */
export function objectsOf(value: unknown): KubeShape[] {
  if (!isKubeObject(value)) return []
  return Array.isArray(value.items) ? value.items.flatMap(objectsOf) : [value]
}

export function subjectOf({ kind, metadata, spec }: KubeShape): Subject {
  return {
    kind,
    ...(metadata?.name ? { name: metadata.name } : {}),
    ...(metadata?.namespace ? { namespace: metadata.namespace } : {}),
    ...(typeof spec === 'object' && spec !== null ? { spec } : {}),
  }
}

/** Whether its Ready condition is True. */
export function isReady({ status }: KubeShape): boolean {
  return status?.conditions?.some(({ type, status: state }) => type === 'Ready' && state === 'True') === true
}

/** What the object says about itself: conditions, containers, an event's message, the message of an API error. */
export function saidBy(object: KubeShape): Segment[] {
  if (object.kind === 'Event') return eventOf(object)
  const own = object as unknown as { message?: unknown; reason?: unknown }
  if (object.kind === 'Status') return [{ text: `${String(own.reason ?? '')}: ${String(own.message ?? '')}` }]
  const subject = subjectOf(object)
  const { conditions = [], containerStatuses = [], initContainerStatuses = [], message, reason } = object.status ?? {}
  const states = [...containerStatuses, ...initContainerStatuses].flatMap(({ state, lastState }) => [
    ...Object.values(state ?? {}),
    ...Object.values(lastState ?? {}),
  ])
  const waiting = states.flatMap((one) => (one?.message || one?.reason ? [`${one.reason ?? ''}: ${one.message ?? ''}`] : []))
  return [
    ...conditions.flatMap((condition) => conditionOf(condition, subject)),
    ...waiting.map((text) => ({ text, subject, isHealthy: text.startsWith('Completed') })),
    ...(message ? [{ text: `${reason ?? ''}: ${message}`, subject }] : []),
  ]
}

/** A condition as a text. Stalled and Reconciling speak of trouble when they are True, the rest when they are not. */
export function conditionOf({ type = '', status, reason = '', message = '' }: Condition, subject: Subject): Segment[] {
  const isInverse =
    /^(?:Stalled|FetchFailed|BuildFailed|StorageOperationFailed|IncludeUnavailable|Namespace\w*|.*Remaining|.*Failure)$/.test(type)
  const isHealthy = type === 'Reconciling' || (isInverse ? status === 'False' : status === 'True')
  return message === '' && reason === '' ? [] : [{ text: `${reason}: ${message}`, subject, isHealthy }]
}

function eventOf(object: KubeShape): Segment[] {
  const event = object as unknown as {
    type?: string
    reason?: string
    message?: string
    note?: string
    involvedObject?: Record<string, string>
    regarding?: Record<string, string>
  }
  const about = event.involvedObject ?? event.regarding ?? {}
  const subject = {
    ...(about['kind'] ? { kind: about['kind'] } : {}),
    ...(about['name'] ? { name: about['name'] } : {}),
    ...(about['namespace'] ? { namespace: about['namespace'] } : {}),
  }
  return [{ text: `${event.reason ?? ''}: ${event.message ?? event.note ?? ''}`, subject, isHealthy: event.type === 'Normal' }]
}
