import type { VerifyReport } from '../../model/verify-report.ts'
import { CHAIN_SIZE, chainSvg } from '../page/chain-svg.ts'
import { chainOf } from '../page/chain.ts'
import { chainLines, mermaidText } from '../page/mermaid.ts'
import { xmlText } from '../machine/xml-text.ts'
import type { ClusterEnding, ClustersResult } from './ending.ts'
import { endingStory } from './story.ts'

/** The chains of several clusters as one Mermaid flowchart, each in a frame with its name and what was found. */
export function clustersMermaid({ endings }: ClustersResult): string {
  const lines = ['flowchart TB']
  let linksBefore = 0
  for (const [at, ending] of endings.entries()) {
    const report = verifyReportOf(ending)
    const { story } = endingStory(ending)
    lines.push(`  subgraph cluster${at}["${mermaidText(`${ending.name}: ${story}`)}"]`)
    if (report) {
      const chain = chainLines(report, { prefix: `cluster${at}_`, linksBefore })
      lines.push(...chain.lines.filter((line) => !line.startsWith('  linkStyle')).map((line) => `  ${line}`), '  end')
      lines.push(...chain.lines.filter((line) => line.startsWith('  linkStyle')))
      linksBefore += chain.links
    } else lines.push(`    cluster${at}_none["nothing could be checked"]`, '  end')
  }
  return [...lines, ''].join('\n')
}

const TITLE_HEIGHT = 48

/** The chains of several clusters below each other in one SVG. */
export function clustersSvg({ endings }: ClustersResult): string {
  const block = CHAIN_SIZE.height + TITLE_HEIGHT
  const parts = endings.flatMap((ending, at) => {
    const report = verifyReportOf(ending)
    const { story } = endingStory(ending)
    const y = at * block
    const title = `<text x="24" y="${y + 32}" class="cluster">${xmlText(`${ending.name}: ${story}`)}</text>`
    if (!report) return [title]
    const place = ` y="${y + TITLE_HEIGHT}" width="${CHAIN_SIZE.width}" height="${CHAIN_SIZE.height}"`
    return [title, chainSvg(chainOf(report.checks), `The chain of ${ending.name}`, { id: `chain-${at}`, place })]
  })
  const size = `width="${CHAIN_SIZE.width}" height="${endings.length * block}"`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${CHAIN_SIZE.width} ${endings.length * block}" ${size}>`,
    `<style>${STYLE}</style>`,
    `<rect class="sheet" width="100%" height="100%"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

const STYLE = `.sheet { fill: #ffffff; } .cluster { fill: #1f2328; font: 600 18px system-ui, sans-serif; }
@media screen and (prefers-color-scheme: dark) { .sheet { fill: #0d1117; } .cluster { fill: #e6edf3; } }`

function verifyReportOf({ result }: ClusterEnding): VerifyReport | undefined {
  return 'report' in result && result.report.schema === 'flux-irsa/verify/v1' ? result.report : undefined
}
