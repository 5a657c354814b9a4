import { ANNOTATION_GRANT, ANNOTATION_MADE, ANNOTATION_PREVIOUS_ROLE, MARKS, ROLE_ARN_ANNOTATION, type Part } from '../domain/ownership.ts'
import { annotationOwners } from '../domain/managed-fields.ts'
import { associationOf } from '../domain/pod-identity.ts'
import type { ServiceAccountName } from '../domain/web-identity.ts'
import type { Desired, DesiredAccount, Identity } from '../model/desired.ts'
import { isControllerName, isControllersPlace, isFluxController } from '../identity/flux-controllers.ts'
import { holdsAnnotation, isOurObject, isSharedRole, ourRoles, roleAfterUs } from '../identity/ours.ts'
import type { Action, Change } from '../model/plan.ts'
import type { World } from '../model/world.ts'
import type { KubeObject } from '../model/kube.ts'
import { nameOf } from '../identity/binding/bound.ts'
import { accountIn, placeOf, shownAccount } from './accounts.ts'
import { giveBack, isOursAlone, takeBack, uid } from './account-giving-back.ts'
import { notLookedAt, overriddenBy } from './pod-identity-conflict.ts'
import type { Need } from '../model/resource-names.ts'
import { action, type ActionBase, type Resource } from '../model/resource.ts'
import { ofItsOwn, rightsTo } from './rights.ts'
import { shell } from '../domain/shell.ts'

const RESOURCE = 'service-account'

/**
 * The role annotation on ServiceAccounts, by server-side apply: flux-operator takes back what `kubectl*` sets, not this. Made before any
 * pod starts. When the role of Flux changes, the instance's patches must change first (the operator forces its value), so then the
 * annotation follows the instance.
 */
export const serviceAccount: Resource = {
  name: RESOURCE,
  place: 'cluster',
  stations: ['account'],
  rights: {
    // A right to create has no name to be limited to.
    create: [...rightsTo('', 'serviceaccounts', ['create']), ...ofItsOwn(rightsTo('', 'serviceaccounts', ['patch']))],
    update: ofItsOwn(rightsTo('', 'serviceaccounts', ['patch'])),
    remove: ofItsOwn(rightsTo('', 'serviceaccounts', ['patch', 'delete'])),
  },

  plan: (desired, world) => [
    ...desired.identities.flatMap((identity) => identity.serviceAccounts.map((account) => planOne(account, identity, desired, world))),
    ...leaving(desired, world).map((account) =>
      action({
        ...base(nameOf(account), desired.part),
        id: `old-${RESOURCE}/${shownAccount(nameOf(account), desired.part)}`,
        kind: 'remove',
        needs: ['instance-release'],
        changes: [lettingGo(account, desired.part)],
      }),
    ),
  ],

  apply: async (step, { desired, world, ports }) => {
    const { part } = desired
    if (step.kind === 'remove') {
      const account = leaving(desired, world).find((candidate) => base(nameOf(candidate), part).name === step.name)
      return account && (await takeBack(nameOf(account), part, ports))
    }
    for (const identity of desired.identities) {
      const account = identity.serviceAccounts.find((candidate) => base(candidate, part).id === step.id)
      if (!account) continue
      const found = accountIn(world, account)
      // One that somebody made since none was seen keeps its role: then it is a conflict.
      const options = { force: found !== undefined, fieldManager: MARKS[part].fieldManager }
      await ports.kube.apply(manifest(account, identity, desired, found, world), options)
    }
  },

  notices: (settings, desired, world) => [
    ...(settings.binding && !settings.binding.takesAway ? controllersNotice(desired, world) : []),
    ...(settings.binding?.takesAway ? world.serviceAccounts.flatMap((account) => notBound(account)) : []),
    ...(world.associationsUnread === undefined ? [] : [notLookedAt(world.associationsUnread)]),
  ],

  planRemoval: (world, { onlyIrsa }) =>
    world.serviceAccounts
      .filter((account) => holdsAnnotation(account, world.part))
      .map((account) =>
        action({
          ...base(nameOf(account), world.part),
          kind: 'remove',
          needs: onlyIrsa ? ['instance-release'] : ['operator-release'],
          changes: [lettingGo(account, world.part)],
        }),
      ),

  remove: async (step, { world, ports, removal }) => {
    const namespace = world.namespace?.metadata.name ?? ''
    const found = await ports.kube.get({ kind: 'ServiceAccount', namespace, name: step.name })
    if (!found) return
    // One that we made and nobody else ever wrote goes; those that the operator took over, its own uninstall removes.
    if (!removal.onlyIrsa && isOursAlone(found, world.part)) {
      return ports.kube.delete({ kind: 'ServiceAccount', namespace, name: step.name }, uid(found))
    }
    await giveBack(nameOf(found), world.part, ports, found)
  },
}

