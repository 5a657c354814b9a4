import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { HttpRequest } from '@smithy/core/protocols'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countPrograms, endSoonAfter } from '../../src/cli/hard-end.ts'
import { Failure } from '../../src/domain/failure.ts'
import { helmEnvironment } from '../../src/helm/environment.ts'
import type { Connection } from '../../src/kube/connection.ts'
import { kubeconfigConnection } from '../../src/kube/kubeconfig-connection.ts'
import { createApi } from '../../src/kube/request.ts'
import { createKubeReader } from '../../src/kube/reader.ts'
import { makeTemporaryFolder, removeTemporaryFolders } from '../../src/net/temporary-folder.ts'
import { createTransport } from '../../src/net/transport.ts'
import { launcher } from '../program/built-program.ts'
import { drive } from '../stories/drive.ts'

let folder = ''
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'limits-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

const nowhere = { env: {}, ca: '' }
const context = () => ({ signal: new AbortController().signal, emit: () => {} })

async function serving(listener: RequestListener): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(listener)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await once(server.close(), 'close')
    },
  }
}

function pipe(name: string): string {
  const path = join(folder, name)
  execFileSync('mkfifo', [path])
  return path
}

describe('what is read has an end', () => {
  test.each([
    ['a configuration of many megabytes', ['plan', '-f'], 'x.yaml'],
    ['a policy of many megabytes', ['bind', 'apps/web', '--cluster', 'x', '--policy'], 'x.json'],
    ['a password of many megabytes', ['plan', '--cluster', 'x', '--git-url', 'https://git.test/x', '--git-password-file'], 'x.txt'],
    ['a plan of many megabytes', ['install', '--plan'], 'plan.json'],
  ])('%s is refused at once', async (_, args, name) => {
    const path = join(folder, name)
    await writeFile(path, 'a: b\n'.repeat(4_000_000))
    const { code, stderr } = await drive(nowhere, [...args, path])
    expect(code).toBe(64)
    expect(stderr).toContain('is larger than anything that belongs there')
  })

  test('a password on standard input without an end is refused', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield 'x'.repeat(65_536)
      })(),
    )
    const args = ['plan', '--cluster', 'x', '--git-url', 'https://git.test/x', '--git-password-stdin']
    const { code, stderr } = await drive(nowhere, args, { stdin: endless })
    expect({ code, stderr }).toMatchObject({ code: 64, stderr: expect.stringContaining('is longer than a password') })
  })

  test.each([
    ['[', 'brackets'],
    ['{a: ', 'maps'],
    ['- ', 'lists'],
  ])('YAML that is nested without end is refused: %s', async (piece) => {
    const path = join(folder, 'deep.yaml')
    await writeFile(path, `values: ${piece.repeat(100_000)}`)
    const { code, stderr } = await drive(nowhere, ['plan', '-f', path])
    expect({ code, isBug: stderr.includes('bug') }).toEqual({ code: 64, isBug: false })
  })

  test('a pipe that nobody writes to is an empty file', async () => {
    const { code } = await drive(nowhere, [
      'plan',
      '--cluster',
      'x',
      '--git-url',
      'https://git.test/x',
      '--git-password-file',
      pipe('silent'),
    ])
    expect(code).toBe(64)
  })

  test('a pipe as the report is refused before anything is done', async () => {
    const { code, stderr } = await drive(nowhere, ['verify', '--cluster', 'x', '--report-file', pipe('report.json')])
    expect({ code, stderr }).toMatchObject({ code: 64, stderr: expect.stringContaining('is a pipe or a device') })
  })

  test('an answer without an end breaks off, and is an error of what answers there', async () => {
    let sent = 0
    await using server = await serving((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) sent += 65_536
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
    const connection = {
      endpoint: server.url,
      transport: createTransport({ maxAnswerBytes: 1_000_000 }),
      headers: async () => ({}),
      kubeconfig: async () => ({ text: '' }),
    }
    const reader = createKubeReader(connection, createApi(connection, context()), context())
    const error = await reader.get({ kind: 'Namespace', name: 'x' }).catch((failure: unknown) => failure as Failure)
    expect(error).toMatchObject({
      code: 'kube-malformed',
      source: 'environment',
      message: expect.stringContaining('the answer is longer than'),
    })
    expect(sent).toBeLessThan(20_000_000)
  })

  test('without a limit of its own a transport has one', async () => {
    await using server = await serving((_, response) => response.end('x'))
    const { port } = new URL(server.url)
    const { response } = await createTransport().handle(
      new HttpRequest({ protocol: 'http:', hostname: '127.0.0.1', port: Number(port), path: '/', method: 'GET', headers: {} }),
    )
    expect(await text(response.body as Readable)).toBe('x')
  })
})

