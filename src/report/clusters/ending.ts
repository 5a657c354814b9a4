import type { CommandName } from '../../config/option.ts'
import type { Report } from '../../model/report.ts'
import type { ResultExtra } from '../reporter.ts'

/** What a run ended with in one cluster. */
export interface ClusterEnding {
  /** As the user names the cluster. */
  name: string
  exitCode: number
  durationMs: number
  /** An error stands where there was no report: it may be anything that was thrown. */
  result: { report: Report; extra: ResultExtra } | { error: unknown }
}

/** A run of several clusters, in the order in which they were named. */
export interface ClustersResult {
  command: CommandName
  /** The one that the whole run ends with. */
  exitCode: number
  /** RFC 3339. */
  startedAt: string
  durationMs: number
  endings: ClusterEnding[]
  /** Name and version of this program. */
  tool: string
  /** The command to run next. */
  next?: string
}
