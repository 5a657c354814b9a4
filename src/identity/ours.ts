import type { Role } from '../model/aws.ts'
import { ANNOTATION_PREVIOUS_ROLE, MARKS, RELEASE_LABEL, ROLE_ARN_ANNOTATION, type Part } from '../domain/ownership.ts'
import { roleOwner } from './iam-marks.ts'
import { annotationOwners, managedBy } from '../domain/managed-fields.ts'
import { statementsOf } from '../domain/canonical.ts'
import { ourStatement } from '../domain/trust-policy.ts'
import { delivererInFlux, toolOf } from './owner.ts'
import type { Release } from '../model/helm.ts'
import type { KubeObject } from '../model/kube.ts'
import type { World } from '../model/world.ts'

/** Whether the newest revision of the release carries our label. */
export function isOurRelease(release: Release): boolean {
  return release.labels[RELEASE_LABEL] !== undefined
}

/**
 * Whether we made this object (Namespace, Secret, ServiceAccount) for this very cluster: our annotation with its ARN, under our field
 * manager. What a backup or a Git repository carried over from another cluster names that one, and is somebody else's here.
 */
export function isOurObject(object: KubeObject | undefined, clusterArn: string, part: Part = 'flux'): boolean {
  const { annotation, fieldManager } = MARKS[part]
  return object?.metadata.annotations?.[annotation] === clusterArn && managedBy(object, fieldManager)
}

/** Whether we hold the role annotation of this ServiceAccount, alone or together with the operator. */
export function holdsAnnotation(serviceAccount: KubeObject, part: Part = 'flux'): boolean {
  return annotationOwners(serviceAccount, ROLE_ARN_ANNOTATION).some((owner) => owner.manager === MARKS[part].fieldManager)
}

/**
 * The role that a ServiceAccount names once we let go of it: the one from before us, or the same where others hold it together with us.
 * What flux-operator holds comes from our own patches of the FluxInstance, and goes with them.
 */
export function roleAfterUs(serviceAccount: KubeObject, part: Part = 'flux'): string | undefined {
  const annotations = serviceAccount.metadata.annotations ?? {}
  const previous = annotations[ANNOTATION_PREVIOUS_ROLE]
  if (previous !== undefined) return previous
  const ours = new Set([MARKS[part].fieldManager, 'flux-operator'])
  const isShared = annotationOwners(serviceAccount, ROLE_ARN_ANNOTATION).some(({ manager }) => !ours.has(manager))
  return isShared ? annotations[ROLE_ARN_ANNOTATION] : undefined
}

/** Whether a role lets in others by statements that are not ours: such a role stays, without our part. */
export function isSharedRole(role: Pick<Role, 'trust'>, part: Part): boolean {
  return statementsOf(role.trust).length > (ourStatement(role.trust, MARKS[part].sid) ? 1 : 0)
}

/** Roles that we made or adopted for this part of this very cluster. */
export function ourRoles(world: Pick<World, 'candidates' | 'cluster' | 'part' | 'formerProviders'>): Role[] {
  return world.candidates.filter((role) => roleOwner(role, world) === 'ours')
}

/**
 * Who else keeps this object (the operator's Deployment or the FluxInstance): Git through Flux's own controllers, or a tool that writes
 * from outside. Such an object is handed off: two owners would undo each other's changes.
 */
export function otherOwner(object: KubeObject | undefined): string | undefined {
  if (!object) return undefined
  return delivererInFlux(object) ? 'Git (Flux delivers it)' : toolOf(object)
}
