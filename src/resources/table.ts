import { controllerPods } from './controller-pods.ts'
import { gitSecret } from './git-secret.ts'
import { iamPolicy } from './iam-policy.ts'
import { iamRole } from './iam-role.ts'
import { instanceRelease } from './instance-release.ts'
import { namespace } from './namespace.ts'
import { oidcProvider } from './oidc-provider.ts'
import { operatorRelease } from './operator-release.ts'
import { policyAttachment } from './policy-attachment.ts'
import type { ResourceName } from '../model/resource-names.ts'
import type { Resource } from '../model/resource.ts'
import { serviceAccount } from './service-account.ts'
import { workloadPods } from './workload-pods.ts'

/** Every row, in the order in which a plan shows it; what waits for what is said by each action's `needs`. */
const ROWS: Record<ResourceName, Resource> = {
  'oidc-provider': oidcProvider,
  'iam-role': iamRole,
  'iam-policy': iamPolicy,
  'policy-attachment': policyAttachment,
  namespace,
  'service-account': serviceAccount,
  'git-secret': gitSecret,
  'operator-release': operatorRelease,
  'instance-release': instanceRelease,
  pods: controllerPods,
  'workload-pods': workloadPods,
}

/** Everything that install makes. */
export const RESOURCES: Resource[] = Object.values(ROWS).filter((row) => row !== workloadPods)

const OF_A_ROLE: Resource[] = [iamRole, iamPolicy, policyAttachment, serviceAccount, workloadPods]
/** What a workload's identity is made of; the same things, less Flux. */
export const BINDING_RESOURCES: Resource[] = [oidcProvider, ...OF_A_ROLE]
/** The provider is the cluster's; nothing that goes needs it made. */
export const UNBINDING_RESOURCES: Resource[] = OF_A_ROLE

/** The row of a resource. */
export function rowOf(name: ResourceName): Resource {
  return ROWS[name]
}
