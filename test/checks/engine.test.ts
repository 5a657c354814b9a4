import { describe, expect, it } from 'vitest'
import { fail, notApplicable, pass, undecided, warn, type Check, type Finding } from '../../src/checks/kernel/check.ts'
import { runChecks } from '../../src/checks/kernel/engine.ts'
import type { Facts } from '../../src/checks/kernel/facts.ts'
import { Failure } from '../../src/domain/failure.ts'

const facts = {} as Facts
const broken = fail('broken', { fix: 'mend' })

/** Made-up checks: the engine knows none by name. */
type MadeUp = Partial<Omit<Check, 'needs' | 'after' | 'each'>> & {
  needs?: string[]
  after?: string[]
  each?: () => Promise<{ name: string; needs?: string[]; after?: string[] }[]>
}

function row(id: string, finding: Finding | (() => Finding), more: MadeUp = {}): Check {
  const made = {
    id,
    section: 's',
    severity: 'fail',
    title: `${id} holds`,
    needs: [],
    run: () => (typeof finding === 'function' ? finding() : finding),
    ...more,
  }
  return made as unknown as Check
}

async function outcomes(checks: Check[]): Promise<Record<string, string>> {
  const results = await runChecks(checks, facts, { emit: () => {}, now: () => 0 })
  return Object.fromEntries(results.map(({ id, status, blockedBy }) => [id, blockedBy ? `${status} by ${blockedBy.join(' ')}` : status]))
}

describe('runChecks', () => {
  it('skips what needs a failed or unknown check, and names the root over any distance', async () => {
    expect(
      await outcomes([
        row('c', pass(''), { needs: ['b'] }),
        row('b', pass(''), { needs: ['a'] }),
        row('a', broken),
        row('d', pass(''), { needs: ['u'] }),
        row('u', undecided('?')),
      ]),
    ).toEqual({ c: 'skip by a', b: 'skip by a', a: 'fail', d: 'skip by u', u: 'unknown' })
  })

  it('goes on after a warning and after what did not apply', async () => {
    expect(
      await outcomes([row('a', warn('!', { fix: 'x' })), row('b', notApplicable('none')), row('c', pass(''), { needs: ['a', 'b'] })]),
    ).toMatchObject({ c: 'pass' })
  })

  it('runs independent checks after one failed', async () => {
    expect(await outcomes([row('a', broken), row('b', pass(''))])).toEqual({ a: 'fail', b: 'pass' })
  })

  it('begins reads once what they wait for holds, and judges only when all that it needs does', async () => {
    const story: string[] = []
    const note = (text: string) => () => (story.push(text), pass(''))
    const slow = { ...row('slow', pass('')), run: async () => (await new Promise(setImmediate), note('slow')()) }
    const begins = { needs: ['quick'], read: async () => void story.push('begun') }
    const last = { ...row('last', note('judged'), { needs: ['quick', 'slow'] }), begins } as unknown as Check
    expect(await outcomes([last, row('quick', pass('')), slow])).toMatchObject({ last: 'pass' })
    expect(story).toEqual(['begun', 'slow', 'judged'])
  })

  it('begins no reads where what they wait for failed, and does not mind how they end', async () => {
    const read = async () => {
      throw new Error('down')
    }
    const begun: string[] = []
    const beginning = (needs: string[], more: object) =>
      ({ ...row('last', pass(''), { needs }), begins: { needs, ...more } }) as unknown as Check
    await outcomes([beginning(['a'], { read: async () => void begun.push('begun') }), row('a', broken)])
    expect(begun).toEqual([])
    expect(await outcomes([beginning(['b'], { read }), row('b', pass(''))])).toMatchObject({ last: 'pass' })
  })

  it('holds instances apart: one that fails blocks only its like', async () => {
    const names = () => ['x', 'y']
    const first: Check = { ...row('first', pass('')), names, run: (_facts, name) => (name === 'x' ? broken : pass('')) }
    expect(
      await outcomes([
        first,
        row('second', pass(''), { names, needs: ['first/@'] }),
        row('all', pass(''), { needs: ['first'] }),
        row('one', pass(''), { needs: ['first/y'] }),
      ]),
    ).toEqual({
      'first/x': 'fail',
      'first/y': 'pass',
      'second/x': 'skip by first/x',
      'second/y': 'pass',
      all: 'skip by first/x',
      one: 'pass',
    })
  })

  it('shows instances that are known beforehand also when they are skipped, and does not list the others then', async () => {
    const each = async () => {
      throw new Error('listed')
    }
    expect(
      await outcomes([
        row('a', broken),
        row('b', pass(''), { needs: ['a'], names: () => ['x'] }),
        row('c', pass(''), { needs: ['a'], each }),
      ]),
    ).toEqual({ a: 'fail', 'b/x': 'skip by a', c: 'skip by a' })
  })

  it('is unknown, with the words of the Failure, where a check or its list throws', async () => {
    const failure = new Failure({
      code: 'x',
      message: 'the read was denied',
      source: 'environment',
      fix: 'ask',
      evidence: [['action', 'iam:GetRole']],
    })
    const throws = () => {
      throw failure
    }
    const results = await runChecks(
      [row('a', throws), row('b', pass(''), { each: async () => throws() }), row('c', pass(''), { needs: ['b/@'], names: () => ['x'] })],
      facts,
      { emit: () => {}, now: () => 0 },
    )
    expect(results).toMatchObject([
      { id: 'a', status: 'unknown', message: 'the read was denied', fix: 'ask', evidence: ['action: iam:GetRole'] },
      { id: 'b', status: 'unknown', message: 'the read was denied' },
      { id: 'c/x', status: 'skip', blockedBy: ['b'] },
    ])
  })

  it('makes a symptom follow from a failed root, and lets it stand on its own otherwise', async () => {
    const symptom: Finding = { ...broken, symptom: true }
    const after = ['root', 'fine']
    expect(
      await outcomes([row('root', broken), row('fine', pass('')), row('s', symptom, { after }), row('own', broken, { after })]),
    ).toMatchObject({ s: 'skip by root', own: 'fail' })
    expect(await outcomes([row('root', undecided('?')), row('fine', pass('')), row('s', symptom, { after })])).toMatchObject({ s: 'fail' })
    expect(
      await outcomes([row('root', broken), row('fine', pass('')), row('s', { ...broken, symptom: ['fine'] as never }, { after })]),
    ).toMatchObject({ s: 'fail' })
  })

  it('links each result to its page and tells how long it took', async () => {
    let clock = 0
    const [result] = await runChecks([row('a', pass('ok'), { names: () => ['x'] })], facts, { emit: () => {}, now: () => (clock += 5) })
    expect(result).toMatchObject({ id: 'a/x', title: 'a holds: x', docs: 'checks/a.md', durationMs: 5 })
  })
})
