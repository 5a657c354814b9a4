import { checkOf, type CheckId, type CheckReference, type CheckSection } from '../../model/check-ids.ts'

/** A station of the chain, and where it stands in the picture (row and column from 1). */
export interface ChainNode {
  id: string
  title: string
  row: number
  column: number
}

/** What leads from one station to the next, and the checks that look at it. */
export interface ChainLink {
  id: string
  from: string
  to: string
  /** On the arrow. */
  says: string
  /** Ids of checks without their instance; the most telling one first, since its message stands beside a link that is green. */
  checks: CheckId[]
  /** Checks that no link names belong to the link that names their section. */
  sections?: CheckSection[]
}

/** The way from Git to the workloads, and from the controllers' ServiceAccount to ECR and back to Git. */
export const CHAIN_NODES: readonly ChainNode[] = [
  { id: 'git', title: 'Git', row: 1, column: 1 },
  { id: 'secret', title: 'Secret', row: 1, column: 2 },
  { id: 'source', title: 'source-controller', row: 1, column: 3 },
  { id: 'kustomize', title: 'kustomize-controller', row: 1, column: 4 },
  { id: 'workloads', title: 'workloads', row: 1, column: 5 },
  { id: 'cluster', title: 'EKS cluster', row: 2, column: 2 },
  { id: 'issuer', title: 'issuer', row: 2, column: 3 },
  { id: 'provider', title: 'OIDC provider', row: 2, column: 4 },
  { id: 'account', title: 'ServiceAccount', row: 3, column: 1 },
  { id: 'pod', title: 'pod', row: 3, column: 2 },
  { id: 'token', title: 'projected token', row: 3, column: 3 },
  { id: 'sts', title: 'STS', row: 3, column: 4 },
  { id: 'role', title: 'IAM role', row: 3, column: 5 },
  { id: 'policy', title: 'IAM policy', row: 4, column: 5 },
  { id: 'ecr', title: 'ECR', row: 4, column: 4 },
  { id: 'images', title: 'ImageRepository', row: 4, column: 3 },
]

/** Which checks belong to which link. */
export const CHAIN_LINKS: readonly ChainLink[] = [
  { id: 'git-secret', from: 'git', to: 'secret', says: 'credentials', checks: ['git-secret', 'api-token'] },
  {
    id: 'git-source',
    from: 'secret',
    to: 'source',
    says: 'reads',
    checks: ['git-repository', 'oci-source', 'oci-provider', 'source'],
    sections: ['git', 'sources'],
  },
  { id: 'flux', from: 'source', to: 'kustomize', says: 'hands over', checks: ['flux-operator'], sections: ['flux'] },
  {
    id: 'workloads',
    from: 'kustomize',
    to: 'workloads',
    says: 'applies',
    checks: ['flux-ready', 'kustomization', 'aws-object', 'flux-reconciling', 'kubelet-pull'],
  },
  { id: 'issuer', from: 'cluster', to: 'issuer', says: 'signs tokens', checks: ['cluster'], sections: ['caller', 'cluster'] },
  { id: 'provider', from: 'issuer', to: 'provider', says: 'known to IAM', checks: ['oidc-provider'], sections: ['oidc-provider'] },
  { id: 'audience', from: 'provider', to: 'sts', says: 'audience', checks: ['oidc-client-id'] },
  { id: 'annotation', from: 'account', to: 'pod', says: 'annotation', checks: ['annotation', 'webhook'], sections: ['service-accounts'] },
  { id: 'pod', from: 'pod', to: 'token', says: 'carries', checks: ['pod'], sections: ['pods'] },
  { id: 'exchange', from: 'token', to: 'sts', says: 'exchanged', checks: ['proof-assume', 'token-audience'] },
  { id: 'trust', from: 'sts', to: 'role', says: 'trust', checks: ['trust', 'object-account'], sections: ['role'] },
  { id: 'attachment', from: 'role', to: 'policy', says: 'has', checks: ['policy-attached'] },
  {
    id: 'grant',
    from: 'policy',
    to: 'ecr',
    says: 'allows',
    checks: ['proof-tags', 'proof-login', 'repository-permission', 'login-permission', 'oci-permission', 'aws-permission', 'aws-partition'],
    sections: ['policy', 'proof'],
  },
  { id: 'scan', from: 'ecr', to: 'images', says: 'tags', checks: ['image'], sections: ['images'] },
  { id: 'commit', from: 'images', to: 'git', says: 'commits', checks: ['image-automation'] },
]

/** The link that a check belongs to: the one that names it, else the one of its section; none for a section that is no part of the chain. */
export function linkOf(check: { id: string; section: string }): ChainLink | undefined {
  const base = checkOf(check.id as CheckReference)
  return (
    CHAIN_LINKS.find((link) => link.checks.includes(base)) ??
    CHAIN_LINKS.find((link) => link.sections?.includes(check.section as CheckSection))
  )
}
