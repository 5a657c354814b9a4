import { describe, expect, test } from 'vitest'
import { chainSvg } from '../../src/report/page/chain-svg.ts'
import { chainOf } from '../../src/report/page/chain.ts'
import { htmlOf } from '../../src/report/page/html.ts'
import { mixedChain, nastyChain } from './sample-chain.ts'
import { provenChain } from './sample-reports.ts'
import { all, parseXml, textOf } from './xml.ts'

const page = htmlOf(mixedChain, 'flux-irsa 0.1.0')

describe('the page', () => {
  test('has nothing to load and nothing that runs, and forbids it besides', () => {
    for (const report of [mixedChain, nastyChain, provenChain]) {
      const root = parseXml(htmlOf(report))
      expect(['script', 'link', 'img', 'iframe', 'object', 'a', 'use', 'image'].flatMap((name) => all(root, name))).toEqual([])
      expect(htmlOf(report)).not.toMatch(/@import|url\(/)
    }
    expect(page).toContain(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>`)
  })

  test('is one well-formed document whatever a cluster says', () => {
    const root = parseXml(htmlOf(nastyChain))
    expect(textOf(root)).toContain('<script>alert(1)</script>')
    for (const text of ['\u0000', '\u001b', '\u202e']) expect(textOf(root)).not.toContain(text)
  })

  test('says the verdict first, then what to mend with its fix, then every check', () => {
    const text = textOf(parseXml(page))
    expect(text).toContain('6 passed, 1 warned, 1 failed, 1 unknown, 1 skipped')
    const [mend, links, every] = ['To mend', 'The links of the chain', 'Every check'].map((title) => page.indexOf(`<h2>${title}`))
    expect(mend).toBeGreaterThan(page.indexOf('</svg>'))
    expect(links).toBeGreaterThan(mend ?? 0)
    expect(every).toBeGreaterThan(links ?? 0)
    expect(page.slice(mend, links)).toContain('<pre>flux-irsa install --cluster lab</pre>')
    for (const { id } of mixedChain.checks) expect(page.slice(every)).toContain(`>${id}</th>`)
  })

  test('names every state in a word beside its colour', () => {
    const rows = all(parseXml(page), 'tr').filter((row) => row.attributes['class'])
    for (const row of rows) expect(textOf(row)).toMatch(/passed|warning|failed|unknown|skipped|not proven/)
  })

  test('has nothing to mend where all is well', () => {
    expect(htmlOf(provenChain)).not.toContain('To mend')
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
