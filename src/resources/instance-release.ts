import { same, unmet } from '../domain/chart-values.ts'
import { Failure } from '../domain/failure.ts'
import { ROLE_ARN_ANNOTATION } from '../domain/ownership.ts'
import { fluxPart, type FluxPart } from '../model/desired.ts'
import { goesWithFlux } from '../flux/flux-objects.ts'
import { describeFlux, fluxBesideOurs, fluxInTheWay } from '../flux/in-the-way.ts'
import { withoutAnnotationPatches } from '../flux/instance-values.ts'
import { at } from '../domain/at.ts'
import { chartsOf, DEFAULT_CHARTS, INSTANCE, INSTANCE_CHART } from '../flux/names.ts'
import { isOurRelease, otherOwner } from '../identity/ours.ts'
import type { Action, Change } from '../model/plan.ts'
import type { World } from '../model/world.ts'
import type { Flux } from '../model/flux.ts'
import { instanceReady, isReady } from './instance-ready.ts'
import { isAvailable, needsOperator, operatorOwner } from './operator-release.ts'
import { foreignRelease, releaseChanges, takenFrom, upgradeRelease } from './release.ts'
import type { Need } from '../model/resource-names.ts'
import { action, type ActionBase, type Resource, type Right } from '../model/resource.ts'
import { HELM_HISTORY, rightsTo } from './rights.ts'
import { shell } from '../domain/shell.ts'

const ID = 'instance-release'
const RECONCILE = 'fluxcd.controlplane.io/reconcile'
const RESUME = { metadata: { annotations: { [RECONCILE]: null } } }

const FLUX = 'fluxcd.controlplane.io'
const TO_INSTALL: Right[] = [...HELM_HISTORY, ...rightsTo(FLUX, 'fluxinstances', ['create', 'patch', 'list', 'watch'])]

/**
 * The Helm release `flux` (flux-instance) and the FluxInstance that it renders. Helm does not see what was changed by hand inside the
 * live object, so that is compared too and put back. Done when the instance is Ready, which includes the Git sync.
 */
