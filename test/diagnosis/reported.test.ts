import { expect, test } from 'vitest'
import { explain } from '../../src/diagnosis/explain.ts'
import { REPORTED } from './reported/all.ts'

const answers = REPORTED.map(async ([cause, , text]) => ({ cause, findings: (await explain([text])).report.findings }))

test.each(REPORTED.map(([cause, source], index) => [cause, source, index] as const))(
  '%s, as in %s, is among the first three, and nothing wrong is certain',
  async (cause, _, index) => {
    const { findings = [] } = (await answers[index]) ?? {}
    expect(findings.slice(0, 3).map((one) => one.cause)).toContain(cause)
    expect(findings.filter((one) => one.confidence === 'certain' && one.cause !== cause)).toEqual([])
  },
)

test('of what people met, 97 in 100 are named first', async () => {
  const first = (await Promise.all(answers)).filter(({ cause, findings }) => findings[0]?.cause === cause)
  expect(first.length / REPORTED.length).toBeGreaterThan(0.97)
})

test('every cause was met by somebody or has a wording of its own', async () => {
  const { WORDINGS } = await import('./wordings/all.ts')
  const { CAUSES } = await import('../../src/diagnosis/causes/all.ts')
  const covered = new Set([...REPORTED, ...WORDINGS].map(([cause]) => cause))
  expect(CAUSES.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([])
})
