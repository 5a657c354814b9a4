import { asList } from './as-list.ts'
import type { Statement } from './policy-document.ts'

/** The audience of IRSA tokens in every partition, China included. Source: https://github.com/eksctl-io/eksctl/pull/1912 */
export const AUDIENCE = 'sts.amazonaws.com'

/** The audience of the tokens that EKS Pod Identity's agent exchanges. Source: amazon-eks-pod-identity-webhook, README, container credentials */
export const POD_IDENTITY_AUDIENCE = 'pods.eks.amazonaws.com'

/** An audience that nobody accepts: such a token is read, or refused, and never presented. */
export const UNUSABLE_AUDIENCE = 'flux-irsa-verify'

/** The one action that a web identity's trust is about. */
export const WEB_IDENTITY_ACTION = 'sts:AssumeRoleWithWebIdentity'

export interface ServiceAccountName {
  namespace: string
  name: string
}

/** The `sub` claim of a ServiceAccount's token. */
export function subjectOf({ namespace, name }: ServiceAccountName): string {
  return `system:serviceaccount:${namespace}:${name}`
}

/** Reads `subjectOf` back; `undefined` for the subject of something else. */
export function serviceAccountOf(subject: string): ServiceAccountName | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(subject) ?? []
  return namespace && name ? { namespace, name } : undefined
}

/** The federated principals of a statement; none for `"Principal": "*"`, which is no trust in a web identity. */
export function federatedOf({ Principal: principal }: Statement): string[] {
  return typeof principal === 'object' && principal !== null ? asList(principal['Federated']) : []
}

/** Whether a statement is about every AWS principal. */
export function isAnyone({ Principal: principal }: Statement): boolean {
  return principal === '*' || (typeof principal === 'object' && principal !== null && asList(principal['AWS']).includes('*'))
}