export const instanceRelease: Resource = {
  name: ID,
  place: 'cluster',
  stations: ['source', 'kustomize'],
  usesHelm: true,
  release: ({ flux }) => flux?.instance,
  rights: {
    create: TO_INSTALL,
    update: TO_INSTALL,
    remove: [...HELM_HISTORY, ...rightsTo(FLUX, 'fluxinstances', ['patch', 'delete', 'list', 'watch'])],
  },

  plan: (wanted, world) => {
    const desired = fluxPart(wanted)
    const base: ActionBase = { id: ID, resource: ID, name: INSTANCE, needs: needs(desired, world) }
    const found = releaseOf(world)
    if (desired.standing) return []
    const inTheWay = fluxInTheWay(desired.namespace, world, desired.adopt)
    if (inTheWay) return [action({ ...base, kind: 'conflict', reason: inTheWay.reason })]
    const handedOff = instanceOwner(world)
    if (handedOff) return [action({ ...base, kind: 'keep', reason: `managed by ${handedOff}; handed off` })]
    if ((found ? !isOurRelease(found) : world.instance !== undefined) && !desired.adopt) {
      const what = found ? `the Helm release ${INSTANCE}` : `the FluxInstance ${INSTANCE}`
      return [action({ ...base, kind: 'conflict', reason: `${what} was not made by flux-irsa`, fix: 'Add --adopt to take it over.' })]
    }
    const otherSync = ofAnotherKind(desired, world)
    if (otherSync) return [action({ ...base, kind: 'conflict', ...otherSync })]
    const older = downgrade(desired, world)
    if (older) return [action({ ...base, kind: 'conflict', ...older })]
    const changes = [...releaseChanges(found, desired.instance), ...(found || world.instance ? drift(desired, world) : [])]
    return [action({ ...base, kind: !found ? 'create' : changes.length > 0 ? 'update' : 'keep', changes })]
  },

  apply: async (_step, work) => {
    const { world, ports } = work
    const desired = fluxPart(work.desired)
    const found = releaseOf(world)
    if (!found || releaseChanges(found, desired.instance).length > 0)
      await upgradeRelease(desired.instance, desired.namespace, desired.adopt, work)
    const ref = { kind: 'FluxInstance', namespace: desired.namespace, name: INSTANCE }
    // One that helm has just made is as the release says.
    const live = found || world.instance ? await ports.kube.get(ref) : undefined
    const drifted = unmet(desired.instance.spec, live?.['spec'])
    if (live && drifted.length > 0) await ports.kube.mergePatch(ref, { spec: nested(drifted) })
    if (live?.metadata.annotations?.[RECONCILE] === 'disabled') await ports.kube.mergePatch(ref, RESUME)
    await instanceReady({ ...work, namespace: desired.namespace })
  },

  planRemoval: (world, { onlyIrsa }) => {
    const found = releaseOf(world)
    if (instanceOwner(world)) return []
    const base: ActionBase = { id: ID, resource: ID, name: INSTANCE }
    if (!onlyIrsa) {
      const goes = (found && isOurRelease(found)) || (!found && world.instance?.metadata.deletionTimestamp)
      if (!goes) return []
      const [other] = world.instance ? fluxBesideOurs(world.instance.metadata.namespace ?? '', world) : []
      return [other ? takesAnotherAlong(base, other, world) : action({ ...base, kind: 'remove' })]
    }
    if (!found || !isOurRelease(found)) return []
    // A run that was cut off here may have left the release half upgraded.
    const unfinished = found.status === 'deployed' ? [] : [{ path: 'status', before: found.status, after: 'deployed' }]
    const changes = [...patchChanges(found.values, world), ...unfinished]
    return changes.length > 0 ? [action({ ...base, kind: 'update', changes })] : []
  },

  remove: async (step, work) => {
    const { world, ports, waiting } = work
    const namespace = world.namespace?.metadata.name ?? world.instance?.metadata.namespace ?? ''
    const ref = { kind: 'FluxInstance', namespace, name: INSTANCE }
    const found = releaseOf(world)
    if (step.kind === 'update' && found) {
      const values = withoutAnnotationPatches(found.values)
      const charts = work.removal.chartRepository ?? chartsOf(found) ?? DEFAULT_CHARTS
      await upgradeRelease(
        { name: INSTANCE, charts, chart: `${charts}/${INSTANCE_CHART}`, version: found.chart.version, values },
        namespace,
        false,
        work,
      )
      const patches = at(values, ['instance', 'kustomize', 'patches'])
      if (!same(at(await ports.kube.get(ref), ['spec', 'kustomize', 'patches']), patches))
        await ports.kube.mergePatch(ref, { spec: { kustomize: { patches } } })
      return instanceReady({ ...work, namespace })
    }
    await operatorCanUninstall(world, ports.kube)
    if (world.instance && !world.instance.metadata.deletionTimestamp) {
      // Paused, the operator would drop its finalizer and leave all of Flux running.
      if (world.instance.metadata.annotations?.[RECONCILE] === 'disabled') await ports.kube.mergePatch(ref, RESUME)
    }
    if (found) await ports.helm.uninstall({ name: INSTANCE, namespace })
    waiting('the operator to take Flux away')
    await ports.kube.waitFor(ref, (object) => object === undefined)
  },

  notices: (_settings, desired, world) => {
    const owner = fluxPart(desired).standing ? undefined : instanceOwner(world)
    return owner ? [handOff(owner, fluxPart(desired))] : []
  },

  removalNotices: async (actions, world, kube) => {
    const owner = instanceOwner(world)
    const goes = actions.some(({ resource, kind }) => resource === ID && kind === 'remove')
    return [...(goes ? await goesWithFlux(kube) : []), ...(owner ? [`The FluxInstance is managed by ${owner} and stays as it is.`] : [])]
  },

  settle: async (step, work) => {
    if (!step.reason && !isReady(work.world.instance)) await instanceReady({ ...work, namespace: fluxPart(work.desired).namespace })
  },

  heldByOthers: (_action, world, ports) => takenFrom(releaseOf(world), ports),

  stays: (world) => Promise.resolve(foreignRelease(releaseOf(world))),
}

/** The operator deletes Flux's CRDs with the FluxInstance: every object of every Flux in the cluster goes with them. */
function takesAnotherAlong(base: ActionBase, other: Flux, { cluster, region }: World): Action {
  return action({
    ...base,
    kind: 'conflict',
    reason: `${describeFlux(other)}; with our Flux the operator would delete its CRDs, and all of its objects with them`,
    fix: `flux-irsa uninstall --cluster ${cluster.name} --region ${region} --only irsa`,
  })
}

/** What whoever manages the instance may add to it, since nothing is fought over. */
function handOff(owner: string, desired: FluxPart): string {
  const [roleArn = ''] = desired.roleArns.values()
  const isOne = new Set(desired.roleArns.values()).size === 1
  const names = isOne ? `(${[...desired.roleArns.keys()].join('|')})` : 'of each'
  return (
    `The FluxInstance is managed by ${owner} and stays as it is. The annotation set here survives its reconciles; to have it in one place, ` +
    `add there under spec.kustomize.patches: target {kind: ServiceAccount, name: "${names}"}, annotation ${ROLE_ARN_ANNOTATION}: ${isOne ? roleArn : 'its role'}.`
  )
}

/** Who keeps the FluxInstance instead of us. */
export function instanceOwner(world: World): string | undefined {
  return otherOwner(world.instance)
}

