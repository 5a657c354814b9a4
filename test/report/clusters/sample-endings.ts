import { Failure } from '../../../src/domain/failure.ts'
import type { Report } from '../../../src/model/report.ts'
import type { ClusterEnding, ClustersResult } from '../../../src/report/clusters/ending.ts'
import { mixedChain } from '../sample-chain.ts'
import { provenChain } from '../sample-reports.ts'

export const gone = new Failure({
  code: 'cluster-not-found',
  source: 'environment',
  message: 'there is no EKS cluster "gone" in eu-west-1, account 111122223333',
  evidence: [['caller', 'arn:aws:iam::111122223333:user/<me>']],
  fix: 'aws eks list-clusters --region eu-west-1',
})

export function endingOf(name: string, exitCode: number, result: Report | { error: unknown }, durationMs = 4200): ClusterEnding {
  return { name, exitCode, durationMs, result: 'error' in result ? result : { report: result, extra: {} } }
}

export function resultOf(endings: ClusterEnding[], parts: Partial<ClustersResult> = {}): ClustersResult {
  return {
    command: 'verify',
    exitCode: 1,
    startedAt: '2026-11-20T12:00:00.000Z',
    durationMs: 9100,
    endings,
    tool: 'flux-irsa 0.1.0',
    ...parts,
  }
}

/** One that is well, one that is not, and one of which nothing is known. */
export const three = resultOf([
  endingOf('staging', 0, provenChain),
  endingOf('prod', 1, mixedChain),
  endingOf('gone', 1, { error: gone }, 300),
])
