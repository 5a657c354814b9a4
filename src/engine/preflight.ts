import { policyArn } from '../domain/arn.ts'
import { Failure } from '../domain/failure.ts'
import { boundaryNameFor } from '../domain/names.ts'
import type { AwsReader } from '../model/aws.ts'
import type { Desired } from '../model/desired.ts'
import type { Settings } from '../model/settings.ts'
import type { Place, World } from '../model/world.ts'
import type { AccessQuestion, KubeReader } from '../model/kube.ts'
import type { Action } from '../model/plan.ts'
import type { Resource } from '../model/resource.ts'
import { rightsFor } from './rights.ts'
import { raw, shell } from '../domain/shell.ts'

/** What who is cluster-admin may do. */
export const EVERYTHING: AccessQuestion = { verb: '*', group: '*', resource: '*' }

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

/**
 * Throws a Failure (`boundary-required`, exit 64) where an administrator has made a permissions boundary for these roles and none was named:
 * who may only make bounded roles would be refused half-way.
 */
export async function requireBoundary(aws: AwsReader, asked: { settings: Settings; place: Place }, planned: Unbounded): Promise<void> {
  const missing = await missingBoundary(aws, asked, planned)
  if (!missing) return
  throw new Failure({
    code: 'boundary-required',
    source: 'user',
    message: `nothing was changed: ${missing.why}`,
    evidence: [['boundary', missing.arn]],
    fix: `Add --permissions-boundary ${missing.arn} to the same command.`,
    docs: 'permissions.md#boundary',
  })
}

/**
 * The permissions boundary that an administrator has made and that was not named, if a role would stand without one. Looks for it under the
 * name that `flux-irsa permissions --boundary` gives it; a caller who may not read it is taken for one who needs none.
 */
export async function missingBoundary(
  aws: AwsReader,
  { settings, place }: { settings: Settings; place: Place },
  { desired, world }: Unbounded,
): Promise<{ arn: string; why: string } | undefined> {
  const bare = desired.identities.find(
    ({ role, isOfOthers }) =>
      !isOfOthers && !role.boundary && !world.candidates.some(({ name, boundary }) => name === role.name && boundary),
  )
  if (!bare) return undefined
  const name = boundaryNameFor(settings.iam.namePrefix ?? settings.target.cluster, desired.part === 'binding')
  const arn = policyArn({ partition: place.partition, account: place.caller.account, path: '/', name })
  const found = await aws.policy(arn).catch((error: unknown) => {
    if (error instanceof Failure && error.code === 'aws-access-denied') return undefined
    throw error
  })
  if (!found) return undefined
  return { arn, why: `an administrator made the permissions boundary ${name} for the role ${bare.role.name}, and none was named` }
}

interface Unbounded {
  desired: Pick<Desired, 'identities' | 'part'>
  world: Pick<World, 'candidates'>
}
