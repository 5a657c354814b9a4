import type { AccessQuestion } from '../model/kube.ts'
import type { Action } from '../model/plan.ts'
import type { Resource, Right } from '../model/resource.ts'

const LOCK: Right[] = ['get', 'create', 'update', 'delete'].map((verb) => ({ verb, group: 'coordination.k8s.io', resource: 'leases' }))

/**
 * What the caller must be allowed in Kubernetes to carry these actions out, each once. `namespaces` are those that are locked, which takes
 * rights of its own; an action without a namespace is of the first.
 */
export function rightsFor(actions: Action[], namespaces: string[], resources: Pick<Resource, 'name' | 'rights'>[]): AccessQuestion[] {
  const within = (rights: Right[], namespace: string | undefined) =>
    rights.map(({ clusterWide, ...right }) => (clusterWide || namespace === undefined ? right : { ...right, namespace }))
  const rightsOf = ({ resource, kind }: Action) => resources.find(({ name }) => name === resource)?.rights?.[kind] ?? []
  const questions = [
    ...namespaces.flatMap((namespace) => within(LOCK, namespace)),
    ...actions.flatMap((action) => within(rightsOf(action), action.namespace ?? namespaces[0])),
  ]
  return [...new Map(questions.map((question) => [JSON.stringify(question), question])).values()]
}
