import { Failure } from '../domain/failure.ts'
import type { AccessQuestion, KubeReader } from '../model/kube.ts'
import type { Action } from '../model/plan.ts'
import type { Resource } from '../model/resource.ts'
import { rightsFor } from './rights.ts'
import { raw, shell } from '../domain/shell.ts'

const EVERYTHING: AccessQuestion = { verb: '*', group: '*', resource: '*' }

/**
 * Throws a Failure (`missing-rights`, exit 1) that lists every Kubernetes right which the caller lacks for these actions. Asked by access
 * reviews, side by side, before the first write, so that a run does not stop half-way; a caller who may do everything is asked once.
 * Source: authorization.k8s.io/v1 SelfSubjectAccessReview; `*` asks for all verbs and resources, as `kubectl auth can-i '*' '*'` does.
 */
export async function requireRights(kube: KubeReader, actions: Action[], namespaces: string[], resources: Resource[]): Promise<void> {
  // Where no namespace is concerned, nothing is done in the cluster (which may be gone).
  if (namespaces.length === 0 || (await kube.mayI(EVERYTHING)).allowed) return
  const needed = rightsFor(actions, namespaces, resources)
  const answers = await Promise.all(needed.map((question) => kube.mayI(question)))
  const missing = needed.filter((_, at) => !answers[at]?.allowed)
  if (missing.length === 0) return
  const [first] = missing
  throw new Failure({
    code: 'missing-rights',
    source: 'environment',
    message: `nothing was changed: the caller lacks Kubernetes rights that this needs: ${missing.map(rightText).join(', ')}`,
    fix: shell`kubectl auth can-i ${first?.verb ?? ''} ${kindText(first)}${raw(first?.namespace ? shell` --namespace ${first.namespace}` : '')}`,
    docs: 'permissions.md#kubernetes',
  })
}

/** `create deployments.apps in flux-system`, `bind clusterroles.rbac.authorization.k8s.io/cluster-admin in the whole cluster`. */
export function rightText(question: AccessQuestion): string {
  return `${question.verb} ${kindText(question)} in ${question.namespace ?? 'the whole cluster'}`
}

function kindText(question: AccessQuestion | undefined): string {
  if (!question) return ''
  return `${question.resource}${question.subresource ? `/${question.subresource}` : ''}${question.group ? `.${question.group}` : ''}${question.name ? `/${question.name}` : ''}`
}
