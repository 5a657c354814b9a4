import { documentOf, type DocumentKind } from '../machine/documents.ts'
import { failureDocument } from '../text/failure-text.ts'
import { junitDocument, junitFailureSuite, junitSuite } from '../machine/junit.ts'
import { jsonText } from '../text/plain-text.ts'
import type { ClusterEnding, ClustersResult } from './ending.ts'
import { clustersHtml } from './html.ts'
import { clustersMarkdown } from './markdown.ts'
import { clustersMermaid, clustersSvg } from './pictures.ts'

/** The result of several clusters as one document. As for one, only what `verify` found has every form. */
export function clustersDocument(result: ClustersResult, kind: DocumentKind): string {
  switch (kind) {
    case 'json':
      return `${jsonText(jsonOf(result), { isExact: result.command === 'plan' })}\n`
    case 'junit':
      return junitOf(result)
    case 'html':
      return clustersHtml(result)
    case 'svg':
      return clustersSvg(result)
    case 'mermaid':
      return clustersMermaid(result)
    case 'markdown':
      return clustersMarkdown(result)
  }
}

/** `flux-irsa/clusters/v1`: what each cluster would have answered alone stands in it unchanged, as its `report` or its `error`. */
function jsonOf({ command, exitCode, startedAt, durationMs, endings }: ClustersResult): object {
  const ok = endings.filter((ending) => ending.exitCode === 0 || ending.exitCode === 2).length
  return {
    schema: 'flux-irsa/clusters/v1',
    command,
    exitCode,
    startedAt,
    durationMs,
    summary: { clusters: endings.length, ok, notOk: endings.length - ok },
    clusters: endings.map(({ name, result, ...ending }) => ({
      name,
      ...ending,
      ...('report' in result ? { report: result.report } : { error: failureDocument(result.error) }),
    })),
  }
}

/** A test suite for each cluster, whose checks' classes hold cluster and section. */
function junitOf({ endings, ...run }: ClustersResult): string {
  return junitDocument(endings.map(suiteOf), run)
}

function suiteOf({ name, result }: ClusterEnding) {
  const classPrefix = `flux-irsa.${name}`
  if ('error' in result) return junitFailureSuite(name, result.error, `${classPrefix}.run`)
  if (result.report.schema !== 'flux-irsa/verify/v1') throw new Error(documentOf(result.report, 'junit'))
  return junitSuite(name, result.report, { classPrefix })
}
