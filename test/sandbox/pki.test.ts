import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, get } from 'node:https'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createPki } from '../../src/sandbox/pki.ts'

test('the certificate is for the hosts asked for and no others, and signed by the authority', async () => {
  const { ca, cert } = await createPki(['localhost', '*.amazonaws.com', '127.0.0.1'])
  const server = new X509Certificate(cert)
  expect(server.verify(new X509Certificate(ca).publicKey)).toBe(true)
  expect(server.checkHost('sts.amazonaws.com')).toBeTruthy()
  expect(server.checkIP('127.0.0.1')).toBeTruthy()
  expect(server.checkHost('example.org')).toBeUndefined()
})

test('a client that trusts only the authority reaches a server with the certificate', async () => {
  const { ca, key, cert } = await createPki(['127.0.0.1'])
  const server = createServer({ key, cert }, (_request, response) => response.end('hello')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const request = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, ca, agent: false })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  expect(response.statusCode).toBe(200)
  response.destroy()
  server.close()
})
