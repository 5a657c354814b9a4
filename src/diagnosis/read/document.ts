import { cloudTrailEvents, cloudTrailText } from './cloudtrail.ts'
import { beginsLikeDescribed, describedSegments } from './described.ts'
import { loggedSegment } from './json-line.ts'
import { objectsOf, saidBy } from './kube-object.ts'
import type { Segment, Shape } from './segment.ts'
import { shapesOf } from './shape.ts'

/** Longest document that is read as a whole, in characters; a longer one is read line by line like a log. */
export const DOCUMENT_LIMIT = 8 * 1024 * 1024
const YAML_LIMIT = 2 * 1024 * 1024

export interface Document {
  segments: Segment[]
  shapes: Shape[]
}

/** Whether a text begins like a document: a JSON value over several lines, YAML of Kubernetes, or what `kubectl describe` prints. */
export function beginsLikeDocument(head: string): boolean {
  const text = head.trimStart()
  if (/^[[{]/.test(text)) return !isJson(text.split('\n', 1)[0] ?? '') || !/\n\s*\{/.test(text)
  return beginsLikeDescribed(text) || /^(?:---\s*\n|#[^\n]*\n)*\s*(?:- )?(?:apiVersion|kind|items|metadata):/.test(text)
}

/** Reads a document as objects; `undefined` where it is none after all. */
export async function readDocument(text: string): Promise<Document | undefined> {
  if (beginsLikeDescribed(text.trimStart())) return described(text)
  const values = /^\s*[[{]/.test(text) ? jsonValues(text) : await readYaml(text)
  if (!values) return undefined
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
  const objects = objectsOf(value)
  if (objects.length > 0) return { segments: objects.flatMap(saidBy), shapes: objects.flatMap(shapesOf) }
  const events = cloudTrailEvents(value)
  if (events.length > 0) return { segments: events.map((event) => ({ text: cloudTrailText(event) })), shapes: [] }
  const logged = loggedSegment(value as Record<string, unknown>)
  if (logged) return { segments: [logged], shapes: [] }
  // A policy, the output of a CLI: its own words, shape and all.
  return { segments: [{ text: JSON.stringify(value, null, 1) }], shapes: [] }
}

function jsonValues(text: string): unknown[] | undefined {
  try {
    return [JSON.parse(text)]
  } catch {
    return undefined
  }
}

async function readYaml(text: string): Promise<unknown[] | undefined> {
  if (text.length > YAML_LIMIT) return undefined
  const { yamlValues } = await import('./yaml-values.ts')
  return yamlValues(text)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
