import { Readable } from 'node:stream'
import { afterEach, expect, test, vi } from 'vitest'
import { drive } from './drive.ts'
import { CLUSTER, freshSandbox, installedSandbox } from './story.ts'

afterEach(() => void vi.restoreAllMocks())

/** Types this, five minutes after it is asked. */
function slowly(answer: string): Readable {
  const real = Date.now
  let late = 0
  vi.spyOn(Date, 'now').mockImplementation(() => real() + late)
  return new Readable({
    read() {
      late += 5 * 60_000
      this.push(`${answer}\n`)
      this.push(null)
    },
  })
}

test('a person who thinks for five minutes does not make an install or an uninstall longer', async () => {
  const fresh = await freshSandbox()
  const installed = await drive(fresh, ['install', ...CLUSTER], { terminal: true, stdin: slowly('y') })
  vi.restoreAllMocks()
  const there = await installedSandbox()
  const removed = await drive(there, ['uninstall', ...CLUSTER], { terminal: true, stdin: slowly('lab') })
  for (const { code, stdout } of [installed, removed]) {
    expect(code).toBe(0)
    expect(stdout).toMatch(/nstalled: .* · \d+\.\ds/)
  }
})
