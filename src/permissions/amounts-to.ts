import type { RightsFor } from '../domain/rights-for.ts'
import type { RightsPlace } from './rights-place.ts'

/** What a set of rights amounts to, in one line for each side: the first thing that is printed, and that the docs show. */
export function amountsTo(wanted: RightsFor, side: 'iam' | 'kubernetes', { proves }: Pick<RightsPlace, 'proves'>): string {
  const said = AMOUNTS[wanted][side]
  return side === 'kubernetes' && !proves && NO_TOKEN[wanted] ? NO_TOKEN[wanted] : said
}

const READS_IAM = 'Amounts to reading roles, policies and one cluster: nothing is written.'
const BOUNDED =
  'Amounts to whatever the boundary allows, and no more: provided that no role of these names stands without the boundary, and that nobody else attaches these policies.'
const AS_FLUX =
  'the AWS identity of the ServiceAccounts named, by tokens that AWS alone takes, while the admission policy is in force; without it, cluster-admin.'
const CLUSTER_ADMIN =
  'Amounts to cluster-admin, and with it to every AWS role that a pod of the cluster can have: the operator is bound to cluster-admin.'

const AMOUNTS: Record<RightsFor, { iam: string; kubernetes: string }> = {
  verify: { iam: READS_IAM, kubernetes: `Amounts to reading the objects named, and ${AS_FLUX}` },
  plan: {
    iam: READS_IAM,
    kubernetes:
      'Amounts to whatever the Secrets of the namespace of Flux open: the Git credentials are among them, and who may push to Git is cluster-admin. Without them: flux-irsa permissions --for verify --no-token, and plan --only irsa.',
  },
  identity: { iam: BOUNDED, kubernetes: `Amounts to naming the role of Flux's ServiceAccounts, restarting its pods, and ${AS_FLUX}` },
  install: { iam: BOUNDED, kubernetes: CLUSTER_ADMIN },
  uninstall: { iam: 'Amounts to taking away these roles, these policies and the OIDC provider.', kubernetes: CLUSTER_ADMIN },
  bind: {
    iam: BOUNDED,
    kubernetes: `Amounts to naming the role of the ServiceAccounts named, evicting the pods of their namespaces, and ${AS_FLUX}`,
  },
}
const NO_TOKEN: Partial<Record<RightsFor, string>> = {
  verify: 'Amounts to reading the objects named: no Secret, no token.',
  identity: "Amounts to naming the role of Flux's ServiceAccounts and restarting its pods: no Secret, no token.",
  bind: 'Amounts to naming the role of the ServiceAccounts named and evicting the pods of their namespaces: no Secret, no token.',
}
