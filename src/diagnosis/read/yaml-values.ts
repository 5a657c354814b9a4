import { parseAllDocuments } from 'yaml'

/** The documents of a YAML text as plain values; `undefined` where it is no YAML. A file of its own: only who has YAML loads the reader. */
export function yamlValues(text: string): unknown[] | undefined {
  const documents = parseAllDocuments(text, { logLevel: 'silent' })
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined
  const values = documents.map((document) => document.toJS({ maxAliasCount: 100 }) as unknown)
  return values.some((value) => typeof value === 'object' && value !== null) ? values : undefined
}
