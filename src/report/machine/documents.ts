import type { Report } from '../../model/report.ts'
import { chainSvg } from '../page/chain-svg.ts'
import { chainOf } from '../page/chain.ts'
import { failureDocument } from '../text/failure-text.ts'
import { htmlOf } from '../page/html.ts'
import { junitFailure, junitXml } from './junit.ts'
import { markdownFailure, markdownOf, type MarkdownOptions } from '../page/markdown.ts'
import { mermaidOf } from '../page/mermaid.ts'
import { jsonText } from '../text/plain-text.ts'

/** A form of a report that is one whole document, for a program or a file. */
export type DocumentKind = 'json' | 'junit' | 'html' | 'svg' | 'mermaid' | 'markdown'

/** The report as one document. Only what `verify` found has every form; a plan or an outcome is JSON or Markdown. */
export function documentOf(
  report: Report,
  kind: DocumentKind,
  { tool, ...options }: { tool?: string } & Pick<MarkdownOptions, 'next' | 'totalMs'> = {},
): string {
  // A plan is applied as it was reviewed.
  if (kind === 'json') return `${jsonText(report, { isExact: report.schema === 'flux-irsa/plan/v1' })}\n`
  if (kind === 'markdown') return markdownOf(report, options)
  if (report.schema !== 'flux-irsa/verify/v1') throw new Error(`a ${report.schema} has no form ${kind}`)
  switch (kind) {
    case 'junit':
      return junitXml(report)
    case 'html':
      return htmlOf(report, tool)
    case 'svg':
      return `${chainSvg(chainOf(report.checks), `The chain of ${report.target.cluster}`)}\n`
    case 'mermaid':
      return mermaidOf(report)
  }
}

/** An error in place of a report; none for a picture, which then does not exist. */
export function failureAs(error: unknown, kind: DocumentKind): string | undefined {
  if (kind === 'json') return `${jsonText(failureDocument(error))}\n`
  if (kind === 'junit') return junitFailure(error)
  return kind === 'markdown' ? markdownFailure(error) : undefined
}
