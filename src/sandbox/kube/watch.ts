import type { ServerResponse } from 'node:http'
import type { KubeObject } from '../../model/kube.ts'
import { apiVersionOf } from './kinds.ts'
import type { Located, ObjectStore } from './object-store.ts'
import type { Change } from './object-table.ts'
import type { Match } from './selectors.ts'
import { badRequest, expired } from './status-error.ts'

interface WatchRequest {
  at: Located
  matches: Match
  /** As given; missing or `0` means: begin with what is there. */
  resourceVersion: string | null
  bookmarks: boolean
  /** Ends with a bookmark that says that the initial objects are through (`sendInitialEvents=true`). */
  sendInitialEvents: boolean
  timeoutSeconds: number
}

const BOOKMARK_EVERY_MS = 60_000

/**
 * Streams changes as lines of JSON until the time is up or the client goes. A version that history no longer holds is an ERROR event with
 * a 410 Status; objects that begin or cease to match the selectors are ADDED and DELETED.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export function streamWatch(store: ObjectStore, response: ServerResponse, request: WatchRequest): void {
  const { at, matches, resourceVersion, bookmarks } = request
  const { table } = store
  const from = Number(resourceVersion ?? 0)
  if (!Number.isInteger(from) || from < 0) throw badRequest(`invalid resource version: ${resourceVersion}`)
  const apiVersion = apiVersionOf(at)
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' })
  response.flushHeaders()
  const send = (type: string, object: object) => void response.write(`${JSON.stringify({ type, object })}\n`)
  const bookmark = (annotations?: Record<string, string>) =>
    send('BOOKMARK', {
      kind: at.resource.kind,
      apiVersion,
      metadata: { resourceVersion: String(table.version()), creationTimestamp: null, ...(annotations && { annotations }) },
    })

  function offer(change: Change): void {
    if (!concerns(at, change)) return
    const [was, is] = [change.before ? matches(change.before) : false, change.type !== 'DELETED' && matches(change.object)]
    const type = is ? (was ? 'MODIFIED' : 'ADDED') : was ? 'DELETED' : undefined
    if (type) send(type, { ...change.object, apiVersion })
  }

  if (from === 0 || request.sendInitialEvents) {
    for (const object of table.collection(at.resource, at.namespace).filter(matches).filter(named(at)))
      send('ADDED', { ...object, apiVersion })
    if (request.sendInitialEvents) bookmark({ 'k8s.io/initial-events-end': 'true' })
  } else {
    const missed = table.since(from)
    if (!missed) {
      send('ERROR', expired(from, table.oldest()).body)
      response.end()
      return
    }
    missed.forEach(offer)
  }
  const unsubscribe = table.subscribe(offer)
  const ticking = bookmarks ? setInterval(() => bookmark(), BOOKMARK_EVERY_MS) : undefined
  const ending = setTimeout(() => {
    if (bookmarks) bookmark()
    response.end()
  }, request.timeoutSeconds * 1000)
  response.on('close', () => {
    unsubscribe()
    clearInterval(ticking)
    clearTimeout(ending)
  })
}

function concerns(at: Located, { resource, object }: Change): boolean {
  return (
    resource.group === at.group &&
    resource.plural === at.plural &&
    (at.namespace === undefined || object.metadata.namespace === at.namespace) &&
    named(at)(object)
  )
}

function named({ name }: Located): (object: KubeObject) => boolean {
  return (object) => name === undefined || object.metadata.name === name
}
