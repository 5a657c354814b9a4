import { FIELD_MANAGER } from '../domain/ownership.ts'
import { Failure } from '../domain/failure.ts'
import { StatusError } from './failures.ts'
import { pathsOf } from '../model/kinds.ts'
import type { KubeObject, KubeWriter, Ref } from '../model/kube.ts'
import { describeRef } from './reader.ts'
import type { Api, ApiRequest } from './request.ts'

/** Writes, each under our field manager or with a precondition, so that nobody else's change is lost unseen. */
export function createKubeWriter(calls: Api): KubeWriter {
  const api = { json: <T>(request: ApiRequest, what: string) => calls.json<T>(request, what).catch(goneAsFailure(what)) }
  return {
    apply: (object, options) => {
      const query = { fieldManager: options?.fieldManager ?? FIELD_MANAGER, force: String(options?.force ?? false) }
      const request = { method: 'PATCH', path: only(refOf(object)), query, body: object, contentType: 'application/apply-patch+yaml' }
      return api.json(request, `apply ${describeRef(refOf(object))}`)
    },
    mergePatch: (ref, body, options) => {
      const query = { fieldManager: options?.fieldManager ?? FIELD_MANAGER }
      return api.json(
        { method: 'PATCH', path: only(ref), query, body, contentType: 'application/merge-patch+json' },
        `patch ${describeRef(ref)}`,
      )
    },
    create: (object) => {
      const { name: _, ...collection } = refOf(object)
      return api.json(
        { method: 'POST', path: only(collection), query: { fieldManager: FIELD_MANAGER }, body: object },
        `create ${describeRef(refOf(object))}`,
      )
    },
    replace: (object) =>
      api.json(
        { method: 'PUT', path: only(refOf(object)), query: { fieldManager: FIELD_MANAGER }, body: object },
        `replace ${describeRef(refOf(object))}`,
      ),
    evict: async ({ namespace, name }, options) => {
      const pod = { kind: 'Pod', namespace, name }
      const body = {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name, namespace },
        deleteOptions: options?.uid ? { preconditions: { uid: options.uid } } : {},
      }
      try {
        await api.json({ method: 'POST', path: `${only(pod)}/eviction`, body }, `evict ${describeRef(pod)}`)
        return true
      } catch (error) {
        if (isGone(error)) return true
        // Another pod of this name stands there by now.
        if (error instanceof Failure && error.code === 'kube-409') return true
        if (error instanceof StatusError && error.holdsBudget) return false
        throw error
      }
    },
    delete: async (ref, options) => {
      const preconditions = {
        ...(options?.uid ? { uid: options.uid } : {}),
        ...(options?.resourceVersion ? { resourceVersion: options.resourceVersion } : {}),
      }
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background', preconditions }
      try {
        await api.json({ method: 'DELETE', path: only(ref), body }, `delete ${describeRef(ref)}`)
      } catch (error) {
        if (!isGone(error)) throw error
      }
    },
  }
}

/** What is written to may have gone, or its namespace: that is the environment's doing, and no bug of ours. */
function goneAsFailure(what: string) {
  return (error: unknown): never => {
    if (!(error instanceof StatusError && error.code === 404)) throw error
    throw new Failure({
      code: 'kube-404',
      source: 'environment',
      message: `${what} failed: ${error.message}; it, or its namespace, was deleted meanwhile`,
      fix: 'Run the same command again.',
      docs: 'troubleshooting.md#namespace-going',
      cause: error,
    })
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Failure && error.code === 'kube-404'
}

function refOf(object: KubeObject): Ref {
  const { name, namespace } = object.metadata
  return { apiVersion: object.apiVersion, kind: object.kind, name, ...(namespace ? { namespace } : {}) }
}

function only(ref: { kind: string; apiVersion?: string; namespace?: string; name?: string }): string {
  return pathsOf(ref)[0] ?? ''
}
