import { hasWork } from '../../model/plan.ts'
import type { Report } from '../../model/report.ts'
import { closingStory } from '../text/outcome-text.ts'
import { oneLine } from '../text/plain-text.ts'
import { countsLine } from '../text/plan-text.ts'
import { storyOf } from '../text/story-of-error.ts'
import type { SymbolName } from '../text/theme.ts'
import { tally } from '../text/verify-text.ts'
import type { ClusterEnding } from './ending.ts'

/** What became of one cluster, in one line, and the mark that goes before it. */
export function endingStory({ exitCode, result }: ClusterEnding): { mark: SymbolName; story: string } {
  if ('error' in result) return { mark: exitCode === 3 ? 'unknown' : 'fail', story: oneLine(storyOf(result.error).message) }
  return reportStory(result.report)
}

function reportStory(report: Report): { mark: SymbolName; story: string } {
  if (report.schema === 'flux-irsa/verify/v1') return { mark: report.verdict, story: tally(report.summary) }
  if (report.schema === 'flux-irsa/plan/v1') {
    const mark = report.summary.conflict > 0 ? 'fail' : hasWork(report) ? 'update' : 'pass'
    return { mark, story: countsLine(report).replace(/^Plan: |\.$/g, '') }
  }
  return { mark: report.ok ? (report.verify?.verdict ?? 'pass') : 'fail', story: closingStory(report) }
}

/** Exit codes in the words of a summary, in its order. */
const WORDS: [codes: number[], word: string][] = [
  [[0, 2], 'ok'],
  [[1], 'failed'],
  [[3], 'unknown'],
  [[4], 'without credentials'],
  [[64], 'refused'],
  [[124], 'out of time'],
  [[130, 143], 'interrupted'],
]

/** `3 clusters: 2 ok, 1 failed`. */
export function clustersStory(endings: ClusterEnding[]): string {
  const counts = WORDS.map(([codes, word]) => [endings.filter(({ exitCode }) => codes.includes(exitCode)).length, word] as const)
  const parts = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
  return `${endings.length} ${endings.length === 1 ? 'cluster' : 'clusters'}: ${parts.join(', ')}`
}
