import { describe, expect, test } from 'vitest'
import { createHash } from 'node:crypto'
import { chainSvg } from '../../src/report/page/chain-svg.ts'
import { chainOf } from '../../src/report/page/chain.ts'
import { htmlOf } from '../../src/report/page/html.ts'
import type { Flux } from '../../src/model/flux.ts'
import { markdownText } from '../../src/report/page/markdown-text.ts'
import { markdownOf } from '../../src/report/page/markdown.ts'
import { mixedChain, nastyChain } from './sample-chain.ts'
import { provenChain } from './sample-reports.ts'
import { all, parseXml, textOf } from './xml.ts'

const page = htmlOf(mixedChain, 'flux-irsa 0.1.0')

describe('the page', () => {
  test('has nothing to load, runs nothing but its own script, and forbids the rest besides', () => {
    for (const report of [mixedChain, nastyChain, provenChain]) {
      const root = parseXml(htmlOf(report))
      expect(['link', 'img', 'iframe', 'object', 'a', 'use', 'image'].flatMap((name) => all(root, name))).toEqual([])
      expect(htmlOf(report)).not.toMatch(/@import|url\(/)
      expect(all(root, 'script')).toHaveLength(1)
    }
    const [, script = ''] = /<script>([^]*)<\/script>/.exec(page) ?? []
    const digest = createHash('sha256').update(script).digest('base64')
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${digest}'"/>`)
  })

  test('names every Flux that is there, as text', () => {
    const flux: Flux = { kind: 'bootstrap', namespace: 'gitops', version: '2.9.4', owner: 'Git <b>', components: [], has: 'controllers' }
    const said = 'Flux 2.9.4 runs in gitops, set up by flux bootstrap: Git <b> keeps it'
    expect(textOf(parseXml(htmlOf({ ...mixedChain, flux: [flux] })))).toContain(said)
    expect(markdownOf({ ...mixedChain, flux: [flux] })).toContain(markdownText(said))
  })

  test('is one well-formed document whatever a cluster says', () => {
    const root = parseXml(htmlOf(nastyChain))
    expect(textOf(root)).toContain('<script>alert(1)</script>')
    for (const text of ['\u0000', '\u001b', '\u202e']) expect(textOf(root)).not.toContain(text)
  })

  test('says the verdict first, then what to fix, then the picture, every check and the facts of the run', () => {
    const text = textOf(parseXml(page))
    expect(text).toContain('6 passed, 1 warned, 1 failed, 1 unknown, 1 skipped')
    const places = ['<header>', '<h2>To fix', '<svg', '<h2>The links of the chain', '<h2>Every check', '<dl>'].map((part) =>
      page.indexOf(part),
    )
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places).not.toContain(-1)
    const [, toFix, picture, , every] = places
    expect(page.slice(toFix, picture)).toContain('<button type="button" hidden="">copy</button><pre>flux-irsa install --cluster lab</pre>')
    for (const { id } of mixedChain.checks) expect(page.slice(every)).toContain(`>${id}</th>`)
  })

  test('names every state in a word beside its colour', () => {
    const rows = all(parseXml(page), 'tr').filter((row) => row.attributes['class'])
    for (const row of rows) expect(textOf(row)).toMatch(/passed|warning|failed|unknown|skipped|not proven/)
  })

  test('has the worst of what to fix first', () => {
    const toFix = page.slice(page.indexOf('<h2>To fix'), page.indexOf('<svg'))
    expect([...toFix.matchAll(/<tr class="(\w+)"/g)].map(([, status]) => status)).toEqual(['fail', 'unknown', 'warn'])
  })

  test('tells how long a check took only where that was long', () => {
    const [first] = mixedChain.checks
    const took = (durationMs: number) =>
      htmlOf({ ...mixedChain, checks: [{ ...first, durationMs } as never] }).includes('<p class="expected">took')
    expect([took(999), took(1000)]).toEqual([false, true])
  })

  test('has nothing to fix where all is well', () => {
    expect(htmlOf(provenChain)).not.toContain('To fix')
  })
})

describe('the picture', () => {
  const picture = chainSvg(chainOf(mixedChain.checks), 'The chain of lab')

  test('draws every link in its state, with a mark, a word and what is seen there', () => {
    const groups = all(parseXml(picture), 'g').filter((group) => group.attributes['class'])
    expect(groups.map((group) => group.attributes['class'])).toEqual(chainOf(mixedChain.checks).map(({ status }) => status))
    const trust = groups.find(({ attributes }) => attributes['class'] === 'fail')
    expect(trust && textOf(trust)).toMatch(/✘.*failed.*the role does not let/)
  })

  test('is told in words for who cannot see it', () => {
    const root = parseXml(picture)
    expect(root.attributes).toMatchObject({ role: 'img', 'aria-labelledby': 'chain-title chain-text' })
    expect(all(root, 'desc')[0]?.text).toContain('STS to IAM role, trust: failed, the role does not let image-reflector-controller in.')
  })

  test('stands alone as a file', () => {
    expect(parseXml(picture).attributes['xmlns']).toBe('http://www.w3.org/2000/svg')
  })

  test('keeps its words within its frame, however long they are', () => {
    const long = { ...mixedChain.checks[0], id: 'cluster', message: `${'x'.repeat(300)} arn:aws:iam::111122223333:role/${'y'.repeat(200)}` }
    const root = parseXml(chainSvg(chainOf([long as never]), 'x'))
    const stories = all(root, 'text').filter((text) => text.attributes['class'] === 'story')
    expect(Math.max(...stories.map((line) => line.text.length))).toBeLessThanOrEqual(34)
    expect(stories.filter((line) => line.text.endsWith('…'))).toHaveLength(1)
  })
})
