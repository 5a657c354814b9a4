import { clustersDocument } from '../report/clusters/documents.ts'
import type { ClusterEnding, ClustersResult } from '../report/clusters/ending.ts'
import { clustersMarkdown } from '../report/clusters/markdown.ts'
import { outcomeOf } from './ending.ts'
import type { FileTexts } from './report-files.ts'

/** Worst first. */
const VERDICTS = ['fail', 'error', 'unknown', 'warn', 'pass']

/** What a run of several clusters ended with, as texts for its files. */
export function clustersTexts(all: ClustersResult): FileTexts {
  const outcomes = all.endings.map(({ result }: ClusterEnding) => ('report' in result ? outcomeOf(result.report) : { verdict: 'error' }))
  const verdict = VERDICTS.find((one) => outcomes.some((outcome) => outcome.verdict === one)) ?? 'pass'
  const changes = outcomes.flatMap((outcome) => ('changes' in outcome && outcome.changes !== undefined ? [outcome.changes] : []))
  return {
    document: (kind) => clustersDocument(all, kind),
    summary: (maxBytes) => clustersMarkdown(all, maxBytes),
    outputs: { verdict, ...(changes.length > 0 ? { changes: changes.reduce((sum, count) => sum + count, 0) } : {}) },
  }
}
