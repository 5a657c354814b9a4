/**
 * Every check by its id, and whose chain it looks at: `both`, that of a workload alone (`workload`), or Flux's alone, with the reason. A
 * check that is not here does not compile, and one that is must be in a catalogue (test/checks/catalogue.test.ts).
 */
const CHECKS = {
  caller: 'both',
  clock: 'both',
  helm: 'flux: only Flux is brought by helm',
  'token-right': 'both',
  cluster: 'both',
  'kubernetes-api': 'both',
  'same-cluster': 'both',
  'oidc-provider': 'both',
  'oidc-client-id': 'both',
  role: 'both',
  trust: 'both',
  'trust-scope': 'both',
  'policy-attached': 'both',
  'grant-width': 'both',
  'login-permission': 'flux: what a workload needs of ECR is in ecr-read',
  'repository-permission': 'flux: what a workload needs of ECR is in ecr-read',
  'service-account': 'both',
  annotation: 'both',
  'annotation-owner': 'flux: only an operator takes an annotation back',
  'token-audience': 'both',
  'api-token': 'flux: whether a workload calls the API server is its own',
  webhook: 'both',
  pod: 'flux: workload-pod looks at a workload',
  'pod-identity': 'both',
  'pod-region': 'flux: which region a workload calls is its own',
  'pod-token': 'both',
  'node-role': 'flux: which calls of a workload fall back on the node is its own',
  'kubelet-pull': 'flux: a workload is judged by its pods',
  'proof-assume': 'both',
  'proof-login': 'flux: what a workload needs of ECR is in ecr-read',
  'proof-tags': 'flux: what a workload needs of ECR is in ecr-read',
  namespace: 'flux: a workload has its own namespace, which bind does not make',
  'flux-operator': 'flux: it is about Flux itself',
  'flux-instance': 'flux: it is about Flux itself',
  'flux-components': 'flux: it is about Flux itself',
  'flux-ready': 'flux: it is about Flux itself',
  'flux-reconciling': 'flux: it is about Flux itself',
  'flux-versions': 'flux: it is about Flux itself',
  'flux-artifact': 'flux: it is about Flux itself',
  'stored-versions': 'flux: it is about Flux itself',
  'flux-watch': 'flux: it is about Flux itself',
  'git-secret': 'flux: it is about an object of Flux',
  'git-repository': 'flux: it is about an object of Flux',
  kustomization: 'flux: it is about an object of Flux',
  'object-account': 'flux: it is about an object of Flux',
  'aws-partition': 'flux: it is about an object of Flux',
  'aws-permission': 'flux: it is about an object of Flux',
  source: 'flux: it is about an object of Flux',
  'aws-object': 'flux: it is about an object of Flux',
  'image-repositories': 'flux: it is about an object of Flux',
  'image-provider': 'flux: it is about an object of Flux',
  image: 'flux: it is about an object of Flux',
  'image-policy': 'flux: it is about an object of Flux',
  'image-automation': 'flux: it is about an object of Flux',
  'oci-provider': 'flux: it is about an object of Flux',
  'oci-permission': 'flux: it is about an object of Flux',
  'oci-source': 'flux: it is about an object of Flux',
  'workload-pod': 'workload',
  'proof-identity': 'workload',
  'ecr-read': 'workload',
} as const satisfies Record<string, 'both' | 'workload' | `flux: ${string}`>

export type CheckId = keyof typeof CHECKS
/** Parts of a report, each along one stretch of the chain. */
export type CheckSection = (typeof CHECK_SECTIONS)[number]

/** `id` (all its results), `id/name` (one of them), or `id/@` (the one of the same instance). */
export type CheckReference = CheckId | `${CheckId}/${string}`

export const CHECK_IDS = Object.keys(CHECKS) as CheckId[]

export const CHECK_SECTIONS = [
  'caller',
  'cluster',
  'oidc-provider',
  'role',
  'policy',
  'service-accounts',
  'pods',
  'proof',
  'flux',
  'git',
  'sources',
  'images',
] as const

/** Whether a check of Flux's chain holds for the chain of any workload too. */
export function isShared(id: CheckId): boolean {
  return CHECKS[id] === 'both'
}

/** The check that a reference, or the id of a result, is about. */
export function checkOf(reference: CheckReference): CheckId {
  return reference.split('/', 1)[0] as CheckId
}
