import { badInput } from '../domain/failure.ts'
import { isClusterName } from '../domain/names.ts'
import { chartValuesProblem, type ChartValues } from './chart-values.ts'
import { schemaProblem } from './file-problem.ts'
import { fileSchema } from './file-schema.ts'
import { parseConfigYaml } from './parse-config-yaml.ts'
import type { AllSaid, Said, SaidValue } from './said.ts'
import { CLUSTER_NAMES } from './target-rules.ts'

/** What the file says in one place. */
export interface FileSection {
  said: AllSaid
  chartValues: ChartValues
}

export interface ConfigFile extends FileSection {
  /** What each cluster of the file says for itself, by the name that the file gives it, in the file's order. */
  clusters: ReadonlyMap<string, FileSection>
}

/** Names under which people would write the secret itself. */
const secretKeys = /^(git)?[-_]?(password|passphrase|token|bearer[-_]?token|ssh[-_]?key|identity|private[-_]?key|secret[-_]?key)$/i

/**
 * Reads the text of a configuration file. Throws bad input, named by the key (`region`, `clusters.prod.region`), for YAML errors,
 * duplicate or unknown keys (with the nearest known one), secrets, wrong types and chart values that we own. No error repeats a value of
 * the file.
 */
export function readConfigFile(text: string, field: string): ConfigFile {
  const raw = parseConfigYaml(text, field)
  const rawClusters = Object.entries(isMap(raw['clusters']) ? raw['clusters'] : {})
  for (const [name] of rawClusters) {
    if (!isClusterName(name)) throw badInput(`clusters.${name.slice(0, 80)}`, 'cannot be the name of a cluster', CLUSTER_NAMES)
  }
  refuseSecrets('', raw)
  for (const [name, map] of rawClusters) refuseSecrets(`clusters.${name}.`, map)
  const parsed = fileSchema.safeParse(raw)
  if (!parsed.success) throw schemaProblem(parsed.error, raw)
  const { clusters, ...shared } = parsed.data
  if (clusters && Object.keys(clusters).length === 0) throw badInput('clusters', 'is an empty map', 'at least one cluster by its name')
  const sections = Object.entries(clusters ?? {}).map(([name, own]) => [name, sectionOf(own ?? {}, `clusters.${name}.`)] as const)
  return { ...sectionOf(shared, ''), clusters: new Map(sections) }
}

function refuseSecrets(path: string, map: unknown): void {
  const secret = isMap(map) ? Object.keys(map).find((key) => secretKeys.test(key)) : undefined
  if (secret === undefined) return
  const instead = 'gitPasswordFile, gitSshKeyFile, or FLUX_IRSA_GIT_PASSWORD in the environment'
  throw badInput(path + secret, 'a secret does not belong in a file', instead)
}

function sectionOf({ values, ...options }: { values?: Partial<ChartValues> | undefined }, path: string): FileSection {
  const chartValues = { operator: values?.operator ?? {}, instance: values?.instance ?? {} }
  const problem = chartValuesProblem(chartValues, `${path}values`)
  if (problem) throw problem
  const said = Object.entries(options).map(([key, value]): [string, Said] => [
    key,
    { value: value as SaidValue, source: 'file', field: path + key },
  ])
  return { said: new Map(said), chartValues }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
