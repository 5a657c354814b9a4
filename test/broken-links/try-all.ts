import { afterAll, test } from 'vitest'
import { expectNamedAndMended } from './expect-named.ts'
import type { Fault } from './fault.ts'
import type { Scene } from './scene.ts'
import { sandboxScene } from './sandbox-scene.ts'

export interface Stage {
  scene: Scene
  close: () => Promise<void>
}

/** A test for each fault, all of them on one cluster: what mends a fault leaves the beginning of the next. */
export function tryAll(faults: Fault[], begin: (install?: string[]) => Promise<Stage> = sandboxScene): void {
  let green: Stage | undefined
  let hopeless: unknown
  afterAll(() => green?.close())

  async function onItsOwn(fault: Fault, install: string[]): Promise<void> {
    const { scene, close } = await begin(install)
    await expectNamedAndMended(scene, fault).finally(close)
  }

  function giveUp(error: unknown): never {
    hopeless = error
    throw error
  }

  test.each(faults)('$id: $title', { timeout: 180_000 }, async (fault) => {
    if (hopeless) throw hopeless
    if (fault.install) return onItsOwn(fault, fault.install)
    const stage = green ?? (await begin().catch((error: unknown) => giveUp(error)))
    green = undefined
    try {
      await expectNamedAndMended(stage.scene, fault)
      green = stage
    } finally {
      // What a failed case leaves behind is nobody's beginning.
      if (!green) await stage.close()
    }
  })
}
