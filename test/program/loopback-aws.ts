import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const DENIED = '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>'

export interface LoopbackAws extends AsyncDisposable {
  /** What leads the AWS SDK here and nowhere else. */
  env: Record<string, string>
  calls: number
}

/** Stands for every AWS service on a free port, counts what reaches it and refuses all of it. */
export async function denyingAws(): Promise<LoopbackAws> {
  const server = createServer((request, response) => {
    aws.calls += 1
    request.resume()
    const isEks = request.method === 'GET'
    response.writeHead(403, { 'content-type': isEks ? 'application/json' : 'text/xml', 'x-amzn-errortype': 'AccessDeniedException' })
    response.end(isEks ? '{"message":"not authorized"}' : DENIED)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const aws: LoopbackAws = {
    calls: 0,
    env: { AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await once(server.close(), 'close')
    },
  }
  return aws
}
