import type { Source } from '../model/settings.ts'

export type SaidValue = string | string[] | Record<string, string> | boolean | number

/** What the user said for one option, where, and under which name they wrote it (`--cluster`, `FLUX_IRSA_CLUSTER`, `cluster`). */
export interface Said {
  value: SaidValue
  source: Extract<Source, 'flag' | 'env' | 'file'>
  field: string
}

/** By option key; an option that was not said is not there. */
export type AllSaid = ReadonlyMap<string, Said>

/** The value of an option of kind `text` or `secret`. */
export function textOf(said: AllSaid, key: string): string | undefined {
  const value = said.get(key)?.value
  return typeof value === 'string' ? value : undefined
}

/** The value of an option of kind `list`, each item once. */
export function listOf(said: AllSaid, key: string): string[] | undefined {
  const value = said.get(key)?.value
  return Array.isArray(value) ? [...new Set(value)] : undefined
}

/** The value of an option of kind `map`. */
export function mapOf(said: AllSaid, key: string): Record<string, string> | undefined {
  const value = said.get(key)?.value
  return typeof value === 'object' && !Array.isArray(value) ? value : undefined
}

/** The value of an option of kind `boolean`; `undefined` if it was not said. */
export function booleanOf(said: AllSaid, key: string): boolean | undefined {
  const value = said.get(key)?.value
  return typeof value === 'boolean' ? value : undefined
}

/** The value of an option of kind `count`; 0 if it was not said. */
export function countOf(said: AllSaid, key: string): number {
  const value = said.get(key)?.value
  return typeof value === 'number' ? value : 0
}
