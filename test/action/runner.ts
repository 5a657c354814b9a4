import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

export const TOKEN = 'ghs_c4n4ry'
const EVENTS = {
  pull_request: {
    ref: 'refs/pull/7/merge',
    payload: { pull_request: { number: 7, head: { sha: '0123456789abcdef0123456789abcdef01234567' } } },
  },
  push: { ref: 'refs/heads/main', payload: {} },
  schedule: { ref: 'refs/heads/main', payload: {} },
}

/** The files and variables that a runner of GitHub Actions gives a step. */
export interface Runner extends AsyncDisposable {
  env(event: keyof typeof EVENTS, inputs?: Record<string, string>): Promise<Record<string, string>>
  summary(): Promise<string>
  outputs(): Promise<Record<string, string>>
  path(name: string): string
}

/** A runner's temporary folder; `api` is where GitHub's REST API answers. */
export async function startRunner(api: string): Promise<Runner> {
  const folder = await mkdtemp(join(tmpdir(), 'flux-irsa-runner-'))
  const path = (name: string) => join(folder, name)
  const read = (name: string) => readFile(path(name), 'utf8')
  return {
    path,
    async env(name, inputs = {}) {
      const { ref, payload } = EVENTS[name]
      const repository = { full_name: 'acme/fleet', default_branch: 'main' }
      await writeFile(path('event.json'), JSON.stringify({ repository, ...payload }))
      await Promise.all([writeFile(path('summary'), ''), writeFile(path('output'), '')])
      const said = { 'github-token': TOKEN, comment: 'true', ...inputs }
      return {
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION: '__self',
        GITHUB_API_URL: api,
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_EVENT_NAME: name,
        GITHUB_EVENT_PATH: path('event.json'),
        GITHUB_JOB: 'identity',
        GITHUB_OUTPUT: path('output'),
        GITHUB_REF: ref,
        GITHUB_REPOSITORY: 'acme/fleet',
        GITHUB_RUN_ID: '42',
        GITHUB_STEP_SUMMARY: path('summary'),
        GITHUB_WORKFLOW: 'flux',
        RUNNER_TEMP: folder,
        ...Object.fromEntries(Object.entries(said).map(([input, value]) => [`INPUT_${input.toUpperCase()}`, value])),
      }
    },
    summary: () => read('summary'),
    async outputs() {
      const lines = (await read('output')).trimEnd().split('\n')
      return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

export interface Comment {
  id: number
  body: string
  html_url: string
  user: { type: string; login?: string }
  author_association: string
}

/** The comments of a pull request behind GitHub's REST API, on a free port of loopback. */
export interface FakeGithub extends AsyncDisposable {
  url: string
  comments: Comment[]
  /** `POST /repos/…` of each request, in order. */
  requests: string[]
  /** Answers every request so, if set. */
  refusal?: { status: number; message: string }
  add(body: string, by?: Partial<Comment>): Comment
}

/** Takes the token of the runner alone (https://docs.github.com/rest/issues/comments). */
export async function startGithub(): Promise<FakeGithub> {
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '', 'http://github')
      const sent = await text(request)
      const { status, body } = answer(request.method ?? '', url, request.headers.authorization, sent)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')

  function answer(method: string, { pathname, searchParams }: URL, authorization: string | undefined, sent: string) {
    github.requests.push(`${method} ${pathname}`)
    if (github.refusal) return { status: github.refusal.status, body: { message: github.refusal.message } }
    if (authorization !== `Bearer ${TOKEN}`) return { status: 401, body: { message: 'Bad credentials' } }
    // As to a token of a workflow, which is no user's.
    if (pathname === '/user') return { status: 403, body: { message: 'Resource not accessible by integration' } }
    if (pathname === '/graphql') return { status: 200, body: { data: { viewer: { login: 'github-actions[bot]' } } } }
    const [page, perPage] = [Number(searchParams.get('page') ?? 1), Number(searchParams.get('per_page') ?? 30)]
    if (method === 'GET') return { status: 200, body: github.comments.slice((page - 1) * perPage, page * perPage) }
    const { body } = JSON.parse(sent) as { body: string }
    if (body.length > 65_536) return { status: 422, body: { message: 'body is too long (maximum is 65536 characters)' } }
    if (method === 'POST') return { status: 201, body: github.add(body) }
    const found = github.comments.find(({ id }) => pathname === `/repos/acme/fleet/issues/comments/${id}`)
    if (!found) return { status: 404, body: { message: 'Not Found' } }
    found.body = body
    return { status: 200, body: found }
  }

  const github: FakeGithub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments: [],
    requests: [],
    add(body, by = {}) {
      const id = github.comments.length + 1
      const html_url = `https://github.com/acme/fleet/pull/7#issuecomment-${id}`
      const comment = { id, body, html_url, user: { type: 'Bot', login: 'github-actions[bot]' }, author_association: 'NONE', ...by }
      github.comments.push(comment)
      return comment
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await once(server.close(), 'close')
    },
  }
  return github
}
