import { describe, expect, test } from 'vitest'
import { clustersDocument } from '../../../src/report/clusters/documents.ts'
import { clustersMarkdown } from '../../../src/report/clusters/markdown.ts'
import { mixedChain, nastyChain } from '../sample-chain.ts'
import { installed, plan, provenChain } from '../sample-reports.ts'
import { all, parseXml, textOf } from '../xml.ts'
import { endingOf, gone, resultOf, three } from './sample-endings.ts'

const nasty = resultOf([endingOf('a-1', 1, nastyChain), endingOf('b_2', 1, { error: new Error('<script>alert(1)</script>\u001b[31m') })])

test('JSON holds what each would have answered alone', () => {
  const document = JSON.parse(clustersDocument(three, 'json')) as { clusters: object[] }
  expect(document).toMatchObject({ schema: 'flux-irsa/clusters/v1', exitCode: 1, summary: { clusters: 3, ok: 1, notOk: 2 } })
  expect(document.clusters).toEqual([
    { name: 'staging', exitCode: 0, durationMs: 4200, report: provenChain },
    { name: 'prod', exitCode: 1, durationMs: 4200, report: mixedChain },
    {
      name: 'gone',
      exitCode: 1,
      durationMs: 300,
      error: expect.objectContaining({ schema: 'flux-irsa/error/v1', code: gone.code }) as object,
    },
  ])
})

describe('JUnit', () => {
  const root = parseXml(clustersDocument(three, 'junit'))
  const suites = all(root, 'testsuite')

  test('has a test suite for each cluster, whose test cases name it', () => {
    expect(suites.map(({ attributes }) => attributes['name'])).toEqual(['staging', 'prod', 'gone'])
    const classes = all(suites[1]!, 'testcase').map(({ attributes }) => attributes['classname'])
    for (const name of classes) expect(name).toMatch(/^flux-irsa\.prod\.\S/)
  })

  test('counts all of them, and what could not be checked as an error', () => {
    const sum = (name: string) => suites.reduce((total, { attributes }) => total + Number(attributes[name]), 0)
    for (const name of ['tests', 'failures', 'errors', 'skipped']) expect(Number(root.attributes[name])).toBe(sum(name))
    expect(all(suites[2]!, 'error')[0]?.attributes['message']).toContain('there is no EKS cluster "gone"')
  })
})

describe('the page', () => {
  const page = parseXml(clustersDocument(three, 'html'))

  test('has a table that leads to the section of each, with its own picture', () => {
    expect(all(page, 'a').map(({ attributes }) => attributes['href'])).toEqual(['#cluster-0', '#cluster-1', '#cluster-2'])
    expect(all(page, 'section').map((section) => all(section, 'svg').length)).toEqual([1, 1, 0])
    expect(textOf(all(page, 'section')[2]!)).toContain('there is no EKS cluster "gone"')
  })

  test('gives no id twice', () => {
    const ids = (name: string) => all(page, name).flatMap(({ attributes }) => attributes['id'] ?? [])
    const every = ['section', 'title', 'desc', 'svg'].flatMap(ids)
    expect(new Set(every).size).toBe(every.length)
  })

  test('is well-formed whatever a cluster says', () => {
    expect(textOf(parseXml(clustersDocument(nasty, 'html')))).toContain('<script>alert(1)</script>')
  })
})

describe('the pictures', () => {
  test('of Mermaid stand in a frame each, and every link has its own style', () => {
    const text = clustersDocument(three, 'mermaid')
    expect(text.match(/^ {2}subgraph .*$/gm)).toEqual([
      expect.stringContaining('cluster0["staging'),
      expect.stringContaining('cluster1["prod'),
      expect.stringContaining('cluster2["gone'),
    ])
    expect(text.match(/^ {2}end$/gm)).toHaveLength(3)
    const links = text.match(/-->/g) ?? []
    expect(text.match(/linkStyle \d+/g)).toEqual(links.map((_, at) => `linkStyle ${at}`))
  })

  test('of SVG stand below each other in one', () => {
    const root = parseXml(clustersDocument(three, 'svg'))
    expect(all(root, 'svg').map(({ attributes }) => attributes['y'])).toEqual(['48', '628'])
    expect(all(parseXml(clustersDocument(nasty, 'svg')), 'svg')).toHaveLength(1)
  })
})

describe('Markdown', () => {
  test('has a table of all and a section for each', () => {
    const text = clustersDocument(three, 'markdown')
    expect(text).toMatch(/^## flux-irsa verify: 3 clusters: 1 ok, 2 failed\n/)
    expect(text.match(/^## .*$/gm)?.slice(1)).toEqual(['## staging', '## prod', '## gone'])
    expect(text).toContain('| ✘ | gone | there is no EKS cluster')
  })

  test('holds its limit, and shares it out', () => {
    for (const limit of [20_000, 60_000]) {
      const text = clustersMarkdown(resultOf(Array.from({ length: 5 }, (_, at) => endingOf(`c${at}`, 1, mixedChain))), limit)
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit)
      expect(text.match(/^## c\d$/gm)).toHaveLength(5)
    }
  })

  test('tells plans and installs too', () => {
    const text = clustersDocument(resultOf([endingOf('a1', 0, plan), endingOf('b1', 0, installed)], { command: 'install' }), 'markdown')
    expect(text).toMatch(/## a1\n[^]*## b1\n/)
  })
})
