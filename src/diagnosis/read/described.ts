import type { Subject } from '../names.ts'
import { conditionOf } from './kube-object.ts'
import type { Segment } from './segment.ts'

const FIELD = /^( *)([A-Z][\w ]*?): *(.*)$/

/** Whether a text begins like the output of `kubectl describe`. */
export function beginsLikeDescribed(head: string): boolean {
  return /^Name: {2,}\S+ *\r?\n(?:[A-Z][\w ]*:.*\r?\n)*?(?:Namespace|Labels|Annotations|Kind|Status):/.test(head)
}

/** What the objects of `kubectl describe` say: their conditions, states of containers and events, each with the object that it is about. */
export function describedSegments(text: string): Segment[] {
  return text.split(/^(?=Name: {2,}\S)/m).flatMap(segmentsOf)
}

function segmentsOf(described: string): Segment[] {
  const lines = described.split(/\r?\n/)
  const subject = subjectOf(described)
  const events = lines.findIndex((line) => /^Events: *$/.test(line))
  const until = events < 0 ? lines.length : events
  return [
    ...blocksOf(lines.slice(0, until), subject),
    ...(events < 0 ? [] : lines.slice(events + 1).flatMap((line) => eventOf(line, subject))),
  ]
}

function subjectOf(described: string): Subject {
  const value = (key: string) => new RegExp(`^${key}: +(\\S+)`, 'm').exec(described)?.[1]
  const [name, namespace] = [value('Name'), value('Namespace')]
  const kind = value('Kind') ?? (/^(?:Containers|Node):/m.test(described) ? 'Pod' : undefined)
  return {
    ...(kind ? { kind } : {}),
    ...(name ? { name } : {}),
    ...(namespace && namespace !== '<none>' ? { namespace } : {}),
    ...specOf(described),
  }
}

/** First fields of the spec, under the names that they have in the object. */
function specOf(described: string): Pick<Subject, 'spec'> {
  const block = /^Spec:[^\n]*\n((?: +[^\n]*\n?)*)/m.exec(described)?.[1] ?? ''
  const fields = [...block.matchAll(/^ {2}(Image|URL|Provider|Service Account Name|Bucket Name): +(\S+)/gm)]
  const spec = Object.fromEntries(fields.map(([, key = '', value = '']) => [FIELDS[key] ?? key, value]))
  return fields.length > 0 ? { spec } : {}
}

const FIELDS: Record<string, string> = {
  Image: 'image',
  URL: 'url',
  Provider: 'provider',
  'Service Account Name': 'serviceAccountName',
  'Bucket Name': 'bucketName',
}

/** Fields that stand together at one indentation, read as a condition where they say a message or a reason. */
function blocksOf(lines: string[], subject: Subject): Segment[] {
  const segments: Segment[] = []
  let block: Record<string, string> = {}
  let indent = -1
  let last = ''
  const flush = () => {
    const { Message: message = '', Reason: reason = '', Type: type = '', Status: status } = block
    if (message || reason) segments.push(...conditionOf({ type, message, reason, ...(status ? { status } : {}) }, subject))
    block = {}
  }
  for (const line of lines) {
    const [, space = '', key = '', value = ''] = FIELD.exec(line) ?? []
    if (key === '' || (space.length > indent + 12 && last === 'Message')) {
      if (last === 'Message') block['Message'] += ` ${line.trim()}`
      continue
    }
    if (space.length !== indent || key in block) flush()
    indent = space.length
    last = key
    block[key] = value.trim()
  }
  flush()
  return segments
}

/** `Type Reason Age From Message`, in columns of at least two spaces. */
function eventOf(line: string, subject: Subject): Segment[] {
  const [type, reason = '', , , ...message] = line.trim().split(/ {2,}|\t+/)
  if ((type !== 'Warning' && type !== 'Normal') || message.length === 0) return []
  return [{ text: `${reason}: ${message.join(' ')}`, subject, isHealthy: type === 'Normal' }]
}
