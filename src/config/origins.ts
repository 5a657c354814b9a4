import type { ChartValues } from './chart-values.ts'
import { OPTIONS } from './options.ts'
import type { AllSaid, SaidValue } from './said.ts'
import type { Origins } from '../model/settings.ts'

/** Where each value came from, by option key. What was not said is there only if it has a default; a secret reads `(secret)`. */
export function originsOf(said: AllSaid, chartValues: ChartValues, defaults: Record<string, string>): Origins {
  const origins: Origins = {}
  for (const [key, value] of Object.entries(defaults)) origins[key] = { value, source: 'default' }
  for (const option of OPTIONS) {
    const one = said.get(option.key)
    if (!one || option.steers) continue
    origins[option.key] = { value: option.isSecret ? '(secret)' : shown(one.value), source: one.source, field: one.field }
  }
  for (const [chart, values] of Object.entries(chartValues)) {
    const keys = Object.keys(values)
    if (keys.length > 0) origins[`values.${chart}`] = { value: keys.join(', '), source: 'file' }
  }
  return origins
}

function shown(value: SaidValue): string {
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value !== 'object') return String(value)
  const pairs = Object.entries(value).map(([key, inner]) => `${key}=${inner}`)
  return pairs.join(', ')
}
