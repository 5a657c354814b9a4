import { afterAll, beforeAll, describe } from 'vitest'
import { helmCases } from '../contract/cases/helm.ts'
import { meet } from '../contract/ports.ts'
import { LAB, startLab, type LabServer } from './lab-server.ts'

describe.skipIf(!LAB)('on the lab', () => {
  let server: LabServer
  beforeAll(async () => {
    server = await startLab()
    meet(server)
  })
  afterAll(() => server.close())

  helmCases(() => server)
})
