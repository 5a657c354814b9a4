import { cloudTrailEvents, cloudTrailText } from './cloudtrail.ts'
import { beginsLikeDescribed, describedSegments } from './described.ts'
import { loggedSegment } from './json-line.ts'
import { isConfiguration, isTerraform, OF_KUBERNETES, saidIn } from './configuration.ts'
import { objectsOf, saidBy, type KubeShape } from './kube-object.ts'
import { isOwnReport, ownReport } from './own-report.ts'
import { mistakesOf, policiesIn } from './policy-document.ts'
import type { Document, Shape } from './segment.ts'
import { shapesOf } from './shape.ts'

/** Longest document that is read as a whole, in characters; a longer one is read line by line like a log. */
export const DOCUMENT_LIMIT = 8 * 1024 * 1024
/** A list or an object; a template begins with two braces, a line of a log with a word in brackets. */
const BEGINS_JSON = /^(?:\{(?![{%])|\[(?![\w!?-]))/
const YAML_LIMIT = 2 * 1024 * 1024

/** Whether a text begins like a document: a JSON value over several lines, YAML, code of Terraform, or what `kubectl describe` prints. */
export function beginsLikeDocument(head: string): boolean {
  const text = head.trimStart()
  if (BEGINS_JSON.test(text)) return !isJson(text.split('\n', 1)[0] ?? '') || !/\n\s*\{/.test(text)
  return beginsLikeDescribed(text) || OF_KUBERNETES.test(text) || isConfiguration(text) || isTerraform(text)
}

/** Reads a document as objects; `undefined` where it is none after all. */
export async function readDocument(text: string): Promise<Document | undefined> {
  if (beginsLikeDescribed(text.trimStart())) return described(text)
  if (isTerraform(text)) return { segments: [{ text, isSource: true }], shapes: [] }
  const values = BEGINS_JSON.test(text.trimStart()) ? jsonValues(text) : await readYaml(text)
  // A manifest that nobody can read is still no log: its words report nothing.
  if (!values)
    return OF_KUBERNETES.test(text.trimStart()) || isConfiguration(text) ? { segments: [{ text, isSource: true }], shapes: [] } : undefined
  const parts = values.map(partsOf)
  return { segments: parts.flatMap(({ segments }) => segments), shapes: parts.flatMap(({ shapes }) => shapes) }
}

function described(text: string): Document | undefined {
  const segments = describedSegments(text.trimStart())
  return segments.length > 0 ? { segments, shapes: [] } : undefined
}

function partsOf(value: unknown): Document {
  if (Array.isArray(value))
    return { segments: value.flatMap((one) => partsOf(one).segments), shapes: value.flatMap((one) => partsOf(one).shapes) }
  if (typeof value !== 'object' || value === null) return { segments: [{ text: String(value) }], shapes: [] }
  if (isOwnReport(value)) return ownReport(value)
  const objects = objectsOf(value)
  if (objects.length > 0)
    return { segments: objects.flatMap(saidBy), shapes: [...objects.flatMap(shapesOf), ...objects.flatMap(policiesOf)] }
  const events = cloudTrailEvents(value)
  if (events.length > 0) return { segments: events.map((event) => ({ text: cloudTrailText(event) })), shapes: [] }
  const logged = loggedSegment(value as Record<string, unknown>)
  if (logged) return { segments: [logged], shapes: [] }
  // Who the caller is, as the AWS CLI answers: its name tells whether it is a node.
  if ('UserId' in value && 'Arn' in value) return { segments: [{ text: String(value.Arn) }], shapes: [] }
  return { segments: saidIn(value).map((text) => ({ text })), shapes: policyShapes(value) }
}

function policyShapes(value: unknown): Shape[] {
  return policiesIn(value)
    .flatMap(mistakesOf)
    .map(({ confidence = 'certain', ...mistake }) => ({ ...mistake, confidence, subject: {}, text: mistake.evidence }))
}

function jsonValues(text: string): unknown[] | undefined {
  try {
    return [JSON.parse(text)]
  } catch {
    return undefined
  }
}

/** Of a Secret nothing is looked at. */
function policiesOf(object: KubeShape): Shape[] {
  return object.kind === 'Secret' ? [] : policyShapes(object)
}

async function readYaml(text: string): Promise<unknown[] | undefined> {
  if (text.length > YAML_LIMIT) return undefined
  const { yamlValues } = await import('./yaml-values.ts')
  return (/\{\{/.test(text) ? yamlValues(filledIn(text)) : undefined) ?? yamlValues(text)
}

/** A template of Helm as YAML: lines of logic go, values become words that say that they are yet to come. */
function filledIn(text: string): string {
  return text.replace(/^[ \t]*\{\{[^\n]*\}\}[ \t]*$/gm, '').replace(/(["']?)\{\{[^\n]*?\}\}\1/g, '${TEMPLATE}')
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
