import { describe, vi } from 'vitest'
import { FAULTS } from '../broken-links/faults.ts'
import { tryAll } from '../broken-links/try-all.ts'
import { LAB } from './lab-server.ts'
import { labScene } from './lab-scene.ts'

describe.skipIf(!LAB)('on real servers', () => {
  // What the lab's operator does by itself once a minute would be one more thing that happens in between.
  vi.stubEnv('LAB_OPERATOR_INTERVAL', '3600')
  const faults = FAULTS.flatMap(([, table]) => table)
  tryAll(
    faults.filter(({ onlySimulated }) => !onlySimulated),
    labScene,
  )
})
