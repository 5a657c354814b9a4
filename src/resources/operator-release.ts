import { DEFAULT_OPERATOR_VERSION } from '../domain/flux-versions.ts'
import { fluxPart, type FluxPart } from '../model/desired.ts'
import { describeFlux, fluxBesideOurs, fluxInTheWay, standsAsItIs } from '../flux/in-the-way.ts'
import { INSTANCE, OPERATOR } from '../flux/names.ts'
import { isOurRelease, otherOwner } from '../identity/ours.ts'
import type { Change, Leftover } from '../model/plan.ts'
import type { World } from '../model/world.ts'
import type { Condition, KubeObject } from '../model/kube.ts'
import { foreignRelease, releaseChanges, takenFrom, upgradeRelease } from './release.ts'
import { action, type ActionBase, type Resource, type Right } from '../model/resource.ts'
import { everywhere, HELM_HISTORY, RBAC, rightsTo } from './rights.ts'

const ID = 'operator-release'
const CRD = 'fluxinstances.fluxcd.controlplane.io'
const CRDS = [CRD, ...['fluxreports', 'resourcesets', 'resourcesetinputproviders'].map((plural) => `${plural}.fluxcd.controlplane.io`)]

/** What is in the flux-operator chart: templates/ of charts/flux-operator, https://github.com/controlplaneio-fluxcd/charts. */
const chartObjects = (verbs: string[]): Right[] => [
  ...HELM_HISTORY,
  ...rightsTo('', 'serviceaccounts', verbs),
  ...rightsTo('', 'services', verbs),
  ...rightsTo('apps', 'deployments', verbs),
  ...rightsTo('networking.k8s.io', 'networkpolicies', verbs),
  ...everywhere([...rightsTo(RBAC, 'clusterroles', verbs), ...rightsTo(RBAC, 'clusterrolebindings', verbs)]),
]

const TO_INSTALL: Right[] = [
  ...chartObjects(['create', 'patch']),
  // The chart binds its ServiceAccount to cluster-admin, and nobody may bind what he does not hold without this verb (Kubernetes, "Using
  // RBAC", privilege escalation prevention).
  { verb: 'bind', group: RBAC, resource: 'clusterroles', name: 'cluster-admin', clusterWide: true },
  // The same holds for the roles that it makes for people: nobody may give in a role what he does not hold.
  { verb: 'escalate', group: RBAC, resource: 'clusterroles', clusterWide: true },
  ...everywhere(rightsTo('apiextensions.k8s.io', 'customresourcedefinitions', ['get', 'create', 'patch', 'watch'])),
  ...rightsTo('apps', 'deployments', ['watch']),
]

/** The Helm release of the flux-operator. Done when its API is served and its Deployment is available. */
export const operatorRelease: Resource = {
  name: ID,
  place: 'cluster',
  stations: ['source', 'kustomize'],
  usesHelm: true,
  release: ({ flux }) => flux?.operator,
  rights: {
    create: TO_INSTALL,
    update: TO_INSTALL,
    remove: [...chartObjects(['delete']), ...rightsTo('apps', 'deployments', ['watch'])],
  },

  plan: (wanted, world) => {
    const desired = fluxPart(wanted)
    const base: ActionBase = { id: ID, resource: ID, name: OPERATOR, needs: ['namespace'] }
    const found = releaseOf(world)
    if (desired.standing) return []
    const inTheWay = fluxInTheWay(desired.namespace, world, desired.adopt)
    if (inTheWay) return [action({ ...base, kind: 'conflict', ...inTheWay })]
    const handedOff = operatorOwner(world)
    if (handedOff) return [action({ ...base, kind: 'keep', reason: `managed by ${handedOff}; handed off` })]
    if (found && !isOurRelease(found) && !desired.adopt) {
      return [
        action({
          ...base,
          kind: 'conflict',
          reason: `the Helm release ${OPERATOR} was not made by flux-irsa`,
          fix: 'Add --adopt to take it over.',
        }),
      ]
    }
    const changes = [...releaseChanges(found, desired.operator), ...(found ? drift(world) : [])]
    return [action({ ...base, kind: !found ? 'create' : changes.length > 0 ? 'update' : 'keep', changes })]
  },

  apply: async (_step, work) => {
    const { ports, waiting } = work
    const desired = fluxPart(work.desired)
    await upgradeRelease(desired.operator, desired.namespace, desired.adopt, work)
    // Helm puts back only what its chart says, and charts may leave the replicas open.
    const deployment = { kind: 'Deployment', namespace: desired.namespace, name: OPERATOR }
    if (work.world.operator && isScaledAway(await ports.kube.get(deployment)))
      await ports.kube.mergePatch(deployment, { spec: { replicas: 1 } })
    waiting('the operator to be served and available')
    await Promise.all([
      ports.kube.waitFor({ kind: 'CustomResourceDefinition', name: CRD }, (crd) => isTrue(crd, 'Established')),
      operatorAvailable(desired, ports, waiting),
    ])
  },

  planRemoval: (world, { onlyIrsa }) => {
    const found = releaseOf(world)
    if (onlyIrsa || !found || !isOurRelease(found) || keepsAnother(world)) return []
    return [action({ id: ID, resource: ID, name: OPERATOR, kind: 'remove', needs: ['instance-release'] })]
  },

  remove: async (_step, { world, ports, waiting }) => {
    const found = releaseOf(world)
    if (!found) return
    const { namespace } = found
    await ports.helm.uninstall({ name: OPERATOR, namespace })
    waiting('the operator to stop')
    await ports.kube.waitFor({ kind: 'Deployment', namespace, name: OPERATOR }, (object) => object === undefined)
  },

  notices: (settings, desired, world) => {
    const owner = operatorOwner(world)
    const { namespace, operator, adopt, standing } = fluxPart(desired)
    if (standing) return [standsAsItIs(standing, settings)]
    const isOneInTheWay = fluxInTheWay(namespace, world, adopt) !== undefined
    const beside = isOneInTheWay ? [] : fluxBesideOurs(namespace, world).map((flux) => `${describeFlux(flux)}; it stays as it is.`)
    if (owner) return [...beside, `The flux-operator is managed by ${owner} and stays as it is.`]
    const { version } = operator
    if (isOneInTheWay || settings.flux.operatorVersion !== undefined || version === DEFAULT_OPERATOR_VERSION) return beside
    const tested = `--operator-version ${DEFAULT_OPERATOR_VERSION}`
    return [...beside, `flux-operator ${version} is installed and stays; ${DEFAULT_OPERATOR_VERSION} is the tested one: ${tested}.`]
  },

  heldByOthers: (_action, world, ports) => takenFrom(releaseOf(world), ports),

  stays: async (world, kube) => {
    const crds = await Promise.all(CRDS.map((name) => kube.get({ kind: 'CustomResourceDefinition', name })))
    const kept = crds.filter((crd) => crd !== undefined).map((crd) => crd.metadata.name)
    const reason = 'the flux-operator chart keeps its CRDs (helm.sh/resource-policy: keep)'
    const others = fluxBesideOurs(world.namespace?.metadata.name ?? '', world)
    return [
      ...kept.map((name) => ({ resource: 'crd', name, reason, expected: true })),
      ...foreignRelease(releaseOf(world)),
      ...keptForAnother(world),
      ...others.map((flux) => ({ resource: 'flux', name: flux.namespace, reason: describeFlux(flux), expected: true })),
    ]
  },
}

