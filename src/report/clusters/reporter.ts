import type { CommandName } from '../../config/option.ts'
import type { Event } from '../../model/events.ts'
import type { Plan } from '../../model/plan.ts'
import { follow, startActivity } from '../live/activity.ts'
import { githubClusterAnnotations } from '../machine/github-commands.ts'
import { isDocument, outletsOf, writeLines, type ReporterOptions } from '../outlets.ts'
import { planText } from '../text/plan-text.ts'
import { clustersDocument } from './documents.ts'
import type { ClusterEnding, ClustersResult } from './ending.ts'
import type { ClustersActivity } from './progress.ts'
import { clusterLines } from './progress-lines.ts'
import { liveClusters } from './progress-live.ts'
import { clustersShort, clustersSummary, clustersText, clusterText } from './text.ts'
import { pastGuard } from '../machine/runner-text.ts'

export interface ClustersReporter {
  began(name: string): void
  emit(name: string, event: Event): void
  ended(ending: ClusterEnding): void
  /** A cluster is planned, and goes on when the question about all of them was answered. */
  planned(name: string): void
  /** Shows the plans that a question is about, on stderr. Until `answered` nothing else is written. */
  ask(plans: { name: string; plan: Plan }[]): void
  answered(): void
  /** The result, on stdout only; ends the progress. */
  result(result: ClustersResult): void
  /** Ends the progress; must be called when `result` was not. */
  close(): void
}

interface ClustersReporterOptions extends ReporterOptions {
  command: CommandName
  names: string[]
}

/** Everything that a user sees of a run of several clusters: a line each while it runs, and one report. */
export function createClustersReporter(options: ClustersReporterOptions): ClustersReporter {
  const { command, names, output, verbosity, now = Date.now } = options
  const { stdout, stderr, outTheme, errTheme, isLive } = outletsOf(options)
  const verbose = verbosity >= 1
  const activity: ClustersActivity = { total: names.length, done: 0, running: new Map() }
  const shared = { activity, names, verbosity, now }
  const view = isLive ? liveClusters({ ...shared, stream: stderr, theme: errTheme, command }) : clusterLines({ ...shared, stream: stderr })

  let held: (() => void)[] | undefined
  const show = (shown: () => void) => (held ? void held.push(shown) : shown())

  function began(name: string): void {
    activity.running.set(name, { name, since: now(), activity: startActivity() })
    show(() => view.began(name))
  }

  function emit(name: string, event: Event): void {
    if (event.type === 'question') return event.isOpen ? hold() : answered()
    const cluster = activity.running.get(name)
    if (cluster) follow(cluster.activity, event, now())
    if (cluster && event.type !== 'call') cluster.isPlanned = false
    show(() => view.show(name, event))
  }

  function planned(name: string): void {
    const cluster = activity.running.get(name)
    if (cluster) cluster.isPlanned = true
  }

  function ended(ending: ClusterEnding): void {
    activity.running.delete(ending.name)
    activity.done++
    show(() => view.ended(ending))
  }

  function hold(): void {
    view.rest()
    held ??= []
  }

  function ask(plans: { name: string; plan: Plan }[]): void {
    hold()
    for (const { name, plan } of plans) {
      writeLines(stderr, ['', errTheme.paint('name', name), ...planText(plan, { theme: errTheme, verbose })])
    }
    writeLines(stderr, [''])
  }

  function answered(): void {
    const waiting = held ?? []
    held = undefined
    for (const cluster of activity.running.values()) cluster.isPlanned = false
    for (const shown of waiting) shown()
  }

  function result(all: ClustersResult): void {
    answered()
    view.rest()
    if (isDocument(output)) return void options.stdout.write(clustersDocument(all, output))
    if (output === 'github') return githubResult(all)
    writeLines(stdout, output === 'short' ? clustersShort(all, outTheme) : clustersText(all, { theme: outTheme, verbose }))
  }

  /** A group that can be folded for each cluster, the summary, and what GitHub shows beside the run. */
  function githubResult(all: ClustersResult): void {
    for (const ending of all.endings) {
      writeLines(pastGuard(options.stdout), [`::group::flux-irsa ${command} ${ending.name}`])
      writeLines(stdout, clusterText(ending, { theme: outTheme, verbose: true }))
      writeLines(pastGuard(options.stdout), ['::endgroup::'])
    }
    writeLines(stdout, clustersSummary(all, outTheme))
    const found = all.endings.map(({ name, result: one }) => ({ name, found: one }))
    writeLines(pastGuard(options.stdout), githubClusterAnnotations(found))
  }

  return { began, emit, planned, ended, ask, answered, result, close: () => view.rest() }
}
