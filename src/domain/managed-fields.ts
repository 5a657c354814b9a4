export interface FieldOwner {
  manager: string
  operation: string
}

/** What these functions read of a Kubernetes object. */
export interface WithManagedFields {
  metadata: { managedFields?: { manager: string; operation: string; fieldsV1?: Record<string, unknown> }[] }
}

/** Who manages one annotation; several may, when they want the same value. Source: structured-merge-diff's fieldsV1. */
export function annotationOwners(object: WithManagedFields, key: string): FieldOwner[] {
  return (object.metadata.managedFields ?? [])
    .filter(({ fieldsV1 }) => inside(inside(inside(fieldsV1, 'f:metadata'), 'f:annotations'), `f:${key}`) !== undefined)
    .map(({ manager, operation }) => ({ manager, operation }))
}

/** Whether a manager holds any field of the object. */
export function managedBy(object: WithManagedFields, manager: string): boolean {
  return (object.metadata.managedFields ?? []).some((entry) => entry.manager === manager)
}

/**
 * Whether flux-operator makes this owner's fields its own at the next reconcile, and by that removes what it does not declare itself:
 * that is what happens to `kubectl annotate` on Flux's ServiceAccounts.
 * Source: takeOwnershipFrom in internal/controller/common.go of https://github.com/controlplaneio-fluxcd/flux-operator (0.32 to 0.58)
 */
export function isTakenBack({ manager, operation }: FieldOwner): boolean {
  if (manager === 'flux' || manager.startsWith('kubectl')) return operation === 'Apply' || operation === 'Update'
  if (operation === 'Apply') return manager === 'kustomize-controller'
  return operation === 'Update' && (manager === 'helm' || manager.startsWith('before-first-apply'))
}

function inside(fields: unknown, key: string): unknown {
  return typeof fields === 'object' && fields !== null ? (fields as Record<string, unknown>)[key] : undefined
}
