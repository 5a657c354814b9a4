import type { Subject } from '../names.ts'
import { cloudTrailText, isCloudTrail } from './cloudtrail.ts'
import type { Segment } from './segment.ts'

type Fields = Record<string, unknown>
const SAID_FIRST = ['msg', 'message', 'log', 'error', 'err', 'reason']
const ABOUT_THE_LINE =
  /^(?:ts|time|timestamp|@timestamp|level|severity|logger|caller|stacktrace|stack|stream|reconcileID|controller\w*|reconciler \w+|name|namespace|hostname|pid|v|kubernetes|source)$/i

/** One line of a JSON log as controller-runtime, zap, logrus and CloudTrail write them; `undefined` where it is no JSON object. */
export function jsonLine(line: string): Segment | undefined {
  if (!line.startsWith('{') || !line.endsWith('}')) return undefined
  const fields = parsed(line)
  if (!fields) return undefined
  if (isCloudTrail(fields)) return { text: cloudTrailText(fields) }
  const first = SAID_FIRST.map((key) => fields[key])
  const rest = Object.entries(fields).flatMap(([key, value]) => (SAID_FIRST.includes(key) || ABOUT_THE_LINE.test(key) ? [] : [value]))
  const text = [...first, ...rest].filter((value) => typeof value === 'string' && value !== '').join(': ')
  const subject = subjectOf(fields)
  return { text, ...(subject ? { subject } : {}) }
}

/** controller-runtime names kind, namespace and object; older versions as `reconciler kind`. */
function subjectOf(fields: Fields): Subject | undefined {
  const kind = textOf(fields['controllerKind']) ?? textOf(fields['reconciler kind'])
  const name = textOf(fields['name'])
  const namespace = textOf(fields['namespace'])
  if (!kind || !name) return undefined
  return { kind, name, ...(namespace ? { namespace } : {}) }
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
