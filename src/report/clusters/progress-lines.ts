import { padTo } from '../text/layout.ts'
import { oneLine } from '../text/plain-text.ts'
import { HEARTBEAT_MS, reminders, timedLine } from '../live/progress-lines.ts'
import { duration } from '../text/duration.ts'
import { clusterEventLine, statusOf, type ClustersActivity, type ClustersView } from './progress.ts'
import { endingStory } from './story.ts'

interface ClusterLinesOptions {
  stream: NodeJS.WritableStream
  activity: ClustersActivity
  names: string[]
  verbosity: number
  now: () => number
}

/**
 * Where nothing can be repainted: whole lines with time and cluster, and every 15 seconds, or a minute where nothing changes, what each
 * cluster is at.
 */
export function clusterLines({ stream, activity, names, verbosity, now }: ClusterLinesOptions): ClustersView {
  const width = Math.max(...names.map((name) => name.length))
  let heartbeat: NodeJS.Timeout | undefined
  const isDue = reminders(now)

  function write(name: string, word: string, text: string): void {
    heartbeat ??= setInterval(beat, HEARTBEAT_MS).unref()
    stream.write(`${timedLine(now(), word, `${padTo(name, width)}  ${text}`)}\n`)
  }

  function beat(): void {
    for (const cluster of activity.running.values()) {
      const { text, time } = statusOf(cluster, now())
      if (isDue(`${cluster.name} ${text}`)) write(cluster.name, 'wait', `${text} (${time})`)
    }
  }

  return {
    began: (name) => write(name, 'start', `${activity.done + activity.running.size} of ${activity.total}`),
    show(name, event) {
      if (event.type === 'phase') return write(name, 'phase', oneLine(event.text))
      const line = clusterEventLine(event, verbosity)
      if (line) write(name, line.word, line.text)
    },
    ended(ending) {
      const { mark, story } = endingStory(ending)
      write(ending.name, mark === 'fail' ? 'fail' : 'done', `${story} (${duration(ending.durationMs)})`)
    },
    rest() {
      clearInterval(heartbeat)
      heartbeat = undefined
    },
  }
}
