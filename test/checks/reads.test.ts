import { describe, expect, it } from 'vitest'
import { createReads, type ReadOptions } from '../../src/checks/kernel/reads.ts'

const readsWith = (options: Partial<ReadOptions> = {}) =>
  createReads({ concurrency: 2, signal: new AbortController().signal, now: () => 0, sleep: async () => {}, ...options })

describe('createReads', () => {
  it('reads once for all who ask at the same time, also when the read fails', async () => {
    let reads = 0
    const { once } = readsWith()
    const read = async () => {
      reads++
      throw new Error('down')
    }
    const results = await Promise.allSettled([once('k', read), once('k', read)])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(reads).toBe(1)
  })

  it('never has more reads running than it may', async () => {
    let [running, most] = [0, 0]
    const { once } = readsWith({ concurrency: 3 })
    const read = async () => {
      most = Math.max(most, ++running)
      await new Promise(setImmediate)
      running--
    }
    await Promise.all(Array.from({ length: 20 }, (_, index) => once(`k${index}`, read)))
    expect(most).toBe(3)
  })

  it('lets a derived fact ask for many reads without taking a place itself', async () => {
    const { once, derived } = readsWith({ concurrency: 1 })
    await expect(derived('sum', async () => (await once('a', async () => 1)) + (await once('b', async () => 2)))).resolves.toBe(3)
  })

  it('gives up a read that never answers when the signal fires, and starts no other', async () => {
    const stop = new AbortController()
    const { once } = readsWith({ signal: stop.signal, concurrency: 1 })
    const hanging = once('a', () => new Promise<never>(() => {}))
    const waiting = once('b', async () => {
      throw new Error('was started')
    })
    stop.abort(new Error('deadline'))
    await expect(hanging).rejects.toThrow('deadline')
    await expect(waiting).rejects.toThrow('deadline')
  })

  it('asks again only for what propagation explains', async () => {
    let [clock, asked] = [0, 0]
    const { once } = readsWith({
      now: () => clock,
      sleep: async (ms) => {
        clock += ms
      },
      propagationUntil: 30_000,
    })
    const read = async () => {
      asked++
      throw new Error('no route')
    }
    await expect(once('a', read, { error: (error) => error instanceof Error && error.message === 'denied' })).rejects.toThrow('no route')
    expect(asked).toBe(1)
    await expect(once('b', async () => (++asked > 3 ? 'there' : undefined), { value: (value) => value === undefined })).resolves.toBe(
      'there',
    )
  })
})
