import type { Account, Cluster } from './aws/index.ts'
import type { KubeObject } from '../model/kube.ts'
import type { Breakages } from './actors/broken-links.ts'
import { collectionPath, objectPath } from './actors/object-path.ts'
import type { PodIdentityWebhook } from './actors/webhook.ts'
import type { ClusterStore } from './kube/store-types.ts'

interface NamedFault {
  /** What is wrong afterwards, as one line of a list. */
  about: string
  strike: (faults: Breakages) => Promise<void>
  /** Pods keep what they were born with, so mending replaces them. */
  inPods?: true
}

/** What a person can break in the sandbox, by name. */
const FAULTS = {
  trust: { about: 'the role trusts another ServiceAccount', strike: (faults) => faults.cutTrust() },
  provider: { about: 'IAM has no OIDC provider for the cluster', strike: (faults) => faults.removeProvider() },
  audience: { about: 'the OIDC provider takes no tokens for STS', strike: (faults) => faults.dropClientId() },
  role: { about: 'the role is gone', strike: (faults) => faults.removeRole() },
  attachment: { about: 'the policy is detached from the role', strike: (faults) => faults.detachPolicy() },
  policy: { about: 'the policy names another repository', strike: (faults) => faults.wrongRepositoryArn() },
  annotation: { about: 'the ServiceAccount lost its annotation', strike: (faults) => faults.removeAnnotation() },
  'other-role': { about: 'the ServiceAccount names a role that is not there', strike: (faults) => faults.wrongAnnotation() },
  pod: { about: 'the pod was created without identity', strike: (faults) => faults.stalePod(), inPods: true },
  webhook: { about: 'pods are created without identity from now on', strike: (faults) => faults.breakWebhook() },
  association: {
    about: 'a Pod Identity association takes the pod over',
    strike: (faults) => faults.podIdentityAssociation(),
    inPods: true,
  },
  'git-password': { about: 'the Git password is wrong', strike: (faults) => faults.gitPasswordWrong() },
  'git-secret': { about: 'the Git Secret is gone', strike: (faults) => faults.gitSecretMissing() },
  'image-provider': { about: 'the ImageRepositories read ECR without login', strike: (faults) => faults.providerGeneric() },
  operator: { about: 'flux-operator is scaled to zero', strike: (faults) => faults.stopOperator() },
  paused: { about: 'the FluxInstance is not reconciled', strike: (faults) => faults.pauseInstance() },
} as const satisfies Record<string, NamedFault>

export type FaultName = keyof typeof FAULTS
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[]

interface World {
  account: Account
  cluster: Cluster
  store: ClusterStore
  webhook: PodIdentityWebhook
  faults: Breakages
  idle: () => Promise<void>
}

/** Faults by name, each of which can be taken back. */
export interface NamedFaults {
  list(): { name: FaultName; about: string; isBroken: boolean }[]
  /** Breaks it and lets the cluster come to rest. Throws where there is nothing to break yet. */
  break(name: FaultName): Promise<void>
  /** Puts back what `break` changed, and nothing that changed for another reason. */
  mend(name: FaultName): Promise<void>
}

/** What a fault may touch, as it stands now, each part by its key. */
type Picture = Map<string, unknown>

export function nameFaults({ account, cluster, store, webhook, faults, idle }: World): NamedFaults {
  const broken = new Map<FaultName, { before: Picture; after: Picture }>()
  const maps = { roles: account.roles, policies: account.policies, providers: account.providers } as Record<string, Map<string, unknown>>
  const take = (): Picture =>
    new Map<string, unknown>([
      ...Object.entries(maps).flatMap(([name, map]) => [...map].map(([key, value]) => [`${name} ${key}`, structuredClone(value)] as const)),
      ...TOUCHED.flatMap(([apiVersion, kind]) =>
        store.list(collectionPath(apiVersion, kind)).map((object) => [objectPath(object), object] as const),
      ),
      ['webhook', webhook.broken],
      ['associations', structuredClone(cluster.podIdentity)],
    ])
  const putBack = (key: string, value: unknown) => {
    const [name = '', id = ''] = key.split(' ')
    if (key === 'webhook') webhook.broken = value === true
    else if (key === 'associations') cluster.podIdentity.splice(0, Infinity, ...(value as typeof cluster.podIdentity))
    else if (!maps[name]) putObjectBack(store, key, value as KubeObject | undefined)
    else if (value === undefined) maps[name].delete(id)
    else maps[name].set(id, value)
  }
  return {
    list: () => FAULT_NAMES.map((name) => ({ name, about: FAULTS[name].about, isBroken: broken.has(name) })),
    break: async (name) => {
      if (broken.has(name)) return
      const before = take()
      await FAULTS[name].strike(faults)
      broken.set(name, { before, after: take() })
    },
    mend: async (name) => {
      const struck = broken.get(name)
      if (!struck) return
      broken.delete(name)
      for (const key of new Set([...struck.before.keys(), ...struck.after.keys()])) {
        if (!isAlike(struck.before.get(key), struck.after.get(key))) putBack(key, struck.before.get(key))
      }
      if ('inPods' in FAULTS[name]) replaceReflector(store)
      await idle()
    },
  }
}

const TOUCHED = [
  ['v1', 'ServiceAccount'],
  ['v1', 'Secret'],
  ['apps/v1', 'Deployment'],
  ['image.toolkit.fluxcd.io/v1', 'ImageRepository'],
  ['fluxcd.controlplane.io/v1', 'FluxInstance'],
] as const

/** What people and faults set of an object; the rest is the servers' own. */
function wishOf(object: KubeObject): object {
  const { metadata, spec, data } = object as KubeObject & { spec?: object; data?: object }
  return { metadata: { annotations: metadata.annotations ?? {}, labels: metadata.labels ?? {} }, spec: spec ?? {}, data: data ?? {} }
}

function isAlike(a: unknown, b: unknown): boolean {
  const comparable = (value: unknown) => (value && typeof value === 'object' && 'metadata' in value ? wishOf(value as KubeObject) : value)
  return JSON.stringify(comparable(a)) === JSON.stringify(comparable(b))
}

function putObjectBack(store: ClusterStore, path: string, before: KubeObject | undefined): void {
  const now = store.get(path)
  if (!before || !now) {
    if (before) store.create(path.slice(0, path.lastIndexOf('/')), bare(before), MANAGER)
    return
  }
  const body = withNulls(wishOf(now), wishOf(before))
  store.patch(path, body, { type: 'application/merge-patch+json', manager: MANAGER })
}

const MANAGER = 'flux-irsa-sandbox'

function bare(object: KubeObject): KubeObject {
  const { name, namespace, labels, annotations } = object.metadata
  const { status: _status, ...rest } = object as KubeObject & { status?: unknown }
  return { ...rest, metadata: { name, ...(namespace && { namespace }), ...(labels && { labels }), ...(annotations && { annotations }) } }
}

/** The merge patch that leads from one to the other: keys that only the first has become null. */
function withNulls(from: object, to: object): object {
  const gone = Object.keys(from).filter((key) => !(key in to))
  const kept = Object.entries(to).map(([key, value]) => {
    const old = (from as Record<string, unknown>)[key]
    return [key, isRecord(value) && isRecord(old) ? withNulls(old, value) : value]
  })
  return { ...Object.fromEntries(kept), ...Object.fromEntries(gone.map((key) => [key, null])) }
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function replaceReflector(store: ClusterStore): void {
  for (const pod of store.list('/api/v1/pods')) {
    if (pod.metadata.name.startsWith('image-reflector-controller-')) store.delete(objectPath(pod))
  }
}
