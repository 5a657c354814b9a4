import type { IncomingMessage, ServerResponse } from 'node:http'
import type { KubeObject } from '../../model/kube.ts'
import type { ApiPath } from './api-path.ts'
import { describe } from './discovery.ts'
import { evict } from './eviction.ts'
import type { ObjectStore } from './object-store.ts'
import { authorize, type Identity } from './rbac.ts'
import { contentType, readBody } from './request-body.ts'
import { refusalText, type RequestInfo } from './request-info.ts'
import { answerResource, type Answer } from './resource-requests.ts'
import { selection } from './selectors.ts'
import { selfReview } from './self-reviews.ts'
import type { TokenIssuer } from './service-account-tokens.ts'
import { StatusError, unauthorized } from './status-error.ts'
import { requestToken } from './token-request.ts'
import { streamWatch } from './watch.ts'

export interface Authentication {
  issuer: TokenIssuer
  /** Whose bearer token this is. */
  identify: (bearer: string) => Promise<Identity | undefined>
}

interface Exchange extends Authentication {
  store: ObjectStore
  info: RequestInfo
  request: IncomingMessage
  response: ServerResponse
  /** Told once the caller is known. */
  onUser: (username: string) => void
}

/** Authenticates, authorizes and answers one request; `undefined` when the answer is a stream that has begun. Throws StatusErrors. */
export async function answerOf(exchange: Exchange): Promise<Answer | undefined> {
  const { store, issuer, info, request } = exchange
  const body = await readBody(request)
  // What the world may read without a token: the issuer's keys, as on EKS.
  if (info.path === '/openid/v1/jwks') return { status: 200, body: issuer.jwks() }
  const identity = await identityOf(exchange)
  exchange.onUser(identity.username)
  mustBeAllowed(store, identity, info, info.verb)
  const about = info.verb === 'get' ? describe(store.kinds, info.path, request.headers.accept) : undefined
  if (about !== undefined) return { status: 200, body: about }
  const review = info.verb === 'create' ? selfReview(store, info.path, identity, (body ?? {}) as KubeObject) : undefined
  if (review) return { status: 201, body: review }
  if (!info.at || isUnknownGroup(store, info.at)) return { status: 404, body: '404 page not found\n' }
  const at = store.locate(info.path)
  if (info.verb === 'create' && at.subresource === 'token' && at.resource.kind === 'ServiceAccount') {
    return { status: 201, body: await requestToken(store, { issuer, identity }, at, (body ?? {}) as KubeObject) }
  }
  if (info.verb === 'create' && at.subresource === 'eviction' && at.resource.kind === 'Pod') {
    return { status: 201, body: evict(store, at, (body ?? {}) as KubeObject, { dryRun: info.dryRun }) }
  }
  if (info.verb === 'watch') {
    startWatch(exchange)
    return undefined
  }
  const type = contentType(request)
  const creates = type === 'application/apply-patch+yaml' && !store.table.get(at.resource, at.namespace, at.name ?? '')
  if (creates) mustBeAllowed(store, identity, info, 'create')
  const manager = info.query.get('fieldManager') || (request.headers['user-agent'] ?? '').split('/')[0] || 'unknown'
  return metadataOnly(answerResource(store, { info, at, body, contentType: type, manager }), request.headers.accept)
}

/** What a client gets that asks for `PartialObjectMetadata`. Source: Kubernetes API concepts, "Receiving resources as PartialObjectMetadata". A list without items has null for them, as seen on 1.3x. */
function metadataOnly(answer: Answer, accept = ''): Answer {
  const as = /as=(PartialObjectMetadata(List)?);g=meta\.k8s\.io;v=v1/.exec(accept)
  if (!as || answer.status !== 200 || typeof answer.body === 'string') return answer
  const partial = ({ metadata }: { metadata?: unknown }) => ({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata })
  const { items, metadata } = answer.body as { items?: { metadata?: unknown }[]; metadata?: unknown }
  if (!items) return { ...answer, body: partial({ metadata }) }
  return {
    ...answer,
    body: {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: items.length > 0 ? items.map(partial) : null,
    },
  }
}

/** Groups that are not built in answer plain text while their kind is not served: no Status. */
function isUnknownGroup({ kinds }: ObjectStore, { group, plural }: ApiPath): boolean {
  const known = kinds.all().filter((resource) => resource.group === group)
  return known.every((resource) => resource.custom && resource.plural !== plural)
}

async function identityOf({ identify, request }: Exchange): Promise<Identity> {
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const identity = bearer ? await identify(bearer) : undefined
  if (!identity) throw unauthorized()
  return { username: identity.username, groups: [...new Set([...identity.groups, 'system:authenticated'])] }
}

function mustBeAllowed(store: ObjectStore, identity: Identity, { at, attributes }: RequestInfo, verb: string): void {
  const wanted = { ...attributes, verb }
  if (authorize(store, identity, wanted).allowed) return
  const details = { ...(at?.name && { name: at.name }), ...(at?.group && { group: at.group }), ...(at && { kind: at.plural }) }
  throw new StatusError(403, 'Forbidden', refusalText(identity.username, wanted), details)
}

function startWatch({ store, info, response }: Exchange): void {
  const { query } = info
  const isTrue = (key: string) => ['1', 'true'].includes(query.get(key) ?? '')
  const at = store.locate(info.path)
  streamWatch(store, response, {
    at,
    matches: selection(at.resource, query),
    resourceVersion: query.get('resourceVersion'),
    bookmarks: isTrue('allowWatchBookmarks'),
    sendInitialEvents: isTrue('sendInitialEvents'),
    timeoutSeconds: Number(query.get('timeoutSeconds')) || 1800,
  })
}
