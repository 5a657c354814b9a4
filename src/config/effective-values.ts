import { DEFAULT_COMPONENTS } from '../domain/controllers.ts'
import { DEFAULT_OPERATOR_VERSION, defaultFluxVersion } from '../domain/flux-versions.ts'
import { policyNameFor, roleNameFor } from '../domain/names.ts'
import type { ChartValues } from './chart-values.ts'
import { withoutV } from './flux-rules.ts'
import type { Option } from './option.ts'
import { OPTIONS } from './options.ts'
import { textOf, type AllSaid, type SaidValue } from './said.ts'
import type { Origins, Source } from '../model/settings.ts'

/** One option, as it holds. */
export interface EffectiveValue {
  key: string
  group: string
  /** Absent where nothing was said and no single value stands for that, and for a secret. */
  value?: SaidValue
  /** What holds in words, where no value does. */
  words?: string
  isSecret?: true
  source: Source
  /** The flag, the variable, the file with its line, else the source itself. */
  from: string
}

/** What stands for options that nobody said with a name of ours: variables that every AWS tool reads. */
const FOREIGN: Record<string, readonly string[]> = { region: ['AWS_REGION', 'AWS_DEFAULT_REGION'], profile: ['AWS_PROFILE'] }

/** What is said of one look or one writing, and holds for no other. */
const SHOWN = OPTIONS.filter(({ commands }) => commands.some((command) => !['init', 'config', 'demo', 'sandbox'].includes(command)))

export interface Spoken {
  said: AllSaid
  chartValues: ChartValues
  env: Record<string, string | undefined>
  /** Where the file says a key (`region`, `clusters.prod.region`); undefined where it does not. */
  placeInFile: (field: string) => string | undefined
  /** What an installation has, by option key, and our own choice where it has nothing; known only when it was looked at. */
  installed?: Origins
}

/** Every option with the value that holds and where it came from, in the order of the option table. Holds no secret. */
export function effectiveValues(spoken: Spoken): EffectiveValue[] {
  return [...SHOWN.map((option) => ({ key: option.key, group: option.group, ...valueOf(option, spoken) })), ...ofCharts(spoken)]
}

function valueOf(option: Option, { said, env, placeInFile, installed }: Spoken): Omit<EffectiveValue, 'key' | 'group'> {
  const one = said.get(option.key)
  if (one) {
    const from = one.source === 'file' ? (placeInFile(one.field) ?? one.field) : one.field
    return { source: one.source, from, ...(option.isSecret ? { isSecret: true as const } : { value: one.value }) }
  }
  const variable = FOREIGN[option.key]?.find((name) => env[name])
  if (variable) return { source: 'env', from: variable, value: env[variable] ?? '' }
  const found = installed?.[option.key]
  if (found && found.value !== '') return { source: found.source, from: foundIn(found), value: found.value }
  const value = literalFallback(option) ?? madeFrom(said)[option.key]
  const words = option.fallback?.replaceAll('`', '')
  return { source: 'default', from: 'default', ...(value === undefined ? (words ? { words } : {}) : { value }) }
}

function foundIn({ source, field }: Origins[string]): string {
  return source === 'kubeconfig' && field ? `context ${field}` : source
}

/** Defaults that depend on what was said. */
function madeFrom(said: AllSaid): Record<string, SaidValue | undefined> {
  const prefix = textOf(said, 'namePrefix') ?? textOf(said, 'cluster')
  const operatorVersion = textOf(said, 'operatorVersion') ?? DEFAULT_OPERATOR_VERSION
  return {
    namePrefix: prefix,
    roleName: prefix && roleNameFor(prefix),
    policyName: prefix && policyNameFor(prefix),
    operatorVersion,
    fluxVersion: defaultFluxVersion(withoutV(operatorVersion)),
    components: [...DEFAULT_COMPONENTS],
    verbose: 0,
  }
}

/**
 * The value that holds where nobody says one, if it is the same for everybody: a fallback that is told as code alone is the value itself.
 */
export function literalFallback({ fallback = '', kind }: Option): string | string[] | boolean | undefined {
  if (kind === 'boolean' && fallback === '') return false
  if (!/^`[^`<]+`(, `[^`<]+`)*$/.test(fallback)) return undefined
  const values = fallback.split(', ').map((one) => one.slice(1, -1))
  return kind === 'list' ? values : values[0]
}

function ofCharts({ chartValues, placeInFile }: Spoken): EffectiveValue[] {
  return Object.entries(chartValues).flatMap(([chart, values]: [string, Record<string, unknown>]) => {
    const keys = Object.keys(values)
    if (keys.length === 0) return []
    const key = `values.${chart}`
    return [{ key, group: 'Chart values', value: keys, source: 'file' as const, from: placeInFile(key) ?? key }]
  })
}
