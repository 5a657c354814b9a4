import { causeOf } from '../../diagnosis/causes/all.ts'
import { collector } from '../../diagnosis/collect.ts'
import { causesOf, normalised } from '../../diagnosis/match.ts'
import { namesIn } from '../../diagnosis/names.ts'
import { subjectOf } from '../../diagnosis/read/kube-object.ts'
import type { KubeObject } from '../../model/kube.ts'
import { readinessOf } from './condition.ts'

const NETWORK = ['dns-failure', 'throttling']

/** What can keep the reflector or the source controller from an image or chart: the rest is of other programs. */
const IMAGE_CAUSES = [
  'invalid-image-reference',
  'repository-missing',
  'tag-missing',
  'explicit-deny',
  'oidc-provider-missing',
  'oidc-thumbprint',
  'trust-wrong-audience',
  'trust-policy-mismatch',
  'malformed-role-arn',
  'missing-ecr-get-authorization-token',
  'missing-repository-permission',
  'cross-account-repo',
  'irsa-not-injected',
  'token-file-permission',
  'pod-identity-agent',
  'pod-identity-association',
  'wrong-provider',
  'registry-denied',
  'registry-secret-invalid',
  'registry-url-mismatch',
  'wrong-region-registry',
  's3-access',
  's3-bucket-missing',
  'flux-version-too-old',
  'controller-bug',
  'workload-identity-gate',
  'expired-token',
  'clock-skew',
  'sts-network',
  'sts-endpoint',
  'image-pull-network',
  ...NETWORK,
].map(causeOf)

const GIT_CAUSES = [
  'git-host-key',
  'git-ref-missing',
  'git-secret-invalid',
  'git-provider-mismatch',
  'flux-version-too-old',
  'workload-identity-gate',
  'git-auth',
  'git-auth-bitbucket',
  'git-repo-missing',
  'git-protocol',
  'git-network',
  ...NETWORK,
].map(causeOf)

/** Causes that lie in the identity chain: a broken link of it explains them. */
export const IDENTITY_CAUSES = new Set([
  'oidc-provider-missing',
  'trust-wrong-audience',
  'trust-policy-mismatch',
  'malformed-role-arn',
  'explicit-deny',
  'irsa-not-injected',
  'missing-ecr-get-authorization-token',
  'missing-repository-permission',
  'registry-denied',
  'sts-endpoint',
])

/** Causes between the pods and AWS: to be looked at from inside the cluster, whatever this machine reaches. */
const WAY_CAUSES = new Set(['sts-network', 'sts-endpoint', 'image-pull-network', ...NETWORK])

/** What AWS refuses, or does not have, for an object that is applied: whatever its spec says, AWS was asked. */
const AWS_CAUSES = new Set([
  ...IDENTITY_CAUSES,
  'kms-access',
  'eks-api-denied',
  'eks-cluster-missing',
  'expired-token',
  'pod-identity-agent',
  'pod-identity-association',
  'token-file-permission',
  'workload-identity-gate',
])

/** A cause of AWS, by its id. */
export function isOfAws(cause: string | undefined): boolean {
  return cause !== undefined && AWS_CAUSES.has(cause)
}

/** Words that somebody has to fill in before the line can be pasted. */
const PLACEHOLDER = /(?<![\w-])[A-Z][A-Z_]{2,}(?:\/[A-Z]+)?(?![\w:-])/

/**
 * What `explain` says of the Ready condition of this very object: the id of the cause, and its fix where nothing in that is left open.
 * `undefined` where it knows none.
 */
export function explained(object: KubeObject): { cause: string; fix?: string } | undefined {
  const { reason, message } = readinessOf(object)
  const found = collector()
  const { kind, metadata } = object
  const spec = object['spec'] as Record<string, unknown> | undefined
  found.add({ text: `${reason}: ${message}`, subject: subjectOf({ kind, metadata, ...(spec ? { spec } : {}) }) })
  const [first] = found.findings()
  if (!first) return undefined
  return { cause: first.cause, ...(PLACEHOLDER.test(first.fix) ? {} : { fix: first.fix }) }
}

/** Id of the likeliest cause (docs/causes.md) of what a controller says of an image or chart; `undefined` where none is known. */
export function imageCause(message: string): string | undefined {
  return causesOf(normalised(message), IMAGE_CAUSES)[0]?.cause.id
}

/** The command that looks at the way from the pods to AWS; `undefined` where the cause is no matter of the way. */
export function wayFix(cause: string | undefined, message: string, namespace: string): string | undefined {
  if (cause === undefined || !WAY_CAUSES.has(cause)) return undefined
  return causeOf(cause).fix({ ...namesIn([message]), namespace })
}

/**
 * Id of the likeliest cause of what a controller says of a Git source. Bitbucket Cloud refuses retired app passwords with the plain
 * errors of any other login.
 */
export function gitCause(message: string, bitbucket: boolean): string | undefined {
  const cause = causesOf(normalised(message), GIT_CAUSES)[0]?.cause.id
  return cause === 'git-auth' && bitbucket ? 'git-auth-bitbucket' : cause
}