/** Who keeps the operator instead of us; also a tool that installed it without helm. */
export function operatorOwner(world: World): string | undefined {
  const owner = otherOwner(world.operator)
  if (owner) return owner
  return world.operator && !releaseOf(world) && !world.operator.metadata.deletionTimestamp ? 'something other than helm' : undefined
}

/** Whether a FluxInstance stays after an uninstall, since it is not ours: it needs the operator, which holds its finalizer, and its Git Secret. */
export function keepsAnother(world: World): boolean {
  const release = world.releases.find(({ name }) => name === INSTANCE)
  const goes = (release && isOurRelease(release) && !otherOwner(world.instance)) || world.instance?.metadata.deletionTimestamp
  return world.instance !== undefined && !goes
}

function keptForAnother(world: World): Leftover[] {
  const release = releaseOf(world)
  if (!release || !isOurRelease(release) || !keepsAnother(world)) return []
  const owner = otherOwner(world.instance)
  const reason = `it serves the FluxInstance ${INSTANCE}, which ${owner ? `is managed by ${owner}` : 'is not ours'}`
  return [{ resource: ID, name: OPERATOR, reason, expected: true }]
}

/** What helm does not see: to it the release is deployed, also when its Deployment was deleted or scaled away by hand. */
function drift(world: World): Change[] {
  if (!world.operator) return [{ path: 'Deployment', before: null, after: OPERATOR }]
  return isScaledAway(world.operator) ? [{ path: 'Deployment.spec.replicas', before: 0, after: 1 }] : []
}

function isScaledAway(deployment: KubeObject | undefined): boolean {
  return (deployment?.['spec'] as { replicas?: number } | undefined)?.replicas === 0
}

function releaseOf(world: World) {
  return world.releases.find((release) => release.name === OPERATOR)
}

async function operatorAvailable(
  desired: FluxPart,
  ports: { kube: import('../model/kube.ts').KubeReader },
  waiting: (text: string) => void,
): Promise<void> {
  await ports.kube.waitFor({ kind: 'Deployment', namespace: desired.namespace, name: OPERATOR }, (deployment) => {
    const reason = conditionsOf(deployment).find((condition) => condition.type === 'Available' && condition.status !== 'True')?.message
    waiting(`Deployment ${OPERATOR}: ${reason ?? 'starting'}`)
    return isAvailable(deployment)
  })
}

/** Whether the Deployment's newest generation is rolled out and available; one that was scaled away is not. */
export function isAvailable(deployment: KubeObject | undefined): boolean {
  if (!deployment) return false
  const status = (deployment['status'] ?? {}) as { observedGeneration?: number; updatedReplicas?: number; availableReplicas?: number }
  const replicas = (deployment['spec'] as { replicas?: number } | undefined)?.replicas ?? 1
  const seen = (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  return seen && replicas > 0 && (status.updatedReplicas ?? 0) >= replicas && (status.availableReplicas ?? 0) >= replicas
}

/** The conditions in an object's status. */
export function conditionsOf(object: KubeObject | undefined): Condition[] {
  return (object?.['status'] as { conditions?: Condition[] } | undefined)?.conditions ?? []
}

function isTrue(object: KubeObject | undefined, type: string): boolean {
  return conditionsOf(object).some((condition) => condition.type === type && condition.status === 'True')
}

/** Whether a FluxInstance stands that only the operator can take away in an orderly manner. */
export function needsOperator(world: World): boolean {
  return world.instance?.metadata.name === INSTANCE && (world.instance.metadata.finalizers?.length ?? 0) > 0
}
