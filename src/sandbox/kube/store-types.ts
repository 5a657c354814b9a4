import type { KubeObject } from '../../model/kube.ts'

export type PatchType = 'application/merge-patch+json' | 'application/strategic-merge-patch+json' | 'application/json-patch+json'
export interface StoreEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  path: string
  object: KubeObject
}

/**
 * The simulated cluster's objects, by API path (`/api/v1/namespaces/flux-system/pods/x`). The HTTP server and the actors (operator,
 * webhook, reflector, …) go through this one door; every refusal is a StatusError with Kubernetes' code and reason.
 */
export interface ClusterStore {
  get(path: string): KubeObject | undefined
  /** `path` of a collection, in one namespace or in all (`/api/v1/pods`). */
  list(path: string): KubeObject[]
  create(path: string, object: KubeObject, manager: string): KubeObject
  replace(path: string, object: KubeObject, manager: string): KubeObject
  /** Server-side apply. */
  apply(path: string, object: KubeObject, options: { manager: string; force: boolean }): KubeObject
  /** `path` may end in `/status`. */
  patch(path: string, body: unknown, options: { type: PatchType; manager: string }): KubeObject
  /** Sets deletionTimestamp while finalizers stand; removes at once otherwise; owned objects follow. */
  delete(path: string): void
  onEvent(listener: (event: StoreEvent) => void): () => void
  /** Runs on every create of a Pod before it is stored (mutating admission). */
  admitPods(mutate: (pod: KubeObject) => void): void
}
