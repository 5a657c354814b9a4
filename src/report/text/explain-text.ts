import { causeOf } from '../../diagnosis/causes/all.ts'
import type { ExplainReport, Finding } from '../../diagnosis/finding.ts'
import { hanging, padTo, unwrapped } from './layout.ts'
import { oneLine, plainText } from './plain-text.ts'
import type { SymbolName, Theme } from './theme.ts'
import { docsPath } from './verify-text.ts'

const MARKS: Record<Finding['confidence'], SymbolName> = { certain: 'fail', likely: 'warn', possible: 'unknown' }

/** Root causes as a person reads them: what is wrong, how sure that is, the words seen, what would decide, the fix, where to read on. */
export function explainLines({ findings }: ExplainReport, theme: Theme): string[] {
  if (findings.length === 0) return nothingKnown(theme)
  return findings.flatMap((finding, index) => [...(index === 0 ? [] : ['']), ...findingLines(finding, theme)])
}

function findingLines({ cause, confidence, evidence, differs = [], fix, docs }: Finding, theme: Theme): string[] {
  const { title, weight } = causeOf(cause)
  const prefix = (key: string) => `    ${theme.paint('faint', padTo(key, 9))}`
  const mark = theme.mark(weight === 'harmless' ? 'pass' : MARKS[confidence])
  return [
    ...hanging(`${mark} ${theme.paint('faint', `${confidence}: `)}`, oneLine(title), theme.width, (line) => theme.paint('strong', line)),
    ...hanging(prefix('cause'), cause, theme.width),
    ...evidence.flatMap((words, index) => hanging(prefix(index === 0 ? 'seen' : ''), oneLine(words), theme.width)),
    ...differs.flatMap((words) => hanging(prefix('decides'), oneLine(words), theme.width)),
    ...unwrapped(prefix('fix'), plainText(fix)),
    ...hanging(prefix('docs'), docsPath(docs), theme.width),
  ]
}

function nothingKnown(theme: Theme): string[] {
  return [
    ...hanging(`${theme.mark('unknown')} `, 'nothing in this input is known to be a cause', theme.width, (line) =>
      theme.paint('strong', line),
    ),
    ...hanging('    ', 'Give it more of the message, the log of the controller, or the object: kubectl get KIND NAME -o yaml', theme.width),
    `    ${docsPath('explain.md')}`,
  ]
}
