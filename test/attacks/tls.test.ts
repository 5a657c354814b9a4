import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createKubeReader } from '../../src/kube/reader.ts'
import { createApi } from '../../src/kube/request.ts'
import { createTransport } from '../../src/net/transport.ts'
import { createPki } from '../../src/sandbox/pki.ts'

const ANSWER = JSON.stringify({ gitVersion: 'v1.36.1' })

/** An API server with this certificate, and the tokens that it came to see. */
async function apiServer({ key, cert }: { key: string; cert: string }): Promise<{ url: string; tokens: (string | undefined)[] }> {
  const tokens: (string | undefined)[] = []
  const server = createServer({ key, cert }, (request, response) => {
    tokens.push(request.headers.authorization)
    response.setHeader('content-type', 'application/json').end(ANSWER)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    await once(server.close(), 'close')
  })
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, tokens }
}

function reader(endpoint: string, ca: string) {
  const context = { signal: new AbortController().signal, emit: () => {} }
  const transport = createTransport({ ca: [ca] })
  const headers = () => Promise.resolve({ authorization: 'Bearer canary' })
  return createKubeReader(
    { endpoint, transport, headers } as never,
    createApi({ endpoint, transport, headers, retryPauseMs: 1 } as never, context),
    context,
  )
}

test('a server with the certificate of the cluster’s CA is asked', async () => {
  const pki = await createPki(['127.0.0.1'])
  const { url, tokens } = await apiServer(pki)
  expect(await reader(url, pki.ca).version()).toBe('v1.36.1')
  expect(tokens).toEqual(['Bearer canary'])
})

test.each([
  ['for another host', () => createPki(['kubernetes.example.com']), 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['that has expired', () => createPki(['127.0.0.1'], new Date(Date.now() - 60_000)), 'CERT_HAS_EXPIRED'],
  [
    'of an authority of its own',
    async () => ({ ...(await createPki(['127.0.0.1'])), ca: (await createPki(['127.0.0.1'])).ca }),
    /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|CERT_SIGNATURE_FAILURE/,
  ],
])('a server with a certificate %s is refused before it sees a token, and named', async (_what, made, code) => {
  const pki = await made()
  const { url, tokens } = await apiServer(pki)
  const refusal = await reader(url, pki.ca)
    .version()
    .catch((error: unknown) => error)
  expect(refusal).toMatchObject({ code: 'kube-unreachable', source: 'environment', message: expect.stringMatching(code) })
  expect(tokens).toEqual([])
})
