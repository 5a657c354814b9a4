import { createHash } from 'node:crypto'
import type { Plan } from './plan.ts'

/** What is wanted, in the form of the configuration file: option keys to values, and `values` for the charts. Holds no secret. */
export type WantedOptions = Record<string, unknown>

/** A plan as a file: with it `install --plan` needs nothing else but the secrets. */
export interface PlanDocument extends Plan {
  /** What the plan was made with, by the keys of the configuration file; no secret, and nothing that is about one machine. */
  options: WantedOptions
  /** The kind of Git credentials that it was made with; never the credentials. */
  credentials?: 'basic' | 'ssh'
  /** `sha256:` of all the rest that counts: shows an edit, is no signature. */
  digest: string
}

/** The plan with what is needed to apply it elsewhere. */
export function planDocument(plan: Plan, { options, credentials }: Pick<PlanDocument, 'options' | 'credentials'>): PlanDocument {
  const parts = { ...plan, options, ...(credentials ? { credentials } : {}) }
  return { ...parts, digest: digestOf(parts) }
}

/** The digest of a plan document, with or without its own; the order of keys and white space do not count. */
export function digestOf({ target, actions, options, credentials }: Omit<PlanDocument, 'digest'>): string {
  const text = JSON.stringify(sorted(asJson({ target, actions, options, credentials: credentials ?? null })))
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

/** As a file gives it back: what is `undefined` is not there. */
export function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}
