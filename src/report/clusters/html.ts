import type { Status } from '../../model/verify-report.ts'
import { failureText } from '../text/failure-text.ts'
import { heading, htmlPage, reportLines, stateOf, table } from '../page/html.ts'
import { PAGE } from '../text/theme.ts'
import { tally } from '../text/verify-text.ts'
import { xmlText } from '../machine/xml-text.ts'
import type { ClusterEnding, ClustersResult } from './ending.ts'
import { clustersStory, endingStory } from './story.ts'

/** What `verify` found in several clusters as one file: a table of them, and below it for each what its own page would hold. */
export function clustersHtml(result: ClustersResult): string {
  const { endings, tool, exitCode } = result
  const title = 'flux-irsa verify: several clusters'
  const rows = endings.map((ending, at) => {
    const [status, { story }] = [statusOf(ending), endingStory(ending)]
    const name = `<a href="#cluster-${at}">${xmlText(ending.name)}</a>`
    return `<tr class="${status}"><td>${stateOf(status)}</td><th scope="row">${name}</th><td>${xmlText(story)}</td></tr>`
  })
  const all: Status = exitCode === 0 ? 'pass' : exitCode === 3 ? 'unknown' : 'fail'
  const lines = [
    ...heading('h1', title, all, clustersStory(endings)),
    '<main>',
    table('Each cluster', ['state', 'cluster', 'what is seen'], rows),
    ...endings.flatMap(sectionOf),
    '</main>',
  ]
  return htmlPage({ title, state: clustersStory(endings), tool, lines })
}

function sectionOf(ending: ClusterEnding, at: number): string[] {
  const { name, result } = ending
  const open = `<section id="cluster-${at}">`
  if ('error' in result) {
    const text = failureText(result.error, { theme: PAGE, verbose: false }).join('\n')
    return [open, ...heading('h2', name, statusOf(ending), 'nothing could be checked'), `<pre>${xmlText(text)}</pre>`, '</section>']
  }
  const { report } = result
  if (report.schema !== 'flux-irsa/verify/v1') throw new Error(`a ${report.schema} has no form html`)
  return [
    open,
    ...heading('h2', name, report.verdict, tally(report.summary)),
    ...reportLines(report, { id: `chain-${at}`, level: 'h3' }),
    '</section>',
  ]
}

function statusOf({ result, exitCode }: ClusterEnding): Status {
  if ('report' in result && result.report.schema === 'flux-irsa/verify/v1') return result.report.verdict
  return exitCode === 3 ? 'unknown' : 'fail'
}
