import type { KubeObject } from '../../model/kube.ts'
import type { ClusterStore } from '../kube/store-types.ts'
import type { Activity } from './activity.ts'
import { startActor } from './actor.ts'
import { readyCondition, requestedAt, writeStatus } from './conditions.ts'
import { objectPath, collectionPath } from './object-path.ts'
import { runningPod } from './pods.ts'
import { scan, type ImageRepositorySpec, type ScanWorld } from './scan.ts'

const NAME = 'image-reflector-controller'
const KINDS = new Set(['ImageRepository', 'Pod', 'CustomResourceDefinition'])
const TICK_MS = 100
const RETRY_MS = 500

interface ReflectorOptions extends ScanWorld {
  store: ClusterStore
  activity: Activity
  onError: (error: unknown) => void
  /** A text that changes whenever IAM or the registries do: then everything is scanned again. */
  accountState: () => string
}

interface Reflector {
  /** Scans everything again, now. */
  rescan(): void
  stop(): void
}

/**
 * image-reflector-controller: while its pod runs, scans every ImageRepository with the identity of that very pod and writes the Ready
 * condition. Again for a new generation, request or pod, soon after a change in the account, and every half second while it fails.
 */
export function startReflector(options: ReflectorOptions): Reflector {
  const { store, activity, onError, accountState } = options
  const scanned = new Map<string, { key: string; at: number }>()
  const actor = startActor({ activity, onError, work })
  const unsubscribe = store.onEvent(({ object }) => {
    if (KINDS.has(object.kind)) actor.wake()
  })
  let state = accountState()
  const timer = setInterval(() => {
    if (scanned.size === 0) return
    const now = accountState()
    if (now !== state) rescan()
    else if (failing().length > 0) actor.wake()
    state = now
  }, TICK_MS)
  timer.unref()

  function rescan(): void {
    scanned.clear()
    state = accountState()
    actor.wake()
  }

  function failing(): KubeObject[] {
    return repositories(store).filter((one) => isDue(one) && readyCondition(one)?.status === 'False')
  }

  function isDue({ metadata }: KubeObject): boolean {
    return performance.now() - (scanned.get(metadata.uid ?? '')?.at ?? 0) >= RETRY_MS
  }

  async function work(): Promise<void> {
    const pod = runningPod(store, NAME)
    if (!pod) return
    const due = repositories(store).filter((one) => {
      if ((one['spec'] as ImageRepositorySpec).suspend) return false
      const last = scanned.get(one.metadata.uid ?? '')
      return last?.key !== keyOf(one, pod) || (readyCondition(one)?.status === 'False' && isDue(one))
    })
    await Promise.all(due.map((one) => reflect(one, pod)))
  }

  async function reflect(repository: KubeObject, pod: KubeObject): Promise<void> {
    scanned.set(repository.metadata.uid ?? '', { key: keyOf(repository, pod), at: performance.now() })
    const { condition, tags } = await scan(options, pod, repository['spec'] as ImageRepositorySpec)
    const asked = requestedAt(repository)
    const scanTime = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
    const fields = {
      ...(asked && { lastHandledReconcileAt: asked }),
      ...(tags && { lastScanResult: { scanTime, tagCount: tags.length, latestTags: tags.toSorted().reverse().slice(0, 10) } }),
      ...(tags && { observedGeneration: repository.metadata.generation ?? 1 }),
    }
    writeStatus(store, objectPath(repository), { manager: NAME, seen: repository, conditions: [condition], fields })
  }

  actor.wake()
  return {
    rescan,
    stop() {
      unsubscribe()
      clearInterval(timer)
      actor.stop()
    },
  }
}

function keyOf({ metadata }: KubeObject, pod: KubeObject): string {
  return JSON.stringify([metadata.generation, requestedAt({ metadata } as KubeObject), pod.metadata.uid])
}

/** All ImageRepositories in the version that their CRD stores; none while it is not there. */
export function repositories(store: ClusterStore): KubeObject[] {
  const version = imageApiVersion(store)
  return version ? store.list(collectionPath(version, 'ImageRepository')) : []
}

/** `image.toolkit.fluxcd.io/v1`, or v1beta2 before Flux 2.7; `undefined` while the kind is not served. */
export function imageApiVersion(store: ClusterStore): string | undefined {
  const crd = store.get('/apis/apiextensions.k8s.io/v1/customresourcedefinitions/imagerepositories.image.toolkit.fluxcd.io')
  const spec = crd?.['spec'] as { group: string; versions: { name: string; storage: boolean }[] } | undefined
  const stored = spec?.versions.find(({ storage }) => storage)?.name
  return stored && `image.toolkit.fluxcd.io/${stored}`
}
