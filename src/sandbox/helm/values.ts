import { parse } from 'yaml'
import { isMap, type Json } from '../kube/list-shapes.ts'
import { HelmError } from './helm-error.ts'

/** Helm's merge of values: maps merge, everything else is replaced, `null` takes a default away. */
export function mergeValues(base: Json, over: Json): Json {
  const merged: Json = structuredClone(base)
  for (const [key, value] of Object.entries(over)) {
    const old = merged[key]
    if (value === null) delete merged[key]
    else merged[key] = isMap(value) && isMap(old) ? mergeValues(old, value) : structuredClone(value)
  }
  return merged
}

/** As `mergeValues`, but `null` is kept: it still has to take a chart's default away. */
export function layerValues(layers: Json[]): Json {
  return layers.reduce<Json>((below, above) => {
    const merged: Json = { ...below }
    for (const [key, value] of Object.entries(above)) {
      const old = merged[key]
      merged[key] = isMap(value) && isMap(old) ? layerValues([old, value]) : value
    }
    return merged
  }, {})
}

/** Values files in their order; `-` is what came on stdin. JSON is YAML too. */
export function readValues(names: string[], files: Record<string, string>, stdin: string): Json {
  return layerValues(
    names.map((name) => {
      const text = name === '-' ? stdin : files[name]
      if (text === undefined) throw new HelmError(`open ${name}: no such file or directory`)
      try {
        const value: unknown = parse(text) ?? {}
        if (isMap(value)) return value
      } catch (error) {
        throw new HelmError(`failed to parse ${name}: error converting YAML to JSON: yaml: ${firstLine(error)}`)
      }
      throw new HelmError(
        `failed to parse ${name}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ` +
          'into Go value of type map[string]interface {}',
      )
    }),
  )
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
}