describe('what answers otherwise than it should is an error of the environment', () => {
  const answers: [string, RequestListener][] = [
    [
      'a page of a proxy',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Sign in</body></html>'),
    ],
    ['nothing', (_, response) => response.writeHead(200).end()],
    ['JSON that was cut off', (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"kind":"NamespaceLi')],
    ['a list', (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('[]')],
    ['null', (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('null')],
    ['a list whose items are none', (_, response) => response.writeHead(200).end('{"kind":"NamespaceList","items":{"a":1}}')],
    ['null as an error', (_, response) => response.writeHead(403).end('null')],
  ]

  test.each(answers)('%s, of Kubernetes', async (_, listener) => {
    await using server = await serving(listener)
    const connection = {
      endpoint: server.url,
      transport: createTransport(),
      headers: async () => ({}),
      kubeconfig: async () => ({ text: '' }),
    }
    const reader = createKubeReader(connection, createApi(connection, context()), context())
    const error = await reader.list({ kind: 'Namespace' }).catch((failure: unknown) => failure)
    expect(error).toBeInstanceOf(Failure)
    expect(error).toMatchObject({ source: 'environment', fix: expect.any(String) })
  })

  test.each(answers)('%s, of AWS', async (_, listener) => {
    await using server = await serving(listener)
    const env = { AWS_ENDPOINT_URL: server.url, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' }
    for (const command of ['verify', 'plan', 'uninstall']) {
      const { code, stderr } = await drive({ env, ca: '' }, [command, '--cluster', 'lab', '--timeout', '5s'])
      expect({ command, bug: /bug|\n\s+at /.test(stderr), code }).toEqual({ command, bug: false, code: expect.any(Number) })
      expect(code).not.toBe(0)
    }
  })
})

describe('a run ends a second after its deadline', () => {
  test('whatever its work waits for, but not before helm has ended', async () => {
    const over = new AbortController()
    const never = new Promise<number>(() => {})
    over.abort(new Error('over'))
    await expect(endSoonAfter(over.signal, never)).rejects.toThrow('over')
    let end: () => void = () => {}
    const programs = countPrograms(() => new Promise((resolve) => (end = () => resolve({ stdout: '', stderr: '', timedOut: false }))))
    const helm = programs.runProgram('helm', [], { env: {}, signal: over.signal, timeoutMs: 1, killAfterMs: 1 })
    let isOver = false
    const ending = endSoonAfter(over.signal, never, programs.areRunning).catch(() => (isOver = true))
    await endSoonAfter(over.signal, never).catch(() => {})
    expect(isOver).toBe(false)
    end()
    await Promise.all([helm, ending])
    expect(isOver).toBe(true)
  })

  test('what ends by itself in that second is heard', async () => {
    const over = new AbortController()
    const work = new Promise<number>((resolve) => over.signal.addEventListener('abort', () => setImmediate(() => resolve(3))))
    const answer = endSoonAfter(over.signal, work)
    over.abort(new Error('over'))
    expect(await answer).toBe(3)
  })

  test('however long AWS asks to be left alone', async () => {
    await using server = await serving((_, response) => response.writeHead(503, { 'retry-after': '100000000' }).end('{}'))
    const env = {
      PATH: process.env['PATH'] ?? '',
      AWS_ENDPOINT_URL: server.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'x',
    }
    const child = spawn(process.execPath, [launcher, 'verify', '--cluster', 'lab', '--timeout', '2s'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit') as Promise<[number]>])
    expect({ code, stderr }).toMatchObject({ code: 124, stderr: expect.stringContaining('was not done after 2 s') })
  })
})

describe('a kubeconfig', () => {
  const kubeconfig = async (cluster: object, user: object = { token: 'x' }): Promise<string> => {
    const path = join(folder, `config-${Math.random()}`)
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    }
    await writeFile(path, JSON.stringify(config))
    return path
  }
  const program = async (body: string): Promise<object> => {
    const path = join(folder, `plugin-${Math.random()}`)
    await writeFile(path, `#!/bin/sh\n${body}\n`)
    await chmod(path, 0o755)
    return { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: path, interactiveMode: 'Never' } }
  }

  test.each(['http://10.0.0.1:8080', 'http://api.acme.com', 'http://127.evil.test', 'not an address', 'ftp://x'])(
    'that leads to %s is refused',
    async (server) => {
      const error = await kubeconfigConnection({ file: await kubeconfig({ server }) }, context()).catch((failure: unknown) => failure)
      expect(error).toMatchObject({ code: 'kubeconfig', source: 'user', exitCode: 64 })
    },
  )

  test.each(['http://127.0.0.1:8001', 'http://localhost:8001', 'http://[::1]:8001', 'https://api.acme.com'])(
    'that leads to %s is used',
    async (server) => {
      expect((await kubeconfigConnection({ file: await kubeconfig({ server }) }, context())).endpoint).toBe(server)
    },
  )

  test('that checks no certificate is told of, each time', async () => {
    const told: string[] = []
    const file = await kubeconfig({ server: 'https://api.acme.com', 'insecure-skip-tls-verify': true })
    const emit = (event: { type: string; text?: string }) => void told.push(`${event.type}: ${event.text}`)
    await kubeconfigConnection({ file }, { ...context(), emit })
    expect(told).toEqual([
      expect.stringMatching(/^notice: .*insecure-skip-tls-verify: the certificate of https:\/\/api\.acme\.com is not checked/),
    ])
  })

  test.each([
    ['is not there', { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: '/nowhere/at-all', interactiveMode: 'Never' } }],
    ['fails', 'echo s3cr3t-w0rd >&2; exit 1'],
    ['prints something else', 'echo s3cr3t-w0rd'],
    ['prints nothing', 'true'],
    ['prints JSON of another kind', 'echo "{\\"a\\": \\"s3cr3t-w0rd\\"}"'],
    ['prints null', 'echo null'],
  ])('whose program %s: an error of the login, without what it printed', async (_, user) => {
    const file = await kubeconfig({ server: 'https://api.acme.com' }, typeof user === 'string' ? await program(user) : user)
    const error = await kubeconfigConnection({ file }, context()).catch((failure: unknown) => failure as Failure)
    expect(error).toMatchObject({ code: 'kubeconfig-login', source: 'environment', exitCode: 4, fix: 'kubectl --context x version' })
    expect((error as Failure).message).not.toContain('s3cr3t-w0rd')
  })

  test('whose program never answers ends with the run', async () => {
    const stop = new AbortController()
    const file = await kubeconfig({ server: 'https://api.acme.com' }, await program('exec sleep 3'))
    const waiting = kubeconfigConnection({ file }, { ...context(), signal: stop.signal })
    stop.abort(new Error('over'))
    await expect(waiting).rejects.toThrow('over')
  })

  test.each(['certificate-authority', 'client-key'])('whose %s is not there', async (field) => {
    const cluster = { server: 'https://api.acme.com', ...(field === 'certificate-authority' ? { [field]: '/nowhere' } : {}) }
    const file = await kubeconfig(cluster, field === 'client-key' ? { [field]: '/nowhere', 'client-certificate': '/nowhere' } : {})
    const error = await kubeconfigConnection({ file }, context()).catch((failure: unknown) => failure)
    expect(error).toMatchObject({ code: 'kubeconfig-login', message: expect.stringContaining('ENOENT') })
  })

  test('that is a pipe or huge is not waited for', async () => {
    await expect(kubeconfigConnection({ file: pipe('kubeconfig') }, context())).rejects.toMatchObject({ source: 'user' })
    await writeFile(join(folder, 'huge'), 'x'.repeat(9_000_000))
    await expect(kubeconfigConnection({ file: join(folder, 'huge') }, context())).rejects.toMatchObject({ code: 'kubeconfig' })
  })
})

describe('a folder with a token', () => {
  const connection = { endpoint: 'https://x', kubeconfig: async () => ({ text: 'token' }) } as unknown as Connection
  const before = process.env['TMPDIR']
  const into = async (name: string): Promise<string> => {
    const path = join(folder, name)
    await mkdir(path, { recursive: true })
    process.env['TMPDIR'] = path
    return path
  }
  const back = () => (before === undefined ? delete process.env['TMPDIR'] : (process.env['TMPDIR'] = before))

  test('is gone after a failure in between, and is never written before it', async () => {
    const path = await into('failure')
    try {
      await expect(helmEnvironment(connection, { NODE_EXTRA_CA_CERTS: '/nowhere' })).rejects.toMatchObject({
        code: 'ca-unreadable',
        source: 'environment',
      })
      expect(await readdir(path)).toEqual([])
    } finally {
      back()
    }
  })

  test('is gone at the end of the process', async () => {
    const path = await into('end')
    try {
      await helmEnvironment(connection, {})
      expect(await readdir(path)).toHaveLength(1)
      removeTemporaryFolders()
      expect(await readdir(path)).toEqual([])
    } finally {
      back()
    }
  })

  test('of a run that was killed goes with the next one, once its token has expired; all else stays', async () => {
    const path = await into('sweep')
    try {
      const names = ['flux-irsa-helm-old', 'flux-irsa-helm-new', 'other']
      await Promise.all(names.map((name) => mkdir(join(path, name))))
      await writeFile(join(path, 'flux-irsa-helm-file'), '')
      const old = new Date(Date.now() - 20 * 60_000)
      await Promise.all(['flux-irsa-helm-old', 'other', 'flux-irsa-helm-file'].map((name) => utimes(join(path, name), old, old)))
      const { remove } = await makeTemporaryFolder()
      await remove()
      expect((await readdir(path)).toSorted()).toEqual(['flux-irsa-helm-file', 'flux-irsa-helm-new', 'other'])
    } finally {
      back()
    }
  })

  test('cannot be made where there is none for it, which is no bug', async () => {
    process.env['TMPDIR'] = '/nowhere/at/all'
    try {
      await expect(makeTemporaryFolder()).rejects.toMatchObject({
        code: 'no-temporary-folder',
        source: 'environment',
        fix: expect.stringContaining('TMPDIR'),
      })
    } finally {
      back()
    }
  })
})
