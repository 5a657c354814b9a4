import { setTimeout as sleep } from 'node:timers/promises'
import type { CallContext } from '../net/call-context.ts'
import { anyKind } from './any-kind.ts'
import type { Connection } from './connection.ts'
import { discoverKinds } from './discovery.ts'
import { StatusError } from './failures.ts'
import { apiVersionOfPath, pathsOf } from '../model/kinds.ts'
import type { AccessQuestion, KubeObject, KubeReader, Ref, Selection } from '../model/kube.ts'
import type { Api } from './request.ts'
import { watchObject } from './watch.ts'

interface List {
  /** Go writes an empty list as null. */
  items?: KubeObject[] | null
  metadata?: { resourceVersion?: string; continue?: string }
}

const PAGE = '500'
const PAUSE_AFTER_BROKEN_WATCH_MS = 500

/** Reads, waits, TokenRequests and access reviews: nothing here stores anything in the cluster. */
export function createKubeReader(connection: Connection, api: Api, context: CallContext): KubeReader {
  const get = async (ref: Ref): Promise<KubeObject | undefined> => {
    for (const path of pathsOf(ref)) {
      const found = await absentAs404(api.json<KubeObject>({ method: 'GET', path }, `get ${describeRef(ref)}`))
      if (found) return found
    }
    return undefined
  }

  const listAt = async (path: string, selection: Selection): Promise<KubeObject[]> => {
    const items: KubeObject[] = []
    let next = ''
    do {
      const query = {
        limit: PAGE,
        ...(selection.labels ? { labelSelector: selection.labels } : {}),
        ...(selection.fields ? { fieldSelector: selection.fields } : {}),
        ...(next ? { continue: next } : {}),
      }
      const page = await api.json<List>({ method: 'GET', path, query }, `list ${selection.kind}`)
      items.push(...(page.items ?? []).map((item) => ({ ...item, kind: selection.kind, apiVersion: apiVersionOfPath(path) })))
      next = page.metadata?.continue ?? ''
    } while (next)
    return items
  }

  const list: KubeReader['list'] = async (selection) => {
    for (const path of pathsOf(selection)) {
      const items = await absentAs404(listAt(path, selection))
      if (items) return items
    }
    return undefined
  }

  const reader: KubeReader = {
    endpoint: connection.endpoint,
    version: async () => (await api.json<{ gitVersion: string }>({ method: 'GET', path: '/version' }, 'get version')).gitVersion,
    get,
    list,
    knowingKinds: () => {
      const known = discoverKinds(api)
      known.catch(() => {})
      return { ...reader, ...anyKind(api, context, () => known) }
    },
    ...anyKind(api, context, () => discoverKinds(api)),

    waitFor: async (ref, until) => {
      for (;;) {
        context.signal.throwIfAborted()
        const { object, path, resourceVersion } = await current(api, ref)
        if (until(object)) return object
        const watch = watchObject(api, {
          collection: path,
          name: ref.name,
          resourceVersion,
          signal: context.signal,
          what: `watch ${describeRef(ref)}`,
        })
        try {
          for await (const state of watch) if (until(state)) return state
        } catch (error) {
          if (context.signal.aborted) throw context.signal.reason
          if (!(error instanceof StatusError) && !isBroken(error)) throw error
        }
        await sleep(PAUSE_AFTER_BROKEN_WATCH_MS, undefined, { signal: context.signal })
      }
    },

    waitForList: async (selection, until) => {
      for (let pause = 100; ; pause = Math.min(pause * 1.5, 1_000)) {
        const objects = (await list(selection)) ?? []
        if (until(objects)) return objects
        await sleep(pause, undefined, { signal: context.signal })
      }
    },

    mayI: async (question: AccessQuestion) => {
      const body = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: question },
      }
      const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
      const answer = await api.json<{ status?: { allowed?: boolean; reason?: string } }>(
        { method: 'POST', path, body },
        'create SelfSubjectAccessReview',
      )
      return { allowed: answer.status?.allowed ?? false, ...(answer.status?.reason ? { reason: answer.status.reason } : {}) }
    },

    token: async ({ namespace, serviceAccount, audience, expirationSeconds }) => {
      const [path = ''] = pathsOf({ kind: 'ServiceAccount', namespace, name: serviceAccount })
      const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences: [audience], expirationSeconds } }
      const answer = await api.json<{ status: { token: string } }>(
        { method: 'POST', path: `${path}/token`, body },
        `create token of ServiceAccount ${namespace}/${serviceAccount}`,
      )
      return answer.status.token
    },
  }
  return reader
}

/** The object now, and from which version on to watch its collection. */
async function current(api: Api, ref: Ref): Promise<{ object: KubeObject | undefined; path: string; resourceVersion: string }> {
  const { name, ...collectionRef } = ref
  const [path = ''] = pathsOf(collectionRef)
  const query = { fieldSelector: `metadata.name=${name}` }
  const list = await absentAs404(api.json<List>({ method: 'GET', path, query }, `list ${ref.kind}`))
  const object = list?.items?.[0]
  return {
    object: object && { ...object, kind: ref.kind, apiVersion: apiVersionOfPath(path) },
    path,
    resourceVersion: list?.metadata?.resourceVersion ?? '0',
  }
}

async function absentAs404<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof StatusError && error.code === 404) return undefined
    throw error
  }
}

function isBroken(error: unknown): boolean {
  const cause = (error as { code?: string }).code ?? ''
  return (
    ['kube-unreachable', 'kube-failed', 'kube-malformed', 'ERR_ANSWER_TOO_LARGE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(
      cause,
    ) || /^kube-5|^kube-429/.test(cause)
  )
}

/** `ServiceAccount flux-system/x`, as messages name an object. */
export function describeRef(ref: Ref): string {
  return `${ref.kind} ${ref.namespace ? `${ref.namespace}/` : ''}${ref.name}`
}
