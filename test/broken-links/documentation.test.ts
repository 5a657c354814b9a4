import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CATALOGUE } from '../../src/checks/kernel/catalogue.ts'
import { CHECK_IDS } from '../../src/model/check-ids.ts'
import { FAULTS } from './faults.ts'
import { UNTRIED } from './untried.ts'

const MENDED_BY = { us: 'a command of ours', tool: 'the printed command', somebody: 'somebody else, as the fix says' }

/** docs/faults.md, from the tables. */
function page(): string {
  const link = (named: string) => {
    const [status = '', id = ''] = named.split(' ')
    const base = id.split('/')[0] ?? ''
    return `[${base}](checks/${base}.md)${status === 'fail' ? '' : ` (${status})`}`
  }
  const rows = FAULTS.flatMap(([part, faults]) => [
    '',
    `## ${part}`,
    '',
    '| what is broken | named by | mended by | on real servers |',
    '| --- | --- | --- | --- |',
    ...faults.map(({ title, named, afterwards, mendedBy, onlySimulated, onLab }) => {
      const steps = [{ named, mendedBy }, ...(afterwards ? [afterwards] : [])]
      const names = steps.map((step) => [...new Set(step.named.map(link))].join(', ')).join('; then ')
      const mended = [...new Set(steps.map((step) => MENDED_BY[step.mendedBy]))].join('; then ')
      const lab = onLab ? `${[...new Set(onLab.named.map(link))].join(', ')}: ${onLab.because}` : 'the same'
      return `| ${title} | ${names} | ${mended} | ${onlySimulated ? `not tried: ${onlySimulated}` : lab} |`
    }),
  ])
  const onReal = FAULTS.flatMap(([, faults]) => faults).filter(({ onlySimulated }) => !onlySimulated).length
  const count = FAULTS.reduce((sum, [, faults]) => sum + faults.length, 0)
  return [
    '# Faults that are tried',
    '',
    `Each of these ${count} is set on a simulated account and cluster that is green otherwise. [verify](verify.md) names the checks in the second`,
    'column and nothing else, the fix that it prints is carried out as printed, and all is green again. Where no command mends it, the fix says',
    `who must do what. ${onReal} of them are tried on real servers too: a Kubernetes control plane with the pod identity webhook of AWS and kubectl,`,
    'beside a stand-in for AWS that checks tokens, trust and policies.',
    ...rows,
    '',
  ].join('\n')
}

test('docs/faults.md lists every fault', async () => {
  await expect(page()).toMatchFileSnapshot('../../docs/faults.md')
})

test('at least 60 faults are tried, each under its own name, across all sections of the report', () => {
  const faults = FAULTS.flatMap(([, table]) => table)
  expect(new Set(faults.map(({ id }) => id)).size).toBe(faults.length)
  expect(faults.length).toBeGreaterThanOrEqual(60)
  const sectionOf = new Map<string, string>(CATALOGUE.map(({ id, section }) => [id, section]))
  const sections = new Set(faults.flatMap(({ named }) => named.map((one) => sectionOf.get(one.split(/[ /]/)[1] ?? ''))))
  expect([...new Set(sectionOf.values())].filter((section) => !sections.has(section))).toEqual([])
})

test('every check has a fault that breaks it, or a reason why not and a test that names it', () => {
  const faults = FAULTS.flatMap(([, table]) => table).flatMap((fault) => [fault, ...(fault.afterwards ? [fault.afterwards] : [])])
  const tried = new Set(faults.flatMap(({ named }) => named.map((one) => one.split(/[ /]/)[1])))
  expect(CHECK_IDS.filter((id) => !tried.has(id)).toSorted()).toEqual(Object.keys(UNTRIED).toSorted())
  for (const [id, { shownBy }] of Object.entries(UNTRIED)) {
    expect(readFileSync(new URL(`../../${shownBy}`, import.meta.url), 'utf8'), id).toMatch(new RegExp(String.raw`\b${id}\b`))
  }
})
