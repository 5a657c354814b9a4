import { afterAll, test } from 'vitest'
import { expectNamedAndMended } from './expect-named.ts'
import type { Fault } from './fault.ts'
import type { Scene } from './scene.ts'
import { sandboxScene } from './sandbox-scene.ts'
import { beRoot } from './touch-caller.ts'

export interface Stage {
  scene: Scene
  close: () => Promise<void>
}

/** A test for each fault, all of them on one cluster: what mends a fault leaves the beginning of the next. */
export function tryAll(faults: Fault[], begin: (install?: string[]) => Promise<Stage> = sandboxScene): void {
  let green: Stage | undefined
  let neverGreen = ''
  afterAll(() => green?.close())

  async function beginAnew(): Promise<Stage> {
    if (neverGreen) throw new Error(`no green cluster to begin with: ${neverGreen}`)
    try {
      return await begin()
    } catch (error) {
      neverGreen = String(error)
      throw error
    }
  }

  test.each(faults)('$id: $title', { timeout: 180_000 }, async (fault) => {
    const stage = fault.install ? await begin(fault.install) : (green ?? (await beginAnew()))
    if (!fault.install) green = undefined
    try {
      await expectNamedAndMended(stage.scene, fault)
      // Whoever met this fault, an administrator meets the next.
      await beRoot(stage.scene)
      if (!fault.install) green = stage
    } finally {
      // What a failed case leaves behind is nobody's beginning.
      if (green !== stage) await stage.close()
    }
  })
}
