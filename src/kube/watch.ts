import { createInterface } from 'node:readline'
import type { KubeObject } from '../model/kube.ts'
import type { Api } from './request.ts'

interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  object: KubeObject
}

/**
 * Follows one object from `resourceVersion` on: each new state, `undefined` once it is deleted. Ends (without error) when the server
 * ends the watch, which it does every few minutes, or says that the version is too old (410): the caller reads again and goes on.
 */
export async function* watchObject(
  api: Api,
  options: { collection: string; name: string; resourceVersion: string; signal: AbortSignal; what: string },
): AsyncGenerator<KubeObject | undefined> {
  const { collection, name, resourceVersion, signal, what } = options
  const query = { watch: '1', fieldSelector: `metadata.name=${name}`, resourceVersion, timeoutSeconds: '240' }
  const body = await api.stream({ method: 'GET', path: collection, query }, what, signal)
  try {
    for await (const line of createInterface({ input: body, crlfDelay: Infinity })) {
      if (!line.trim()) continue
      const event = eventIn(line)
      // Cut off, or not of the API server: the caller reads again.
      if (!event) return
      if (event.type === 'ERROR') return
      if (event.type === 'BOOKMARK') continue
      yield event.type === 'DELETED' ? undefined : event.object
    }
  } finally {
    body.destroy()
  }
}

function eventIn(line: string): WatchEvent | undefined {
  try {
    return JSON.parse(line) as WatchEvent
  } catch {
    return undefined
  }
}
