import { expect, test } from 'vitest'
import { explain } from '../../src/diagnosis/explain.ts'
import { WORDINGS } from './wordings/all.ts'

test.each(WORDINGS)('%s: %s', async (cause, text) => {
  const { report } = await explain([text])
  expect(report.findings[0]?.cause).toBe(cause)
  expect(report.findings.filter((one) => one.confidence === 'certain' && one.cause !== cause)).toEqual([])
})
