import { badInput } from '../domain/failure.ts'
import { mergedChartValues } from './chart-values.ts'
import { nearest } from './nearest.ts'
import type { ConfigFile, FileSection } from './read-file.ts'
import { textOf, type AllSaid, type Said } from './said.ts'

/** What the file says for one cluster: its own keys before those that are shared. */
export interface ChosenCluster extends FileSection {
  /** How the user names it; undefined where nothing does. */
  name: string | undefined
}

const NOTHING: FileSection = { said: new Map(), chartValues: { operator: {}, instance: {} } }

/**
 * What the file says for the cluster that is asked for. Without `clusters:` all of it; with them, the one that was said by the name in the
 * file, or by EKS's if that is another and only one has it; where none was said, the only one. Throws bad input, with the nearest name,
 * for a cluster that is not among them, and where several could be meant.
 */
export function chooseCluster(asked: AllSaid, file: ConfigFile): ChosenCluster {
  const said = asked.get('cluster')
  const name = textOf(asked, 'cluster')
  if (file.clusters.size === 0) return { name, said: file.said, chartValues: file.chartValues }
  const key = said && name !== undefined ? keyOf(name, said.field, file) : onlyKey(file)
  const own = file.clusters.get(key) ?? NOTHING
  const cluster: Said = own.said.get('cluster') ?? { value: key, source: said?.source ?? 'file', field: said?.field ?? `clusters.${key}` }
  return {
    name: key,
    said: new Map([...file.said, ...own.said, ['cluster', cluster]]),
    chartValues: mergedChartValues(file.chartValues, own.chartValues),
  }
}

function keyOf(name: string, field: string, { clusters }: ConfigFile): string {
  if (clusters.has(name)) return name
  const alike = [...clusters].filter(([, own]) => textOf(own.said, 'cluster') === name).map(([key]) => key)
  const [key] = alike
  if (key !== undefined && alike.length === 1) return key
  const keys = [...clusters.keys()]
  if (alike.length > 1) throw badInput(field, `"${name}" is the name of several clusters in the file`, alike.join(', '))
  const meant = nearest(name, keys)
  throw badInput(field, `"${name}" is not among the file's clusters${meant ? `; did you mean ${meant}?` : ''}`, listed(keys))
}

function onlyKey({ clusters }: ConfigFile): string {
  const keys = [...clusters.keys()]
  const [key] = keys
  if (key !== undefined && keys.length === 1) return key
  throw badInput('--cluster', 'was not said, and the file has several', listed(keys))
}

function listed(keys: string[]): string {
  return keys.length > 12 ? `${keys.slice(0, 12).join(', ')} and ${keys.length - 12} more` : keys.join(', ')
}
