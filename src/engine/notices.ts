import type { Settings } from '../config/settings.ts'
import { DEFAULT_OPERATOR_VERSION } from '../domain/flux-versions.ts'
import { ROLE_ARN_ANNOTATION } from '../domain/ownership.ts'
import { repositoriesOf } from '../domain/permissions-policy.ts'
import { operatorOwner } from '../resources/operator-release.ts'
import type { Desired } from './desired.ts'
import { otherOwner } from './ours.ts'
import type { World } from './world.ts'

/** What a person should know before they say yes, one sentence each. None of them stops anything. */
export function installNotices(settings: Settings, desired: Desired, world: World): string[] {
  const notices: string[] = []
  if (world.cluster.status === 'UPDATING') notices.push('The cluster is UPDATING; EKS serves it meanwhile.')
  const grant = repositoriesOf(desired.policy.document, { partition: world.partition, region: world.region, account: world.caller.account })
  if (grant?.repositories.includes('*')) {
    notices.push(`Every ECR repository of account ${world.caller.account} in ${world.region} becomes readable; narrow it with --repository NAME or "PATTERN/*".`)
  }
  const operator = operatorOwner(world)
  if (operator) notices.push(`The flux-operator is managed by ${operator} and stays as it is.`)
  const instance = otherOwner(world.instance)
  if (instance) notices.push(handOff(instance, desired))
  const { version } = desired.operator
  if (!operator && settings.flux.operatorVersion === undefined && version !== DEFAULT_OPERATOR_VERSION) {
    notices.push(`flux-operator ${version} is installed and stays; ${DEFAULT_OPERATOR_VERSION} is the tested one: --operator-version ${DEFAULT_OPERATOR_VERSION}.`)
  }
  if (settings.iam.path === undefined && desired.role.path !== '/') notices.push(`The role keeps its path ${desired.role.path}.`)
  return notices
}

/** What whoever manages the instance must add to it, since nothing is fought over. */
function handOff(owner: string, desired: Desired): string {
  const names = desired.serviceAccounts.join('|')
  return (
    `The FluxInstance is managed by ${owner} and stays as it is. The annotation set here survives its reconciles; to have it in one place, ` +
    `add there under spec.kustomize.patches: target {kind: ServiceAccount, name: "(${names})"}, annotation ${ROLE_ARN_ANNOTATION}: ${desired.role.arn}.`
  )
}
