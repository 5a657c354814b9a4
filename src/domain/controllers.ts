/** Flux's controllers, which are the `components` of a FluxInstance too; each runs under a ServiceAccount of its own name. */
export const CONTROLLERS = [
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
  'image-reflector-controller',
  'image-automation-controller',
  'source-watcher',
] as const

/** The ServiceAccounts that carry the role unless the user says otherwise. */
export const DEFAULT_SERVICE_ACCOUNTS: readonly string[] = ['image-reflector-controller', 'image-automation-controller']

/** What the operator installs by itself, and the two image controllers, which must be asked for. */
export const DEFAULT_COMPONENTS: readonly string[] = CONTROLLERS.filter((controller) => controller !== 'source-watcher')

/** These never ask ECR. What they need of AWS (KMS, EKS) is a policy of its own: their role is bind's to make, not install's. */
export const BOUND_CONTROLLERS: readonly string[] = ['kustomize-controller', 'helm-controller']
