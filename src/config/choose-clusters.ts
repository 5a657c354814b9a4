import { badInput } from '../domain/failure.ts'
import { mergedChartValues } from './chart-values.ts'
import { nearest } from './nearest.ts'
import { hasOption, type CommandName } from './option.ts'
import { OPTIONS } from './options.ts'
import type { ConfigFile, FileSection } from './read-file.ts'
import { booleanOf, textOf, type AllSaid, type Said } from './said.ts'

/** What the file says for one cluster: its own keys before those that are shared. */
export interface ChosenCluster extends FileSection {
  /** As the user names it; empty where nothing does. */
  name: string
}

export interface Choice {
  clusters: ChosenCluster[]
  /** The run is one of several clusters, also where only one of them is left. */
  isSeveral: boolean
}

const NOTHING: FileSection = { said: new Map(), chartValues: { operator: {}, instance: {} } }
const STRENGTH = ['flag', 'env', 'file']

/**
 * The clusters that are asked for, in this order, with what the file says for each. Without `clusters:` all of it; with them, those that
 * were said by the name in the file, or by EKS's if that is another and only one has it; where none was said, the only one. Throws bad
 * input, with the nearest name, for a cluster that is not among them, where several could be meant, and for several where the command
 * takes one.
 */
export function chooseClusters(command: CommandName, asked: AllSaid, file: ConfigFile): Choice {
  const said = asked.get('cluster')
  if (isAll(command, asked, file)) {
    return { clusters: [...file.clusters.keys()].map((key) => chosen(key, undefined, file)), isSeveral: true }
  }
  const names = said ? [said.value].flat().map(String) : []
  const many = OPTIONS.find(({ key }) => key === 'cluster')?.several ?? []
  if (said && names.length > 1 && !many.includes(command)) {
    throw badInput(said.field, `names ${names.length} clusters, and ${command} takes one at a time`, 'one cluster')
  }
  const clusters = names.length > 0 ? names.map((name) => chosen(name, said, file)) : [unsaid(command, file)]
  // The same one by both of its names is one.
  const once = clusters.filter(({ name }, at) => clusters.findIndex((other) => other.name === name) === at)
  return { clusters: once, isSeveral: once.length > 1 }
}

function isAll(command: CommandName, asked: AllSaid, { clusters }: ConfigFile): boolean {
  const option = OPTIONS.find(({ key }) => key === 'all')
  const [all, one] = [asked.get('all'), asked.get('cluster')]
  if (!all || !option || !hasOption(command, option) || !booleanOf(asked, 'all')) return false
  if (one?.source === all.source && one.source !== 'file') {
    throw badInput(all.field, `does not go with ${one.field}, which names some`, 'one of the two')
  }
  if (one && STRENGTH.indexOf(one.source) < STRENGTH.indexOf(all.source)) return false
  if (clusters.size === 0) throw badInput(all.field, 'needs a file with clusters', '--config FILE, whose `clusters` names them')
  return true
}

/** Without `clusters:` any name is taken. */
function chosen(name: string, said: Said | undefined, file: ConfigFile): ChosenCluster {
  const field = said?.field ?? '--cluster'
  const key = file.clusters.size > 0 ? keyOf(name, field, file) : name
  const own = file.clusters.get(key) ?? NOTHING
  const cluster: Said = own.said.get('cluster') ?? {
    value: key,
    source: said?.source ?? 'file',
    field: said?.field ?? `clusters.${key}`,
  }
  return {
    name: key,
    said: new Map([...file.said, ...own.said, ['cluster', cluster]]),
    chartValues: mergedChartValues(file.chartValues, own.chartValues),
  }
}

/** Nobody names a cluster: the file's only one, or none. */
function unsaid(command: CommandName, file: ConfigFile): ChosenCluster {
  const keys = [...file.clusters.keys()]
  const [key] = keys
  if (key === undefined) return { name: '', said: file.said, chartValues: file.chartValues }
  if (keys.length === 1) return chosen(key, undefined, file)
  const isAllowed = OPTIONS.some((option) => option.key === 'all' && hasOption(command, option))
  throw badInput('--cluster', 'was not said, and the file has several', `${listed(keys)}${isAllowed ? '; or --all for all of them' : ''}`)
}

function keyOf(name: string, field: string, { clusters }: ConfigFile): string {
  if (clusters.has(name)) return name
  const alike = [...clusters].filter(([, own]) => textOf(own.said, 'cluster') === name).map(([key]) => key)
  const [key] = alike
  if (key !== undefined && alike.length === 1) return key
  const keys = [...clusters.keys()]
  const shown = JSON.stringify(name.slice(0, 100))
  if (alike.length > 1) throw badInput(field, `${shown} is the name of several clusters in the file`, alike.join(', '))
  const meant = nearest(name, keys)
  throw badInput(field, `${shown} is not among the file's clusters${meant ? `; did you mean ${meant}?` : ''}`, listed(keys))
}

function listed(keys: string[]): string {
  return keys.length > 12 ? `${keys.slice(0, 12).join(', ')} and ${keys.length - 12} more` : keys.join(', ')
}
