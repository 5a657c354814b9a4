import { STATUS_MARKS } from '../page/chain.ts'
import { markdownText } from '../page/markdown-text.ts'
import { markdownFailure, markdownOf } from '../page/markdown.ts'
import type { ClusterEnding, ClustersResult } from './ending.ts'
import { clustersStory, endingStory } from './story.ts'

/**
 * Several clusters as GitHub-flavoured Markdown: a table of them, then a section for each. `maxBytes` holds for all of it, and every
 * cluster gets the same share.
 */
export function clustersMarkdown({ command, endings }: ClustersResult, maxBytes = Infinity): string {
  const head = [
    `## flux-irsa ${command}: ${markdownText(clustersStory(endings))}`,
    '',
    '| | cluster | what is seen |',
    '| --- | --- | --- |',
    ...endings.map(rowOf),
    '',
  ].join('\n')
  const share = (maxBytes - Buffer.byteLength(head)) / endings.length - 200
  return [head, ...endings.map((ending) => sectionOf(ending, share))].join('\n')
}

function rowOf(ending: ClusterEnding): string {
  const { mark, story } = endingStory(ending)
  const sign = mark === 'update' ? '~' : Object.hasOwn(STATUS_MARKS, mark) ? STATUS_MARKS[mark as keyof typeof STATUS_MARKS] : ''
  return `| ${sign} | ${markdownText(ending.name)} | ${markdownText(story)} |`
}

function sectionOf({ name, result, durationMs }: ClusterEnding, maxBytes: number): string {
  const body = 'error' in result ? markdownFailure(result.error) : markdownOf(result.report, { maxBytes, totalMs: durationMs })
  return [`## ${markdownText(name)}`, '', body].join('\n')
}
