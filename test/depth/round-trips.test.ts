import { beforeAll, expect, test } from 'vitest'
import { COMMANDS, roundsOfAll } from './commands.ts'

type Rounds = Awaited<ReturnType<typeof roundsOfAll>>

let measured: Rounds

beforeAll(async () => {
  measured = await roundsOfAll()
  if (COMMANDS.every(({ name, most }) => (measured.get(name)?.length ?? 0) <= most)) return
  // A machine that stands still for a moment makes one round of calls look like two, never two like one.
  const again = await roundsOfAll()
  for (const [name, rounds] of again) if (rounds.length < (measured.get(name)?.length ?? 0)) measured.set(name, rounds)
})

test.for(COMMANDS)('$name takes at most $most round trips, one after the other', ({ name, most }) => {
  const rounds = measured.get(name) ?? []
  const story = rounds.map((calls, at) => `${at + 1}: ${calls.join(', ')}`).join('\n')
  expect(rounds.length, story).toBeLessThanOrEqual(most)
  expect(rounds.length).toBeGreaterThan(0)
})
