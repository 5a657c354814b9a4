import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resolveNeeds, runGraph } from '../../src/engine/graph.ts'
import type { Action } from '../../src/model/plan.ts'
import { RESOURCES } from '../../src/resources/table.ts'
import { action } from '../../src/model/resource.ts'

/** `iam-role/lab < oidc-provider`: an action, and what it says that it needs. */
function planned(...lines: string[]): Action[] {
  return lines.map((line) => {
    const [id = '', needs = ''] = line.split(' < ')
    const resource = id.replace(/^old-/, '').split('/')[0] ?? ''
    return action({ id, resource, name: id, kind: 'create', needs: needs.split(' ').filter(Boolean) } as Action)
  })
}

/** For each action the ids that it waits for. */
function waits(...lines: string[]): Record<string, string[]> {
  return Object.fromEntries(resolveNeeds(planned(...lines), RESOURCES).map(({ id, needs }) => [id, needs]))
}

describe('what an action waits for', () => {
  test.for<[name: string, plan: string[], of: string, expected: string[]]>([
    ['the action of that id', ['iam-role', 'iam-policy < iam-role'], 'iam-policy', ['iam-role']],
    ['every action of a resource', ['pods/a', 'pods/b', 'iam-policy < pods'], 'iam-policy', ['pods/a', 'pods/b']],
    ['one action of many', ['pods/a', 'pods/b', 'iam-policy < pods/b'], 'iam-policy', ['pods/b']],
    ['nothing that is not in the plan', ['instance-release < git-secret namespace'], 'instance-release', []],
    ['not a resource whose name merely begins alike', ['pods-of-mine', 'iam-policy < pods'], 'iam-policy', []],
    ['not itself', ['iam-role/a < iam-role', 'iam-role/b'], 'iam-role/a', ['iam-role/b']],
    ['each once', ['pods/a', 'iam-policy < pods pods/a'], 'iam-policy', ['pods/a']],
    [
      'everything in the cluster but its namespace',
      ['namespace < kubernetes', 'service-account/a', 'git-secret', 'pods/a', 'iam-policy', 'iam-role < kubernetes'],
      'iam-role',
      ['service-account/a', 'git-secret', 'pods/a'],
    ],
  ])('%s', ([, plan, of, expected]) => {
    expect(waits(...plan)[of]).toEqual(expected)
  })

  test.for(['operater-release', 'pod', 'old-rol/a', 'iam-role-2/a'])('%s is a need that no row has: it is refused, not ignored', (need) => {
    expect(() => waits(`iam-policy < ${need}`)).toThrow(need)
  })
})

/** Carries a plan out; `fails` are the ids that go wrong. The order in which they began, and what was skipped. */
async function carryOut(actions: Action[], fails: (id: string) => boolean = () => false, signal = new AbortController().signal) {
  const [began, ended, skipped]: [string[], Set<string>, string[]] = [[], new Set(), []]
  const early: string[] = []
  const run = async ({ id, needs }: Action): Promise<boolean> => {
    began.push(id)
    if (needs.some((need) => !ended.has(need))) early.push(id)
    await Promise.resolve()
    const isWell = !fails(id)
    if (isWell) ended.add(id)
    return isWell
  }
  await runGraph(actions, run, ({ id }) => void skipped.push(id), signal)
  return { began, skipped, early }
}

describe('carrying a plan out', () => {
  test('what does not wait for anything begins at once, side by side', async () => {
    const { began } = await carryOut(planned('c < a', 'a', 'b'))
    expect(began).toEqual(['a', 'b', 'c'])
  })

  test('after a failure nothing new begins, and what was not reached is named', async () => {
    const { began, skipped } = await carryOut(planned('a', 'b < a', 'c < b', 'd'), (id) => id === 'a')
    expect({ began, skipped }).toEqual({ began: ['a', 'd'], skipped: ['b', 'c'] })
  })

  test('an interrupted run begins nothing', async () => {
    const { began, skipped } = await carryOut(planned('a', 'b < a'), undefined, AbortSignal.abort())
    expect({ began, skipped }).toEqual({ began: [], skipped: ['a', 'b'] })
  })

  test('a circle ends, with its members skipped', async () => {
    const { began, skipped } = await carryOut(planned('a < b', 'b < a', 'c'))
    expect({ began, skipped }).toEqual({ began: ['c'], skipped: ['a', 'b'] })
  })

  const graphs = fc.integer({ min: 1, max: 12 }).chain((size) =>
    fc.record({
      needs: fc.tuple(...Array.from({ length: size }, (_, at) => (at === 0 ? fc.constant([]) : fc.subarray([...Array(at).keys()])))),
      failing: fc.subarray([...Array(size).keys()], { maxLength: Math.min(2, size) }),
      order: fc.shuffledSubarray([...Array(size).keys()], { minLength: size, maxLength: size }),
    }),
  )

  test('whatever the plan: nothing begins before what it needs is done, and everything is either begun or skipped', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async ({ needs, failing, order }) => {
        const lines = order.map((at) => `n${at} < ${(needs[at] ?? []).map((need) => `n${need}`).join(' ')}`)
        const { began, skipped, early } = await carryOut(planned(...lines), (id) => failing.includes(Number(id.slice(1))))
        expect(early).toEqual([])
        expect([...began, ...skipped].toSorted()).toEqual(order.map((at) => `n${at}`).toSorted())
        if (failing.length === 0) expect(skipped).toEqual([])
      }),
    )
  })
})
