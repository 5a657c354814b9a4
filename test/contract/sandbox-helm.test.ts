import { afterAll, beforeAll } from 'vitest'
import { helmCases } from './cases/helm.ts'
import { meet } from './ports.ts'
import { startSandboxServer } from './sandbox-server.ts'
import type { Server } from './server.ts'

let server: Server
beforeAll(async () => {
  server = await startSandboxServer()
  meet(server)
})
afterAll(() => server.close())

helmCases(() => server)
