import { afterAll, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { expectNamedAndMended, greenSandbox } from './expect-named.ts'
import { POD_FAULTS } from './pod-faults.ts'
import { SERVICE_ACCOUNT_FAULTS } from './service-account-faults.ts'

let sandbox: Sandbox | undefined
afterAll(() => sandbox?.close())

test.each([...SERVICE_ACCOUNT_FAULTS, ...POD_FAULTS])('$id: $title', { timeout: 120_000 }, async (fault) => {
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
