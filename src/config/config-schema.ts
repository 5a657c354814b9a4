import * as z from 'zod'
import { CLUSTER_NAME } from '../domain/names.ts'
import { BELOW_INSTANCE, OWNED_VALUES } from './chart-values.ts'
import { literalFallback } from './effective-values.ts'
import { CLUSTER_OPTIONS, FILE_OPTIONS, fileSchema } from './file-schema.ts'
import type { Option } from './option.ts'

type JsonSchema = z.core.JSONSchema.JSONSchema

/**
 * The JSON Schema of the configuration file, for editors and for tests of files: it accepts what the program reads, and refuses what it
 * refuses when it reads the file; formats of texts and what must fit together are judged later, with flags and variables. Draft 7, which
 * every YAML language server knows (https://github.com/redhat-developer/yaml-language-server).
 */
export function configSchemaText(): string {
  const schema = z.toJSONSchema(fileSchema, { target: 'draft-7', io: 'input', unrepresentable: 'any', override: oneForAList })
  const clusters = schema.properties?.['clusters'] as JsonSchema
  const [ofCluster] = (clusters.additionalProperties as { anyOf: JsonSchema[] }).anyOf
  describe(schema, FILE_OPTIONS)
  describe(ofCluster ?? {}, CLUSTER_OPTIONS)
  clusters.description = 'Several clusters by name; what a cluster says itself is stronger than what is said for all'
  clusters.minProperties = 1
  clusters.propertyNames = { pattern: CLUSTER_NAME.source }
  const { $schema, ...rest } = schema
  const title = 'Options of flux-irsa'
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`
}

/** What a preprocessor takes zod cannot tell: of lists, one item alone. */
function oneForAList({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void {
  const { def } = zodSchema._zod
  if (def.type !== 'pipe' || def.out._zod.def.type !== 'array') return
  const list = z.toJSONSchema(def.out, { target: 'draft-7' })
  delete list.$schema
  delete jsonSchema.type
  delete jsonSchema.items
  jsonSchema.anyOf = [list.items as JsonSchema, list]
}

function describe(schema: JsonSchema, options: readonly Option[]): void {
  const properties = schema.properties as Record<string, JsonSchema>
  for (const option of options) {
    const property = properties[option.key]
    if (!property) continue
    const value = literalFallback(option)
    const words = option.fallback && value === undefined ? `. Default: ${option.fallback.replaceAll('`', '')}` : ''
    property.description = sentence(option.about) + words
    if (value !== undefined) property.default = value
  }
  const values = properties['values']
  if (!values) return
  values.description = 'Values for the two charts'
  const charts = values.properties as Record<string, JsonSchema>
  refuseOwned(charts)
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Keys that the program refuses: those that it sets itself, and those that the chart would ignore. */
function refuseOwned(charts: Record<string, JsonSchema>): void {
  for (const [path] of OWNED_VALUES) {
    const [chart = '', ...below] = path
    propertyAt(charts[chart] ?? {}, below.slice(0, -1))[below.at(-1) ?? ''] = false
  }
  const instance = propertyAt(charts['instance'] ?? {}, [])
  for (const key of BELOW_INSTANCE) instance[key] = false
  propertyAt(charts['instance'] ?? {}, ['instance', 'kustomize'])['patches'] = { type: 'array' }
}

/** The `properties` at a path, made where they are not there. They say nothing of values that are no maps. */
function propertyAt(schema: JsonSchema, path: string[]): Record<string, JsonSchema | boolean> {
  const properties = (schema.properties ??= {}) as Record<string, JsonSchema>
  const [first, ...rest] = path
  if (first === undefined) return properties
  return propertyAt((properties[first] ??= {}), rest)
}
