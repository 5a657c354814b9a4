import { mergeValues } from '../domain/chart-values.ts'
import { annotationPatch, isAnnotationPatch, type InstancePatch } from '../domain/annotation-patch.ts'
import { at } from '../domain/at.ts'

export interface InstanceWishes {
  fluxVersion: string
  registry: string
  /** Where Flux's manifests are; `''`: inside the operator's image. */
  artifact: string
  components: string[]
  /** The controllers that carry a role. */
  identities: { name: string; roleArn: string }[]
  sync?: { url: string; ref: string; path: string; pullSecret: string | undefined; provider: string | undefined } & LiveSync
  /** What is installed, and over it what the user says; keys of ours in it give way, all others stay. */
  userValues: Record<string, unknown>
}

/**
 * What of the live sync is never changed. Another name would make the operator drop the Kustomization, whose garbage collection deletes all
 * that it applied (https://github.com/controlplaneio-fluxcd/flux-operator/issues/122); another kind reads another source.
 */
export interface LiveSync {
  name: string | undefined
  kind: string | undefined
}

/**
 * Values of the flux-instance chart: the user's, and over them ours. The distribution's artifact is always set, if to nothing, so that
 * the operator uses the manifests inside its own image: the chart's default floats (`:latest`) and breaks pinned operators
 * (https://github.com/fluxcd/flux2/issues/5965). User patches come before ours.
 */
export function instanceValues(wishes: InstanceWishes): Record<string, unknown> {
  const user = wishes.userValues
  const patches = userPatches(user)
  return mergeValues(wishes.sync ? withoutSync(user) : user, {
    instance: {
      distribution: { version: wishes.fluxVersion, registry: wishes.registry, artifact: wishes.artifact },
      components: wishes.components,
      ...syncOf(wishes),
      kustomize: { patches: [...patches, ...annotationPatches(wishes)] },
    },
  })
}

/** What the live FluxInstance must say where we own it; `undefined` = absent. */
export function instanceSpec(wishes: InstanceWishes): Record<string, unknown> {
  const user = userPatches(wishes.userValues)
  const { sync } = syncOf(wishes)
  return {
    distribution: { version: wishes.fluxVersion, registry: wishes.registry, artifact: wishes.artifact || undefined },
    components: wishes.components,
    ...(sync
      ? {
          sync: {
            ...absentProvider(wishes, sync),
            ...Object.fromEntries(SYNC_FIELDS.flatMap((key) => (sync[key] ? [[key, sync[key]]] : []))),
          },
        }
      : {}),
    kustomize: { patches: [...user, ...annotationPatches(wishes)] },
  }
}

/** The same values without our patches: for taking the identity away while Flux stays. */
export function withoutAnnotationPatches(values: Record<string, unknown>): Record<string, unknown> {
  return mergeValues(values, { instance: { kustomize: { patches: userPatches(values) } } })
}

/** Fields that every operator knows: others the API server may drop, and they would be missed for good. */
const SYNC_FIELDS = ['kind', 'url', 'ref', 'path', 'pullSecret', 'name', 'provider', 'interval']

/** The sync as it is, with what was chosen in its place. */
function syncOf({ sync, userValues }: InstanceWishes): { sync?: Record<string, unknown> } {
  if (!sync) return {}
  const {
    name: _name,
    kind: _kind,
    pullSecret: _pullSecret,
    provider: before,
    ...kept
  } = (at(userValues, ['instance', 'sync']) ?? {}) as Record<string, unknown>
  const { name, kind = 'GitRepository', url, ref, path, pullSecret } = sync
  const provider = providerOf(sync.provider, before)
  return {
    sync: {
      ...kept,
      kind,
      url,
      ref,
      path,
      ...(pullSecret ? { pullSecret } : {}),
      ...(name ? { name } : {}),
      ...(provider === undefined ? {} : { provider }),
    },
  }
}

/** generic is what holds without a provider, and operators before 0.16 know none: it is written only where it stands already. */
function providerOf(chosen: string | undefined, before: unknown): unknown {
  if (chosen === undefined) return before
  if (chosen !== 'generic') return chosen
  return before === 'generic' || before === '' ? before : undefined
}

/** A provider that is not wanted must not be in the live object either: it decides how the Secret is read. */
function absentProvider(wishes: InstanceWishes, sync: Record<string, unknown>): { provider?: undefined } {
  return wishes.sync?.provider !== undefined && !sync['provider'] ? { provider: undefined } : {}
}

function annotationPatches({ identities }: InstanceWishes): InstancePatch[] {
  return identities.map(annotationPatch)
}

function userPatches(values: Record<string, unknown>): InstancePatch[] {
  const patches = at(values, ['instance', 'kustomize', 'patches'])
  return Array.isArray(patches) ? (patches as InstancePatch[]).filter((patch) => !isAnnotationPatch(patch)) : []
}

function withoutSync(values: Record<string, unknown>): Record<string, unknown> {
  const instance = at(values, ['instance'])
  if (typeof instance !== 'object' || instance === null) return values
  const { sync: _, ...rest } = instance as Record<string, unknown>
  return { ...values, instance: rest }
}
