import type { ClusterStore } from '../kube/store-types.ts'
import { createActivity, type Activity } from './activity.ts'
import { startActor } from './actor.ts'
import { startGitContent, type GitContent } from './git-content.ts'
import { startOperator } from './operator.ts'
import { startReflector } from './reflector.ts'
import type { ScanWorld } from './scan.ts'
import { reconcileSources } from './source.ts'
import { startWebhook, type PodIdentityWebhook } from './webhook.ts'

interface ActorsOptions extends ScanWorld {
  store: ClusterStore
  region: string
  hasAssociation: (namespace: string, serviceAccount: string) => boolean
  accountState: () => string
  activity?: Activity
}

export interface Actors {
  webhook: PodIdentityWebhook
  gitContent: GitContent
  activity: Activity
  /** What an actor could not do after several tries: a bug of the sandbox, or a cluster that a test broke on purpose. */
  problems: unknown[]
  /** Scans all images again, now. */
  rescan(): void
  stop(): void
}

const SOURCE_KINDS = new Set(['GitRepository', 'Kustomization', 'Secret', 'Pod'])

/** All that lives in the simulated cluster besides its built-in controllers. */
export function startActors(options: ActorsOptions): Actors {
  const { store, region, hasAssociation, activity = createActivity() } = options
  const problems: unknown[] = []
  const shared = { store, activity, onError: (error: unknown) => void problems.push(error) }
  const webhook = startWebhook({ store, region, hasAssociation })
  const gitContent = startGitContent(shared)
  const sources = startActor({ ...shared, work: () => reconcileSources(store, () => gitContent) })
  const unsubscribe = store.onEvent(({ object }) => {
    activity.touch()
    if (SOURCE_KINDS.has(object.kind)) sources.wake()
  })
  const operator = startOperator(shared)
  const reflector = startReflector({ ...options, ...shared })
  return {
    webhook,
    gitContent,
    activity,
    problems,
    rescan: reflector.rescan,
    stop() {
      unsubscribe()
      for (const actor of [sources, operator, reflector, gitContent]) actor.stop()
    },
  }
}
