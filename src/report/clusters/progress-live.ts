import { duration, elapsed } from '../text/duration.ts'
import { padTo, visibleLength } from '../text/layout.ts'
import { liveRegion } from '../live/live-region.ts'
import type { TerminalStream, Theme } from '../text/theme.ts'
import { clusterEventLine, statusOf, type ClustersActivity, type ClustersView } from './progress.ts'
import { endingStory } from './story.ts'

interface LiveClustersOptions {
  stream: TerminalStream
  theme: Theme
  activity: ClustersActivity
  command: string
  names: string[]
  verbosity: number
  now: () => number
}

const MAX_RUNNING = 12

/** At a terminal: one line for each cluster that is worked on, and what became of one stays above them. */
export function liveClusters(options: LiveClustersOptions): ClustersView {
  const { stream, theme, activity, names, verbosity, now } = options
  const startedAt = now()
  const width = Math.max(...names.map(visibleLength))
  const region = liveRegion({ stream, theme, lines: () => clusterStatusLines(activity, { ...options, startedAt, width }) })

  return {
    began: () => {
      region.start()
      region.repaint()
    },
    show(name, event) {
      const line = clusterEventLine(event, verbosity)
      if (line) region.write(`${theme.mark(line.mark)} ${padTo(name, width)}  ${line.text}`)
      region.start()
      region.repaint()
    },
    ended(ending) {
      const { mark, story } = endingStory(ending)
      region.write(`${theme.mark(mark)} ${padTo(ending.name, width)}  ${story} ${theme.symbol('dot')} ${duration(ending.durationMs)}`)
      region.repaint()
    },
    rest: region.stop,
  }
}

interface StatusOptions {
  command: string
  startedAt: number
  width: number
  now: () => number
}

/** How far the whole run is, then a line for each cluster that is worked on. */
function clusterStatusLines(activity: ClustersActivity, { command, startedAt, width, now }: StatusOptions): string[] {
  const { total, done, running } = activity
  const all = [...running.values()]
  const rows = all.slice(0, MAX_RUNNING).map((cluster) => {
    const { text, time } = statusOf(cluster, now())
    // The time goes first: where a line is too long, its end is cut off.
    return `    ${padTo(cluster.name, width)}  ${time.padStart(6)}  ${text}`
  })
  if (all.length > MAX_RUNNING) rows.push(`    and ${all.length - MAX_RUNNING} more`)
  const queued = total - done - all.length
  const turn = queued > 0 ? `, ${queued} to come` : ''
  return [`${command}: ${done} of ${total} clusters done${turn} (${elapsed(now() - startedAt)})`, ...rows]
}