function releaseOf(world: World) {
  return world.releases.find((release) => release.name === INSTANCE)
}

/** All of row 1-7 first, so that pods are born with their identity; but a changed annotation follows the instance (service-account.ts). */
function needs(desired: FluxPart, world: World): Need[] {
  const after = world.serviceAccounts
    .filter((account) => {
      const value = account.metadata.annotations?.['eks.amazonaws.com/role-arn']
      const wanted = desired.roleArns.get(account.metadata.name) ?? [...desired.roleArns.values()][0]
      return value !== undefined && value !== wanted
    })
    .map((account) => account.metadata.name)
  const before = [...desired.roleArns.keys()].filter((name) => !after.includes(name)).map((name): Need => `service-account/${name}`)
  return ['policy-attachment', 'git-secret', 'operator-release', ...before]
}

function drift(desired: FluxPart, world: World): Change[] {
  if (!world.instance) return [{ path: 'FluxInstance', before: null, after: INSTANCE }]
  const paused = world.instance.metadata.annotations?.[RECONCILE] === 'disabled'
  return [
    ...unmet(desired.instance.spec, world.instance['spec'], 'spec'),
    ...(paused ? [{ path: `annotations.${RECONCILE}`, before: 'disabled', after: null }] : []),
  ]
}

function patchChanges(values: Record<string, unknown>, world: World): Change[] {
  const path = ['instance', 'kustomize', 'patches']
  const after = at(withoutAnnotationPatches(values), path)
  const live = at(world.instance, ['spec', 'kustomize', 'patches']) ?? []
  const before = same(at(values, path), after) ? live : at(values, path)
  return same(before, after) ? [] : [{ path: 'spec.kustomize.patches', before, after }]
}

/** A sync that is not from Git keeps its source: what is said of Git would not fit it. */
function ofAnotherKind(desired: FluxPart, world: World): { reason: string; fix: string } | undefined {
  const [live, wanted] = [at(world.instance, ['spec', 'sync']), at(desired.instance.values, ['instance', 'sync'])]
  const kind = at(live, ['kind'])
  if (typeof kind !== 'string' || kind === 'GitRepository') return undefined
  const differing = ['url', 'ref'].filter((key) => at(live, [key]) !== at(wanted, [key]))
  if (differing.length === 0) return undefined
  return {
    reason: `the FluxInstance syncs from the ${kind} ${String(at(live, ['url']))}, and Git's --${differing.map((key) => `git-${key}`).join(', --')} do not fit it`,
    fix: 'Leave them out, or set spec.sync of the FluxInstance where it is kept.',
  }
}

/** The operator refuses to take Flux to an older minor: "downgrading from … is not supported, reinstall needed". */
function downgrade(desired: FluxPart, world: World): { reason: string; fix: string } | undefined {
  const applied = /v?(\d+)\.(\d+)/.exec(String(at(world.instance, ['status', 'lastAppliedRevision']) ?? ''))
  const wanted = /^v?(\d+)\.(\d+)/.exec(String(at(desired.instance.spec, ['distribution', 'version']) ?? ''))
  if (!applied || !wanted) return undefined
  const [from, to] = [Number(applied[1]) * 1000 + Number(applied[2]), Number(wanted[1]) * 1000 + Number(wanted[2])]
  if (to >= from) return undefined
  return {
    reason: `Flux ${applied[1]}.${applied[2]} is installed, and the operator does not go back to ${wanted[1]}.${wanted[2]}`,
    fix: shell`Say --flux-version ${applied[1]}.${applied[2]}.x, or uninstall first.`,
  }
}

async function operatorCanUninstall(world: World, kube: import('../model/kube.ts').KubeReader): Promise<void> {
  if (!needsOperator(world) || isAvailable(world.operator)) return
  const operator =
    world.operator &&
    (await kube.get({ kind: 'Deployment', namespace: world.operator.metadata.namespace ?? '', name: world.operator.metadata.name }))
  if (operator && isAvailable(operator)) return
  const owner = operatorOwner(world)
  throw new Failure({
    code: 'operator-not-ready',
    source: 'environment',
    message: 'the flux-operator is not running, and only it can take Flux away (its finalizer stands on the FluxInstance)',
    fix: owner
      ? shell`Bring the operator back (it is managed by ${owner}), then run the same command again.`
      : shell`flux-irsa install --cluster ${world.cluster.name} --region ${world.region} --yes`,
    docs: 'uninstall.md#operator-not-ready',
  })
}

/** `{a: {b: value}}` out of `spec.a.b`-like paths (relative to the spec). */
function nested(changes: Change[]): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const { path, after } of changes) {
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    let inner = result
    for (const key of keys) inner = (inner[key] ??= {}) as Record<string, unknown>
    inner[last] = after
  }
  return result
}
