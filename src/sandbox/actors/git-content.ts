import type { KubeObject } from '../../model/kube.ts'
import type { ClusterStore } from '../kube/store-types.ts'
import type { Activity } from './activity.ts'
import { startActor } from './actor.ts'
import { objectPath, collectionPath } from './object-path.ts'
import { imageApiVersion } from './reflector.ts'

export interface ImageRepositoryWish {
  namespace: string
  name: string
  image: string
  provider?: string
}

export interface GitContent {
  /** Is there from now on whenever Flux is: made as soon as its kind is served, and again after Flux was reinstalled. */
  add(wish: ImageRepositoryWish): void
  /** Why what it holds cannot be applied; the sync's Kustomization says so once it looks again. */
  refusal?: string
  stop(): void
}

const MANAGER = 'kustomize-controller'

/** The ImageRepositories that the user's Git repository holds, as kustomize-controller would bring them. */
export function startGitContent({
  store,
  activity,
  onError,
}: {
  store: ClusterStore
  activity: Activity
  onError: (error: unknown) => void
}): GitContent {
  const wishes: ImageRepositoryWish[] = []
  const actor = startActor({ activity, onError, work })
  const unsubscribe = store.onEvent(({ object, type }) => {
    if (object.kind === 'CustomResourceDefinition' && type !== 'DELETED') actor.wake()
  })

  function work(): void {
    const apiVersion = imageApiVersion(store)
    if (!apiVersion || !isEstablished(store)) return
    for (const { namespace, name, image, provider } of wishes) {
      const spec = { image, interval: '5m', ...(provider && { provider }) }
      const object: KubeObject = { apiVersion, kind: 'ImageRepository', metadata: { name, namespace }, spec }
      if (!store.get(objectPath(object))) store.create(collectionPath(apiVersion, object.kind, namespace), object, MANAGER)
    }
  }

  return {
    add(wish) {
      wishes.push(wish)
      const { namespace: name } = wish
      if (!store.get(`/api/v1/namespaces/${name}`))
        store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, MANAGER)
      actor.wake()
    },
    stop() {
      unsubscribe()
      actor.stop()
    },
  }
}

function isEstablished(store: ClusterStore): boolean {
  const crd = store.get('/apis/apiextensions.k8s.io/v1/customresourcedefinitions/imagerepositories.image.toolkit.fluxcd.io')
  const { conditions = [] } = (crd?.['status'] ?? {}) as { conditions?: { type: string; status: string }[] }
  return crd?.metadata.deletionTimestamp === undefined && conditions.some(({ type, status }) => type === 'Established' && status === 'True')
}
