import type { CommandName } from '../config/option.ts'
import { nextAfter } from './next-after.ts'
import { hasWork } from '../model/plan.ts'
import type { ServiceAccountName } from '../domain/web-identity.ts'
import type { Place } from '../model/world.ts'
import type { ClusterEnding } from '../report/clusters/ending.ts'
import { raw, shell, shellWord } from '../domain/shell.ts'

type Reached = Pick<Place, 'cluster' | 'region' | 'reachedWith'>

/** A command of ours for this very cluster, reached as it was this time, ready to paste. */
export function invocationOf(command: string, { cluster, region, reachedWith = {} }: Reached): string {
  const { profile, assumeRoleArn, kubeconfig, context } = reachedWith
  const said = { '--profile': profile, '--assume-role-arn': assumeRoleArn, '--kubeconfig': kubeconfig, '--context': context }
  const flags = Object.entries(said).flatMap(([flag, value]) => (value === undefined ? [] : [shell` ${raw(flag)} ${value}`]))
  return shell`flux-irsa ${raw(command)} --cluster ${cluster.name} --region ${region}${raw(flags.join(''))}`
}

/** The command that mends the binding of one ServiceAccount. */
export function bindInvocation({ namespace, name }: ServiceAccountName, place: Reached): string {
  return invocationOf(shell`bind ${`${namespace}/${name}`}`, place)
}

/** Options that say how a run goes, not what is wanted; they are left out where a command is repeated as another. */
const OF_THE_RUN = /^(--dry-run|--detailed-exitcode|--yes|-y|-v+|--verbose|--color|--no-color|--output=.*|-o.+|--report-file=.*)$/
const OF_THE_RUN_WITH_VALUE = new Set(['-o', '--output', '--report-file'])

/**
 * The same command line under another command, ready to paste: what was said once need not be typed again. No secret can be in it,
 * because none is ever taken from the command line.
 */
export function repeated(command: string, args: readonly string[]): string {
  const kept: string[] = []
  for (let at = 1; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (OF_THE_RUN_WITH_VALUE.has(arg)) at++
    else if (!OF_THE_RUN.test(arg)) kept.push(shellWord(arg))
  }
  return ['flux-irsa', command, ...kept].join(' ')
}

const OF_THE_TARGET =
  /^(-f|--config|--cluster|--all|--parallel|--region|--profile|--assume-role-arn|--kubeconfig|--context|--namespace)(=.*)?$/

/** As `repeated`, with what says which clusters alone. */
function withSameTarget(command: string, args: readonly string[]): string {
  const kept = args.flatMap((arg, at) => {
    const [, flag, value] = OF_THE_TARGET.exec(arg) ?? []
    if (!flag) return []
    return flag === '--all' || value !== undefined ? [arg] : [arg, args[at + 1] ?? '']
  })
  return repeated(command, [command, ...kept])
}

/** The command that comes next for a run of several clusters, if one does. */
export function nextForAll(command: CommandName, args: readonly string[], endings: readonly ClusterEnding[]): string | undefined {
  const reports = endings.flatMap(({ result }) => ('report' in result ? [result.report] : []))
  const isWell = endings.every(({ exitCode }) => exitCode === 0 || exitCode === 2)
  if (reports.some((report) => report.schema === 'flux-irsa/plan/v1' && hasWork(report))) return repeated('install', args)
  if (command !== 'install' && command !== 'plan') return undefined
  if (isWell) return withSameTarget('verify', args)
  return reports.flatMap((report) => ('results' in report && !report.ok ? (nextAfter(report, args) ?? []) : []))[0]
}
