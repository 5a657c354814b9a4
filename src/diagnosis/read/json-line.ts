import type { Subject } from '../names.ts'
import { cloudTrailText, isCloudTrail } from './cloudtrail.ts'
import type { Segment } from './segment.ts'

type Fields = Record<string, unknown>
const SAID_FIRST = ['msg', 'message', 'log', 'error', 'err', 'reason']
const ABOUT_THE_LINE =
  /^(?:ts|time|timestamp|@timestamp|level|severity|logger|caller|stacktrace|stack|stream|reconcileID|controller\w*|reconciler ?\w+|name|namespace|hostname|pid|v|kubernetes|source|cluster-name|client-addr|request-id)$/i
/** What collectors of logs put in front: `[pod/x/manager] `, the pod and container of stern, a time, a stream. */
const LONGEST_PREFIX = 300

/**
 * One line of a JSON log as controller-runtime, zap, logrus and CloudTrail write them, also behind the prefix of `kubectl logs --prefix`, stern
 * or a container runtime, and inside the `log` of a collector; `undefined` where it is no JSON object.
 */
export function jsonLine(line: string): Segment | undefined {
  if (!line.endsWith('}')) return undefined
  const start = line.indexOf('{"')
  if (start < 0 || start > LONGEST_PREFIX) return undefined
  const fields = parsed(start === 0 ? line : line.slice(start))
  if (!fields || (start > 0 && !isEntry(fields) && !isCloudTrail(fields))) return undefined
  const segment = segmentOf(fields)
  return segment.text === '' && !isCloudTrail(fields) ? undefined : segment
}

/** What an entry of a log says, as one text; `undefined` for an object that is no entry of a log. */
export function loggedSegment(fields: Fields): Segment | undefined {
  return isEntry(fields) ? segmentOf(fields) : undefined
}

/** Behind other words, an object that says nothing itself is a part of what they say. */
function isEntry(fields: Fields): boolean {
  return SAID_FIRST.some((key) => typeof fields[key] === 'string')
}

function segmentOf(fields: Fields): Segment {
  if (isCloudTrail(fields)) return { text: cloudTrailText(fields) }
  const inner = SAID_FIRST.flatMap((key) => innerLine(fields[key]) ?? [])[0]
  if (inner) return inner
  const first = SAID_FIRST.map((key) => fields[key])
  const rest = Object.entries(fields).flatMap(([key, value]) => (SAID_FIRST.includes(key) || ABOUT_THE_LINE.test(key) ? [] : [value]))
  const text = [...first, ...rest].filter((value) => typeof value === 'string' && value !== '').join(': ')
  const subject = subjectOf(fields)
  return { text, ...(subject ? { subject } : {}) }
}

function innerLine(value: unknown): Segment | undefined {
  return typeof value === 'string' && value.startsWith('{"') ? jsonLine(value.trimEnd()) : undefined
}

/** controller-runtime names kind, namespace and object, besides as `ImageRepository: {name, namespace}`; events name an `object`. */
function subjectOf(fields: Fields): Subject | undefined {
  const [key, own] = Object.entries(fields).find(([field, value]) => isKind(field) && isObject(value)) ?? []
  const object = isObject(fields['object']) ? fields['object'] : isObject(own) ? own : fields
  const said = textOf(fields['controllerKind']) ?? textOf(fields['reconciler kind']) ?? textOf(fields['reconcilerKind'])
  const kind = textOf(object['kind']) ?? said ?? key
  const name = textOf(object['name'])
  const namespace = textOf(object['namespace'])
  if (!kind || !name) return undefined
  return { kind, name, ...(namespace ? { namespace } : {}) }
}

function isKind(key: string): boolean {
  return /^[A-Z][A-Za-z]+$/.test(key)
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,253}$/.test(value) ? value : undefined
}

function parsed(line: string): Fields | undefined {
  try {
    return JSON.parse(line) as Fields
  } catch {
    return undefined
  }
}