function base(account: ServiceAccountName, part: Part): ActionBase {
  const name = shownAccount(account, part)
  return { id: `${RESOURCE}/${name}`, resource: RESOURCE, name, ...placeOf(account, part) }
}

/** Whoever binds a controller of Flux should know what install is for. */
function controllersNotice(desired: Desired, world: World): string[] {
  const accounts = desired.identities.flatMap(({ serviceAccounts }) => serviceAccounts)
  const controllers = accounts.filter((account) => {
    const found = accountIn(world, account)
    return found ? isFluxController(found, world.pods) : isControllersPlace(account)
  })
  if (controllers.length === 0) return []
  const names = controllers.map((account) => shownAccount(account, 'binding')).join(', ')
  return [
    `${names}: a controller of Flux. Access to ECR is what install --service-account gives; an install that names it later is refused until it is unbound.`,
  ]
}

/** To unbind what bind did not bind takes nothing away, and that should not look like success. */
function notBound(account: KubeObject): string[] {
  const role = account.metadata.annotations?.[ROLE_ARN_ANNOTATION]
  if (role === undefined || holdsAnnotation(account, 'binding')) return []
  const owners = annotationOwners(account, ROLE_ARN_ANNOTATION).map(({ manager }) => manager)
  return [
    `${shownAccount(nameOf(account), 'binding')} has the role ${role} from ${owners.join(', ') || 'somebody else'}, not from bind; it stays.`,
  ]
}

function leaving(desired: Desired, world: World): KubeObject[] {
  const stay = new Set(
    desired.identities.flatMap(({ serviceAccounts }) => serviceAccounts.map(({ namespace, name }) => `${namespace}/${name}`)),
  )
  return world.serviceAccounts.filter(
    (account) => holdsAnnotation(account, desired.part) && !stay.has(`${nameOf(account).namespace}/${account.metadata.name}`),
  )
}

function planOne(account: DesiredAccount, { role, grant: wanted }: Identity, desired: Desired, world: World): Action {
  const { part } = desired
  const found = accountIn(world, account)
  const parts: ActionBase = { ...base(account, part), needs: ['namespace'] }
  const association = associationOf(account, world.associations)
  if (association) return action({ ...parts, ...overriddenBy(association, world) })
  const after = role.arn
  if (!found && !account.create) {
    return action({
      ...parts,
      kind: 'conflict',
      reason: `there is no ServiceAccount ${account.namespace}/${account.name}`,
      fix: part === 'flux' ? controllersThere(account, world) : OTHER_ACCOUNTS,
    })
  }
  if (!found) return action({ ...parts, kind: 'create', changes: [{ path: `annotations.${ROLE_ARN_ANNOTATION}`, before: null, after }] })

  const before = found.metadata.annotations?.[ROLE_ARN_ANNOTATION]
  const ours = holdsAnnotation(found, part)
  const remembered = found.metadata.annotations?.[ANNOTATION_GRANT]
  const grant = remembered === wanted ? [] : [{ path: `annotations.${ANNOTATION_GRANT}`, before: remembered ?? null, after: wanted }]
  if (before === after && ours && grant.length === 0) return action({ ...parts, kind: 'keep' })
  const owners = annotationOwners(found, ROLE_ARN_ANNOTATION).map((owner) => owner.manager)
  const foreign =
    before !== undefined && before !== after && !ours && !isOurObject(found, desired.clusterArn, part) && !isOurOldRole(before, world)
  const others = part === 'flux' ? 'binding' : 'flux'
  if (before !== undefined && !ours && holdsAnnotation(found, others)) {
    return action({
      ...parts,
      kind: 'conflict',
      reason: `flux-irsa ${others === 'flux' ? 'install' : 'bind'} gave it the role ${before}`,
      fix:
        others === 'flux'
          ? 'Leave it to install: name the others there with --service-account.'
          : shell`flux-irsa unbind ${account.namespace}/${account.name} --cluster ${world.cluster.name}`,
    })
  }
  if (foreign && part === 'binding' && owners.includes('flux-operator')) {
    return action({
      ...parts,
      kind: 'conflict',
      reason: `flux-operator sets its role ${before}, and would set it back`,
      fix: 'Change the role where flux-operator reads it (spec.kustomize.patches of the FluxInstance, or the ResourceSet), or attach a policy to that role.',
    })
  }
  if (foreign && !desired.adopt) {
    return action({
      ...parts,
      kind: 'conflict',
      reason: `its role annotation is held by ${owners.join(', ') || 'another manager'}: ${before}`,
      fix: `Add --adopt to take it over (the value is kept and comes back on ${part === 'flux' ? 'uninstall' : 'unbind'}), or leave this ServiceAccount out${part === 'flux' ? ' with --service-account' : ''}.`,
    })
  }
  const needs: Need[] = owners.includes('flux-operator') && before !== after ? ['namespace', 'instance-release'] : ['namespace']
  const manager = ours ? [] : [{ path: 'fieldManager', before: owners.join(', ') || null, after: MARKS[part].fieldManager }]
  return action({ ...parts, kind: 'update', needs, changes: [...(before === after ? manager : [change(found, after)]), ...grant] })
}

