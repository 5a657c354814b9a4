import { LOCK_LEASE } from '../domain/names.ts'
import type { AccessQuestion } from '../model/kube.ts'
import type { Action } from '../model/plan.ts'
import type { Resource, Right } from '../model/resource.ts'

const LEASES = { group: 'coordination.k8s.io', resource: 'leases' }
/** A right to create has no name to be limited to. */
const LOCK: Right[] = [{ verb: 'create', ...LEASES }, ...['get', 'update', 'delete'].map((verb) => ({ verb, ...LEASES, name: LOCK_LEASE }))]

/**
 * What the caller must be allowed in Kubernetes to carry these actions out, each once. `namespaces` are those that are locked, which takes
 * rights of its own; an action without a namespace is of the first.
 */
export function rightsFor(actions: Action[], namespaces: string[], resources: Pick<Resource, 'name' | 'rights'>[]): AccessQuestion[] {
  const within = (rights: Right[], namespace: string | undefined, object = '') =>
    rights.map(({ clusterWide, ofItsOwn, ...right }) => ({
      ...right,
      ...(ofItsOwn ? { name: object } : {}),
      ...(clusterWide || namespace === undefined ? {} : { namespace }),
    }))
  const rightsOf = ({ resource, kind }: Action) => resources.find(({ name }) => name === resource)?.rights?.[kind] ?? []
  const questions = [
    ...namespaces.flatMap((namespace) => within(LOCK, namespace)),
    // One of a workload is named with its namespace.
    ...actions.flatMap((action) => within(rightsOf(action), action.namespace ?? namespaces[0], action.name.split('/').at(-1))),
  ]
  return [...new Map(questions.map((question) => [JSON.stringify(question), question])).values()]
}
