import { afterAll, beforeAll, describe } from 'vitest'
import { contractCases } from '../contract/cases/all.ts'
import { meet } from '../contract/ports.ts'
import { LAB, startLab, type LabServer } from './lab-server.ts'

describe.skipIf(!LAB)('on the lab', () => {
  let server: LabServer
  beforeAll(async () => {
    server = await startLab()
    meet(server)
  })
  afterAll(() => server.close())

  contractCases(() => server)
})
