import { afterAll, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { expectNamedAndMended, greenSandbox } from './expect-named.ts'
import { PERMISSION_FAULTS } from './permission-faults.ts'
import { REPOSITORY_FAULTS } from './repository-faults.ts'

let sandbox: Sandbox | undefined
afterAll(() => sandbox?.close())

test.each([...PERMISSION_FAULTS, ...REPOSITORY_FAULTS])('$id: $title', { timeout: 120_000 }, async (fault) => {
  const green = sandbox ?? (await greenSandbox())
  sandbox = undefined
  try {
    await expectNamedAndMended(green, fault)
    sandbox = green
  } finally {
    // What a failed case leaves behind is nobody's beginning.
    if (!sandbox) await green.close()
  }
})
