import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { explain } from '../../src/diagnosis/explain.ts'

/** Messages of real users with their true causes, beside the checkout where somebody has them; no part of the project. */
const file = fileURLToPath(new URL('../../../shared/diagnosis/messages.json', import.meta.url))
const isThere = existsSync(file)

interface Known {
  id: string
  class: string
  message: string
}

/** The rules were made with these in sight; the others were never looked at, so that they measure. */
function wasSeen({ id }: Known): boolean {
  return Number.parseInt(createHash('sha256').update(id).digest('hex').slice(0, 8), 16) % 100 < 60
}

async function score(messages: Known[]) {
  const answers = await Promise.all(messages.map(async (one) => ({ one, found: (await explain([one.message])).report.findings })))
  const certain = answers.flatMap(({ one, found }) =>
    found.filter(({ confidence }) => confidence === 'certain').map(({ cause }) => cause === one.class),
  )
  const share = (hits: unknown[], of: unknown[]) => hits.length / of.length
  return {
    top1: share(
      answers.filter(({ one, found }) => found[0]?.cause === one.class),
      answers,
    ),
    top3: share(
      answers.filter(({ one, found }) => found.slice(0, 3).some(({ cause }) => cause === one.class)),
      answers,
    ),
    certain: share(certain.filter(Boolean), certain),
  }
}

test.skipIf(!isThere)('real messages that were never looked at: three of four are named first, and what is certain is right', async () => {
  const messages = JSON.parse(readFileSync(file, 'utf8')) as Known[]
  const seen = await score(messages.filter(wasSeen))
  expect(seen.top1).toBeGreaterThan(0.95)
  expect(seen.certain).toBe(1)
  const unseen = await score(messages.filter((one) => !wasSeen(one)))
  expect(unseen.top1).toBeGreaterThan(0.76)
  expect(unseen.top3).toBeGreaterThan(0.89)
  expect(unseen.certain).toBe(1)
})
