import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FAULT_NAMES, type FaultName, type NamedFaults } from './named-faults.ts'

/** Where another terminal breaks and mends; its path is a secret, so that no other user of the machine does. */
export interface Control {
  url: string
  close(): Promise<void>
}

/**
 * Serves `GET URL` (the faults), `POST URL/break/NAME` and `POST URL/mend/NAME` on a free port of 127.0.0.1. The answer is JSON:
 * `{faults}`, or `{error}` with a status of 4xx.
 */
export async function serveControl(faults: NamedFaults): Promise<Control> {
  const secret = randomBytes(16).toString('hex')
  const server = createServer((request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body))
    }
    const [, key, verb, name] = (request.url ?? '').split('/')
    if (key !== secret) return answer(404, { error: 'no such sandbox' })
    if (request.method === 'GET') return answer(200, { faults: faults.list() })
    if ((verb !== 'break' && verb !== 'mend') || !isFault(name)) return answer(404, { error: `no fault ${name}` })
    faults[verb](name).then(
      () => answer(200, { faults: faults.list() }),
      (error: unknown) => answer(409, { error: error instanceof Error ? error.message : String(error) }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${secret}`,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}

function isFault(name: string | undefined): name is FaultName {
  return FAULT_NAMES.includes(name as FaultName)
}
