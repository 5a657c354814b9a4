import type { Right } from '../model/resource.ts'

/** The right to each of these verbs. */
export function rightsTo(group: string, resource: string, verbs: string[]): Right[] {
  return verbs.map((verb) => ({ verb, group, resource }))
}

/** The same rights for the whole cluster. */
export function everywhere(rights: Right[]): Right[] {
  return rights.map((right) => ({ ...right, clusterWide: true }))
}

/** Helm keeps its releases in Secrets: it makes a revision, changes its status, and removes old ones. */
export const HELM_HISTORY: Right[] = rightsTo('', 'secrets', ['create', 'update', 'patch', 'delete'])

export const RBAC = 'rbac.authorization.k8s.io'

/** These rights on the one object that an action names: a Role can be limited to it (`resourceNames`). */
export function ofItsOwn(rights: Right[]): Right[] {
  return rights.map((right) => ({ ...right, ofItsOwn: true }))
}
