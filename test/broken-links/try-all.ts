import { afterAll, test } from 'vitest'
import { expectNamedAndMended } from './expect-named.ts'
import type { Fault } from './fault.ts'
import { sandboxScene } from './sandbox-scene.ts'

/** A test for each fault, all of them on one simulated cluster: what mends a fault leaves the beginning of the next. */
export function tryAll(faults: Fault[]): void {
  let green: Awaited<ReturnType<typeof sandboxScene>> | undefined
  afterAll(() => green?.close())

  test.each(faults)('$id: $title', { timeout: 120_000 }, async (fault) => {
    const begun = green ?? (await sandboxScene())
    green = undefined
    try {
      await expectNamedAndMended(begun.scene, fault)
      green = begun
    } finally {
      // What a failed case leaves behind is nobody's beginning.
      if (!green) await begun.close()
    }
  })
}