const OTHER_ACCOUNTS = 'Add --create to make it, or choose one that exists: kubectl get serviceaccounts --all-namespaces.'

/** Of a Flux that somebody else keeps nothing is created, so only what stands there can carry a role. */
function controllersThere({ namespace }: DesiredAccount, world: World): string {
  const names = world.serviceAccounts.map(({ metadata }) => metadata.name).filter(isControllerName)
  return names.length > 0
    ? `Name those that are there with --service-account: ${names.join(', ')}.`
    : shell`No controller has a ServiceAccount of its own in ${namespace}: name its namespace with --namespace NAME.`
}

function isOurOldRole(arn: string, world: World): boolean {
  return ourRoles(world).some((role) => role.arn === arn)
}

function manifest(
  { namespace, name }: ServiceAccountName,
  { role, grant }: Identity,
  desired: Desired,
  found: KubeObject | undefined,
  world: World,
): KubeObject {
  const { part } = desired
  const previous = found?.metadata.annotations?.[ANNOTATION_PREVIOUS_ROLE] ?? (found && foreignBefore(found, desired, world))
  const annotations = {
    [ROLE_ARN_ANNOTATION]: role.arn,
    [MARKS[part].annotation]: desired.clusterArn,
    [ANNOTATION_GRANT]: grant,
    ...(previous ? { [ANNOTATION_PREVIOUS_ROLE]: previous } : {}),
    ...(!found || found.metadata.annotations?.[ANNOTATION_MADE] ? { [ANNOTATION_MADE]: 'true' } : {}),
  }
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, ...(found && uid(found)), annotations } }
}

/** What others had it say, to be put back one day: also the very role that we take over, but none that goes with us. */
function foreignBefore(found: KubeObject, { part, clusterArn }: Desired, world: World): string | undefined {
  const before = found.metadata.annotations?.[ROLE_ARN_ANNOTATION]
  if (!before || holdsAnnotation(found, part) || isOurObject(found, clusterArn, part)) return undefined
  const role = world.candidates.find(({ arn }) => arn === before)
  const goesWithUs = isOurOldRole(before, world) && role !== undefined && !isSharedRole(role, part)
  return goesWithUs ? undefined : before
}

/** What we set goes; what stands after that stays in the hands of others. */
function lettingGo(account: KubeObject, part: Part): Change {
  const after = roleAfterUs(account, part) ?? null
  if (after !== account.metadata.annotations?.[ROLE_ARN_ANNOTATION]) return change(account, after)
  return { path: 'fieldManager', before: MARKS[part].fieldManager, after: null }
}

function change(account: KubeObject, after: string | null) {
  return { path: `annotations.${ROLE_ARN_ANNOTATION}`, before: account.metadata.annotations?.[ROLE_ARN_ANNOTATION] ?? null, after }
}
