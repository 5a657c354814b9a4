import { fnv1a } from './fnv1a.ts'

const ROLE_NAME_MAX = 64
const POLICY_NAME_MAX = 128

/** The Lease by which two runs keep out of each other's way. */
export const LOCK_LEASE = 'flux-irsa'

/** `<prefix>-flux-imgctrl-irsa`, at most 64 characters: a longer prefix is cut and carries a hash, so that the name stays its own. */
export function roleNameFor(prefix: string): string {
  return fitted(prefix, '-flux-imgctrl-irsa', ROLE_NAME_MAX)
}

/** `<prefix>-flux-ecr-ro`, at most 128 characters; longer ones as in roleNameFor. */
export function policyNameFor(prefix: string): string {
  return fitted(prefix, '-flux-ecr-ro', POLICY_NAME_MAX)
}

/** `<prefix>-flux-<controller>-irsa`, at most 64 characters: where each of Flux's controllers has a role of its own. */
export function controllerRoleNameFor(prefix: string, controller: string): string {
  return fitted(`${prefix}-flux-${controller}`, '-irsa', ROLE_NAME_MAX)
}

/** `<prefix>-flux-<controller>-ecr-ro`, at most 128 characters: the policy of such a role. */
export function controllerPolicyNameFor(prefix: string, controller: string): string {
  return fitted(`${prefix}-flux-${controller}`, '-ecr-ro', POLICY_NAME_MAX)
}

/** `<prefix>-<namespace>-<ServiceAccount>-irsa`, at most 64 characters; longer ones as in roleNameFor. */
export function boundRoleNameFor(prefix: string, { namespace, name }: { namespace: string; name: string }): string {
  return fitted(`${prefix}-${namespace}-${name}`, '-irsa', ROLE_NAME_MAX)
}

/**
 * `<prefix>-flux-boundary` for Flux's roles, `<prefix>-bind-boundary` for those of workloads. No name of a policy that we write ends so, or
 * who may write that one could widen the boundary.
 */
export function boundaryNameFor(prefix: string, ofWorkloads = false): string {
  return fitted(prefix, ofWorkloads ? '-bind-boundary' : '-flux-boundary', POLICY_NAME_MAX)
}

/** IAM's rule for names of roles (`max` 64) and policies (`max` 128). Source: IAM API CreateRole, CreatePolicy. */
export function isIamName(text: string, max: number): boolean {
  return text.length <= max && /^[\w+=,.@-]+$/.test(text)
}

/** `/`, or printable ASCII between slashes, at most 512 characters. Source: IAM API CreateRole, Path. */
export function isIamPath(text: string): boolean {
  return text.length <= 512 && /^(\/|\/[\x21-\x7e]+\/)$/.test(text)
}

/** A namespace's name. Source: RFC 1123, https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
export function isDns1123Label(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text)
}

/** The name of a Secret or a ServiceAccount: dotted labels, at most 253 characters. Source: as above. */
export function isDns1123Subdomain(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(text)
}

/** 1 to 128 characters; `aws:` is reserved. Source: IAM API Tag. */
export function isTagKey(text: string): boolean {
  return text.length <= 128 && /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u.test(text) && !/^aws:/i.test(text)
}

/** Up to 256 characters; may be empty. Source: IAM API Tag. */
export function isTagValue(text: string): boolean {
  return text.length <= 256 && /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text)
}

/** Source: EKS API CreateCluster, name. */
export const CLUSTER_NAME = /^[0-9A-Za-z][A-Za-z0-9\-_]{0,99}$/

/** Whether EKS could have a cluster of this name. */
export function isClusterName(text: string): boolean {
  return CLUSTER_NAME.test(text)
}

/** The shape of a region's name in any partition (`eu-west-1`, `us-gov-west-1`, `eusc-de-east-1`); no list to go stale. */
export function isRegion(text: string): boolean {
  return text.length <= 32 && /^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/.test(text)
}

/** A version by semver.org 2.0.0, without a leading `v`. */
export function isSemver(text: string): boolean {
  const number = '(0|[1-9]\\d*)'
  const identifier = '(0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)'
  const release = `${number}\\.${number}\\.${number}`
  return new RegExp(`^${release}(-${identifier}(\\.${identifier})*)?(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?$`).test(text)
}

// The ending is kept whole: people and IAM resource patterns (`role/*-flux-imgctrl-irsa`) find our objects by it.
function fitted(prefix: string, ending: string, max: number): string {
  const full = prefix + ending
  if (full.length <= max) return full
  const hash = fnv1a(full)
  return `${prefix.slice(0, max - ending.length - hash.length - 1)}-${hash}${ending}`
}
