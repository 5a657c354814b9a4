import { createHash } from 'node:crypto'
import type { KubeObject } from '../../model/kube.ts'
import type { ClusterStore } from '../kube/store-types.ts'
import { buildObjects, type FluxInstanceSpec } from './flux-objects.ts'
import { ArtifactError, chooseVersion, type FluxVersion } from './flux-versions.ts'
import { healthOf } from './flux-health.ts'
import { entriesOf, pruneLeftOut, type Entry } from './inventory.ts'
import { writeInstanceStatus } from './instance-status.ts'
import { objectPath } from './object-path.ts'
import { OPERATOR, takeBack } from './take-back.ts'
import { compareVersions, parseVersion } from './version-range.ts'

/** One reconcile of a FluxInstance. `stalled` and `done` wait for a new trigger, `failed` is tried again. */
export interface Run {
  trigger: string
  state: 'waiting' | 'done' | 'stalled' | 'failed'
  /** `performance.now()`. */
  startedAt: number
  flux?: FluxVersion
  /** Still to be applied: their kinds are not served yet. */
  pending: KubeObject[]
  objects: KubeObject[]
}

/** Builds and applies; what cannot be built stalls, what cannot be applied fails. */
export function beginRun(store: ClusterStore, instance: KubeObject, operatorVersion: string, trigger: string): Run {
  const run: Run = { trigger, state: 'waiting', startedAt: performance.now(), pending: [], objects: [] }
  writeInstanceStatus(store, instance, 'Unknown', 'Progressing', 'Reconciliation in progress')
  try {
    run.flux = chooseVersion(operatorVersion, (instance['spec'] as FluxInstanceSpec).distribution)
    refuseDowngrade(instance, run.flux)
    run.objects = buildObjects(instance, run.flux)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const fetch = error instanceof ArtifactError
    run.state = fetch ? 'failed' : 'stalled'
    writeInstanceStatus(
      store,
      instance,
      'False',
      fetch ? 'ArtifactFailed' : 'BuildFailed',
      `${fetch ? 'fetch' : 'build'} failed: ${message}`,
    )
    return run
  }
  run.pending = [...run.objects]
  return run
}

/** Applies what is left and writes the end once all is ready; called again on every change in the cluster. */
export function continueRun(store: ClusterStore, instance: KubeObject, run: Run, healthTimeoutMs: number): void {
  if (run.state !== 'waiting') return
  const fail = (message: string) =>
    writeInstanceStatus(store, instance, 'False', 'ReconciliationFailed', `reconciliation failed: ${message}`)
  const refusal = applyPending(store, run)
  if (refusal) {
    run.state = 'failed'
    return fail(refusal)
  }
  const health = run.pending.length > 0 ? { state: 'waiting' as const, message: '' } : healthOf(store, run.objects)
  if (health.state === 'failed') return fail(health.message)
  if (health.state === 'waiting') {
    if (performance.now() - run.startedAt >= healthTimeoutMs) fail(health.message)
    return
  }
  run.state = 'done'
  const entries = entriesOf(run.objects)
  pruneLeftOut(store, instance, entries)
  writeInstanceStatus(
    store,
    instance,
    'True',
    'ReconciliationSucceeded',
    `Reconciliation finished in ${duration(run)}`,
    outcome(run, instance, entries),
  )
}

/** Words of the refusal, if there is one. */
function applyPending(store: ClusterStore, run: Run): string | undefined {
  while (run.pending[0]) {
    const object = run.pending[0]
    const path = objectPath(object)
    const {
      kind,
      metadata: { name, namespace },
    } = object
    const label = [kind, namespace, name].filter(Boolean).join('/')
    const stale = kind === 'CustomResourceDefinition' ? lostVersion(store.get(path), object) : undefined
    if (stale) return `${label} dry-run failed: ${stale}`
    try {
      store.apply(path, object, { manager: OPERATOR, force: true })
      takeBack(store, path, object)
    } catch (error) {
      const { code, message } = error as { code?: number; message: string }
      const notServedYet = code === 404 && message.includes('could not find the requested resource')
      return notServedYet ? undefined : `${label} dry-run failed: ${message}`
    }
    run.pending.shift()
  }
  return undefined
}

/** The API server keeps a CRD from losing a version that objects are stored in (apiextensions-apiserver `validation.go`). */
function lostVersion(live: KubeObject | undefined, wanted: KubeObject): string | undefined {
  type Versions = { versions: { name: string; storage: boolean }[] }
  const stored = (live?.['spec'] as Versions | undefined)?.versions.find(({ storage }) => storage)?.name
  if (!stored || (wanted['spec'] as Versions).versions.some(({ name }) => name === stored)) return undefined
  return (
    `CustomResourceDefinition.apiextensions.k8s.io "${wanted.metadata.name}" is invalid: ` +
    `status.storedVersions[0]: Invalid value: "${stored}": ` +
    `missing from spec.versions; ${stored} was previously a storage version, and must remain in spec.versions until a storage migration ` +
    `ensures no data remains persisted in ${stored} and removes ${stored} from status.storedVersions`
  )
}

function refuseDowngrade(instance: KubeObject, { version }: FluxVersion): void {
  const applied = (instance['status'] as { lastAppliedRevision?: string } | undefined)?.lastAppliedRevision?.split('@')[0]
  if (!applied) return
  const minor = (text: string) => parseVersion(text).slice(0, 2).join('.')
  if (compareVersions(minor(version), minor(applied)) >= 0) return
  throw new Error(`downgrading from ${applied} to ${version} is not supported, reinstall needed`)
}

function duration({ startedAt }: Run): string {
  const ms = performance.now() - startedAt
  return ms < 1000 ? `${Math.max(1, Math.round(ms))}ms` : `${Math.round(ms / 1000)}s`
}

function outcome({ flux, objects }: Run, instance: KubeObject, entries: Entry[]): Record<string, unknown> {
  const digest = (value: unknown) => `sha256:${createHash('sha256').update(JSON.stringify(value)).digest('hex')}`
  const { registry } = (instance['spec'] as FluxInstanceSpec).distribution
  const revision = `${flux?.version}@${digest(objects)}`
  const names = objects.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name)
  const components = names.map((name) => {
    const tag = flux?.images[name] ?? ''
    return { name, repository: `${registry}/${name}`, tag, digest: digest([name, tag]) }
  })
  const inventory = { entries }
  return {
    inventory,
    components,
    lastAppliedRevision: revision,
    lastAttemptedRevision: revision,
    lastArtifactRevision: digest(flux?.version),
  }
}
