import type * as z from 'zod'
import { Failure, badInput } from '../domain/failure.ts'
import { chartValuesProblem } from './chart-values.ts'
import type { ChartValues } from './chart-values.ts'
import { FILE_OPTIONS, fileForm, fileSchema } from './file-schema.ts'
import { nearest } from './nearest.ts'
import { parseConfigYaml } from './parse-config-yaml.ts'
import type { Said, SaidValue } from './said.ts'

interface ConfigFile {
  said: ReadonlyMap<string, Said>
  chartValues: ChartValues
}

/** Names under which people would write the secret itself. */
const secretKeys = /^(git)?[-_]?(password|passphrase|token|bearer[-_]?token|ssh[-_]?key|identity|private[-_]?key|secret[-_]?key)$/i

/**
 * Reads the text of a configuration file. Throws bad input, named by the key, for YAML errors, duplicate or unknown keys (with the nearest
 * known one), secrets, wrong types and chart values that we own. No error repeats a value of the file.
 */
export function readConfigFile(text: string, field: string): ConfigFile {
  const raw = parseConfigYaml(text, field)
  const secret = Object.keys(raw).find((key) => secretKeys.test(key))
  if (secret !== undefined) {
    throw badInput(
      secret,
      'a secret does not belong in a file',
      'gitPasswordFile, gitSshKeyFile, or FLUX_IRSA_GIT_PASSWORD in the environment',
    )
  }
  const parsed = fileSchema.safeParse(raw)
  if (!parsed.success) throw schemaProblem(parsed.error, raw)
  const { values, ...options } = parsed.data
  const chartValues = { operator: values?.operator ?? {}, instance: values?.instance ?? {} }
  const problem = chartValuesProblem(chartValues)
  if (problem) throw problem
  const said = Object.entries(options).map(([key, value]): [string, Said] => [
    key,
    { value: value as SaidValue, source: 'file', field: key },
  ])
  return { said: new Map(said), chartValues }
}

function schemaProblem(error: z.ZodError, raw: unknown): Failure {
  const unknown = error.issues.find((issue) => issue.code === 'unrecognized_keys')
  if (unknown) return unknownKey(unknown.path.map(String), unknown.keys[0] ?? '')
  const first = FILE_OPTIONS.flatMap((option) => error.issues.filter((issue) => issue.path[0] === option.key))[0] ?? error.issues[0]
  const path = first?.path ?? []
  const option = FILE_OPTIONS.find(({ key }) => key === path[0])
  const allowed = option && option.kind !== 'secret' ? fileForm[option.kind] : 'a map'
  return badInput(path.map(String).join('.'), `is ${kindOf(valueAt(raw, path))}`, allowed)
}

function unknownKey(parent: string[], key: string): Failure {
  const known = parent.length === 0 ? [...FILE_OPTIONS.map((option) => option.key), 'values'] : ['operator', 'instance']
  const meant = nearest(key, known)
  const name = [...parent, key].join('.').slice(0, 80)
  return badInput(name, meant ? `is not a known key; did you mean ${meant}?` : 'is not a known key', meant ?? listed(known))
}

function listed(keys: string[]): string {
  return keys.length > 3 ? 'the keys of `flux-irsa install --help`, in camelCase' : keys.join(', ')
}

function valueAt(raw: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined), raw)
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  return { string: 'text', number: 'a number', boolean: 'a boolean', object: 'a map' }[typeof value as string] ?? 'of another kind'
}
