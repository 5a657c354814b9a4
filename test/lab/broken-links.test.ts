import { describe } from 'vitest'
import { FAULTS } from '../broken-links/faults.ts'
import { tryAll } from '../broken-links/try-all.ts'
import { LAB } from './lab-server.ts'
import { labScene } from './lab-scene.ts'

describe.skipIf(!LAB)('on real servers', () => {
  const faults = FAULTS.flatMap(([, table]) => table)
  tryAll(
    faults.filter(({ onlySimulated }) => !onlySimulated),
    labScene,
  )
})
