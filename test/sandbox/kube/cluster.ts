import { request as httpsRequest } from 'node:https'
import { createInterface, type Interface } from 'node:readline'
import { onTestFinished } from 'vitest'
import type { KubeObject } from '../../../src/model/kube.ts'
import { startKube, type SandboxKube, type SandboxKubeOptions } from '../../../src/sandbox/kube/index.ts'
import { createSigningKeys, type SigningKeys } from '../../../src/sandbox/kube/service-account-tokens.ts'
import { createPki, type Pki } from '../../../src/sandbox/pki.ts'

export const ISSUER = 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF'

// Made once: a pair of RSA keys takes longer than most tests.
let pki: Promise<Pki> | undefined
let keys: Promise<SigningKeys> | undefined

export interface Reply {
  status: number
  headers: Record<string, unknown>
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies of every kind
  body: any
}

export interface Ask {
  token?: string
  type?: string
  agent?: string
}

export interface TestCluster extends SandboxKube {
  ca: string
  ask(method: string, path: string, body?: unknown, options?: Ask): Promise<Reply>
  /** Server-side apply. */
  apply(path: string, object: object, manager: string, force?: boolean): Promise<Reply>
  watch(path: string): Promise<Watch>
}

export interface Watch {
  /** The next line of the stream; `undefined` when it ended. */
  next(): Promise<{ type: string; object: KubeObject & { code?: number; message?: string } } | undefined>
  close(): void
}

/** A simulated cluster that lives as long as the test. */
export async function startCluster(options: Partial<SandboxKubeOptions> = {}): Promise<TestCluster> {
  pki ??= createPki(['127.0.0.1', 'localhost'])
  keys ??= createSigningKeys()
  const [tls, signingKeys] = await Promise.all([pki, keys])
  const kube = await startKube({ tls, signingKeys, issuer: ISSUER, authenticate: () => undefined, ...options })
  onTestFinished(() => kube.close())
  const ask: TestCluster['ask'] = (method, path, body, how = {}) => exchange(kube, tls.ca, method, path, body, how)
  return Object.assign(kube, {
    ca: tls.ca,
    ask,
    apply: (path: string, object: object, manager: string, force = false) =>
      ask('PATCH', `${path}?fieldManager=${manager}&force=${force}`, object, { type: 'application/apply-patch+yaml' }),
    watch: (path: string) => openWatch(kube, tls.ca, path),
  })
}

function open(kube: SandboxKube, ca: string, method: string, path: string, { token = kube.adminToken, type, agent }: Ask) {
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    'content-type': type ?? 'application/json',
    'user-agent': agent ?? 'a-test/1.0',
  }
  return httpsRequest(`${kube.endpoint}${path}`, { method, ca, headers, agent: false })
}

function exchange(kube: SandboxKube, ca: string, method: string, path: string, body: unknown, options: Ask): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = open(kube, ca, method, path, options)
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const isJson = response.headers['content-type']?.includes('json')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: isJson ? JSON.parse(text) : text })
      })
    })
    if (body === undefined) return void request.end()
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    request.setHeader('content-length', Buffer.byteLength(text)).end(text)
  })
}

function openWatch(kube: SandboxKube, ca: string, path: string): Promise<Watch> {
  return new Promise((resolve, reject) => {
    const request = open(kube, ca, 'GET', path, {})
    request.on('error', reject)
    request.on('response', (response) => {
      const lines: Interface = createInterface({ input: response })
      const each = lines[Symbol.asyncIterator]()
      resolve({
        async next() {
          const { value, done } = await each.next()
          return done ? undefined : JSON.parse(value)
        },
        close: () => void request.destroy(),
      })
    })
    request.end()
  })
}

export const account = (name: string, annotations?: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: 'default', ...(annotations && { annotations }) },
})

export const ACCOUNTS = '/api/v1/namespaces/default/serviceaccounts'

export const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })

/** A namespaced custom kind `Widget` in group `example.com`, with the status subresource, served as v1beta1 and v1 (stored). */
export const widgetCrd = () => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget' },
    versions: ['v1beta1', 'v1'].map((name) => ({ name, served: true, storage: name === 'v1', subresources: { status: {} } })),
  },
})

export const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
export const WIDGETS = '/apis/example.com/v1/namespaces/default/widgets'
export const widget = (name: string, spec: object = {}, metadata: object = {}) => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name, namespace: 'default', ...metadata },
  spec,
})
