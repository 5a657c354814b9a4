import { controllerPods } from './controller-pods.ts'
import { gitSecret } from './git-secret.ts'
import { iamPolicy } from './iam-policy.ts'
import { iamRole } from './iam-role.ts'
import { instanceRelease } from './instance-release.ts'
import { namespace } from './namespace.ts'
import { oidcProvider } from './oidc-provider.ts'
import { operatorRelease } from './operator-release.ts'
import { policyAttachment } from './policy-attachment.ts'
import type { Resource } from '../model/resource.ts'
import { serviceAccount } from './service-account.ts'
import { workloadPods } from './workload-pods.ts'

/** Everything that install brings about, in the order in which a plan shows it; what waits for what is said by each action's `needs`. */
export const RESOURCES: Resource[] = [
  oidcProvider,
  iamRole,
  iamPolicy,
  policyAttachment,
  namespace,
  serviceAccount,
  gitSecret,
  operatorRelease,
  instanceRelease,
  controllerPods,
]

const OF_A_ROLE: Resource[] = [iamRole, iamPolicy, policyAttachment, serviceAccount, workloadPods]
/** What a workload's identity is made of; the same things, less Flux. */
export const BINDING_RESOURCES: Resource[] = [oidcProvider, ...OF_A_ROLE]
/** The provider is the cluster's; nothing that goes needs it made. */
export const UNBINDING_RESOURCES: Resource[] = OF_A_ROLE
