import type { Role } from '../../model/aws.ts'
import type { BindingSettings, Settings } from '../../model/settings.ts'
import { MARKS } from '../../domain/ownership.ts'
import { isAtWork } from '../../domain/pod-life.ts'
import { ourStatement, subjectOf, subjectsOf, type ServiceAccountName } from '../../domain/trust-policy.ts'
import { serviceAccountOf } from '../../domain/web-identity.ts'
import { matches } from '../../domain/wildcard.ts'
import type { KubeObject } from '../../model/kube.ts'
import { at } from '../../domain/at.ts'
import type { World } from '../../model/world.ts'

/** What a bound ServiceAccount remembers of the options behind its role. */
export interface BindingGrant {
  /** As given with --ecr-read. */
  ecrRead?: string[]
  /** As given with --policy-arn. */
  policyArns?: string[]
  /** Whether a document was given with --policy; what it said stands in IAM. */
  document?: true
}

/** The settings of a command that binds; without them it is a bug. */
export function bindingOf({ binding }: Settings): BindingSettings {
  if (!binding) throw new Error('no ServiceAccounts to bind')
  return binding
}

/** The subjects that our statement lets in. */
export function boundSubjects(role: { trust: Role['trust'] }): string[] {
  const statement = ourStatement(role.trust, MARKS.binding.sid)
  return statement ? subjectsOf(statement) : []
}

/** Whether a ServiceAccount is meant by one of these names, patterns included. */
export function isMeant(account: ServiceAccountName, names: ServiceAccountName[]): boolean {
  return names.some(({ namespace, name }) => matches(namespace, account.namespace) && matches(name, account.name))
}

/** Which ServiceAccount an object is. */
export function nameOf({ metadata }: KubeObject): ServiceAccountName {
  return { namespace: metadata.namespace ?? '', name: metadata.name }
}

/** The ServiceAccounts of the world that these subjects mean. */
export function accountsOf(subjects: string[], world: World): KubeObject[] {
  const names = subjects.flatMap((subject) => serviceAccountOf(subject) ?? [])
  return world.serviceAccounts.filter((account) => isMeant(nameOf(account), names))
}

/** The subjects that a command names. */
export function addressedSubjects(settings: Settings): Set<string> {
  return new Set(bindingOf(settings).accounts.map(subjectOf))
}

/** The pods of a ServiceAccount that work, or will. */
export function podsOf({ namespace, name }: ServiceAccountName, pods: KubeObject[]): KubeObject[] {
  return pods.filter((pod) => at(pod, ['spec', 'serviceAccountName']) === name && pod.metadata.namespace === namespace && isAtWork(pod))
}
