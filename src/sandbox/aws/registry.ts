import { AwsError } from './aws-error.ts'
import { callerOf, type Caller } from './caller.ts'
import type { Repository } from './account.ts'
import { imageOf } from './ecr.ts'
import { registryOf } from './hosts.ts'
import { repositoryDenial, repositoryIn } from './repository-access.ts'
import type { HttpAnswer, HttpRequest, World } from './world.ts'

/**
 * ECR's registry as far as a tag listing and a manifest go (OCI distribution specification): the policies of whoever fetched the login
 * decide, repository by repository. `onCaller` hears who that is.
 */
export function answerRegistry(world: World, request: HttpRequest, onCaller: (caller: Caller) => void): HttpAnswer {
  const login = loginIn(world, request)
  if (!login) return notAuthorized(request)
  onCaller(login)
  if (/^\/v2\/?$/.test(request.path)) return json(200, {})
  const [, name, kind, reference] = /^\/v2\/(.+)\/(tags|manifests)\/([^/]+)$/.exec(request.path) ?? []
  if (!name || !reference) return registryError(404, 'NAME_UNKNOWN', 'unknown path')
  const { accountId, region } = registryOf(request.host) ?? { accountId: world.account.id, region: world.account.region }
  const wanted = { accountId, region, name }
  const denial = repositoryDenial(world.account, login, kind === 'tags' ? 'ecr:ListImages' : 'ecr:BatchGetImage', wanted)
  if (denial) return registryError(403, 'DENIED', denial)
  const repository = repositoryIn(world.account, wanted)
  if (repository) return kind === 'tags' ? tagList(repository, request) : manifest(repository, reference)
  return registryError(404, 'NAME_UNKNOWN', `The repository with name '${name}' does not exist in the registry with id '${accountId}'`)
}

/** An error in the registry's own form. */
export function registryError(status: number, code: string, message: string): HttpAnswer {
  return json(status, { errors: [{ code, message }] })
}

function loginIn(world: World, { headers }: HttpRequest): Caller | undefined {
  const basic = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
  const password = Buffer.from(basic, 'base64').toString().split(':')[1] ?? ''
  const login = world.account.logins.get(password)
  if (!login || login.expiresAt <= world.now()) return undefined
  try {
    return callerOf(world, login.accessKeyId)
  } catch (error) {
    if (error instanceof AwsError) return undefined
    throw error
  }
}

/** The `Link` header leads to the next page (distribution specification, "Content Discovery"). */
function tagList({ name, tags }: Repository, { query }: HttpRequest): HttpAnswer {
  const sorted = tags.toSorted()
  const last = query.get('last')
  const rest = last ? sorted.filter((tag) => tag > last) : sorted
  const size = Number(query.get('n') ?? 1000)
  const page = rest.slice(0, size)
  const link = `</v2/${name}/tags/list?last=${encodeURIComponent(page.at(-1) ?? '')}&n=${size}>; rel="next"`
  return json(200, { name, tags: page }, rest.length > page.length ? { link } : {})
}

function manifest(repository: Repository, reference: string): HttpAnswer {
  const tag = repository.tags.find((candidate) => candidate === reference || imageOf(repository, candidate).digest === reference)
  if (!tag) return registryError(404, 'MANIFEST_UNKNOWN', 'Requested image not found')
  const { manifest: body, digest } = imageOf(repository, tag)
  return { status: 200, body, type: 'application/vnd.docker.distribution.manifest.v2+json', headers: { 'docker-content-digest': digest } }
}

function notAuthorized({ host }: HttpRequest): HttpAnswer {
  const headers = { 'www-authenticate': `Basic realm="https://${host}/",service="ecr.amazonaws.com"` }
  return { status: 401, body: 'Not Authorized\n', type: 'text/plain; charset=utf-8', headers }
}

function json(status: number, body: unknown, headers?: Record<string, string>): HttpAnswer {
  return { status, body: JSON.stringify(body), type: 'application/json', ...(headers && { headers }) }
}
