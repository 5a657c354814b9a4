import type { Settings } from '../model/settings.ts'
import { policyArn, roleArn } from '../domain/arn.ts'
import { DEFAULT_SERVICE_ACCOUNTS } from '../domain/controllers.ts'
import { partitionOfRegion } from '../domain/image-reference.ts'
import { issuerHostPath } from '../domain/issuer.ts'
import {
  boundaryNameFor,
  boundRoleNameFor,
  controllerPolicyNameFor,
  controllerRoleNameFor,
  policyNameFor,
  roleNameFor,
} from '../domain/names.ts'
import { repositoryArns } from '../domain/permissions-policy.ts'
import type { PolicyDocument } from '../domain/policy-document.ts'
import type { RightsFor } from '../domain/rights-for.ts'
import type { ServiceAccountName } from '../domain/web-identity.ts'

/** The names that fill a document of rights, exactly: a pattern such as `prod-*` would match the roles of a cluster `prod-eu` too. */
export interface RightsPlace {
  partition: string
  account: string
  region: string
  cluster: string
  clusterArn: string
  /** ARN of the cluster's OIDC provider; with `/id/*` at its end where the issuer is not known. */
  provider: string
  /** ARNs of the roles and policies that are made. */
  roles: string[]
  policies: string[]
  /** ARN of the permissions boundary that every role must carry. */
  boundary: string
  /** ARNs of policies that exist and may be attached. */
  attachable: string[]
  namespace: string
  /** The ServiceAccounts that carry a role. */
  accounts: ServiceAccountName[]
  /** Repositories that `--repository` or `--ecr-read` name, as ARNs. */
  repositories: string[]
  /** What else workloads may be given: the document of `--policy`. */
  policy?: PolicyDocument
  /** Whether the caller may ask for tokens, for the live proof. */
  proves: boolean
}

interface Known {
  account: string
  region: string
  /** `https://…`; left out, every issuer of EKS in the region is meant. */
  issuer?: string
}

/** The place that the settings name. Pure: account, region and issuer are all that an option may leave open. */
export function rightsPlace(settings: Settings, { account, region, issuer }: Known, wanted: RightsFor, proves: boolean): RightsPlace {
  const partition = partitionOfRegion(region)
  const { iam, target, binding, namespace } = settings
  const prefix = iam.namePrefix ?? target.cluster
  const path = iam.path ?? '/'
  const role = (name: string) => roleArn({ partition, account, path, name })
  const policy = (name: string) => policyArn({ partition, account, path, name })
  const isBinding = wanted === 'bind'
  const names = isBinding ? boundNames(settings, prefix) : fluxNames(settings, prefix)
  const accounts = binding?.accounts ?? (settings.serviceAccounts ?? DEFAULT_SERVICE_ACCOUNTS).map((name) => ({ namespace, name }))
  const named = isBinding ? binding?.ecrRead : settings.repositories
  return {
    partition,
    account,
    region,
    cluster: target.cluster,
    clusterArn: `arn:${partition}:eks:${region}:${account}:cluster/${target.cluster}`,
    provider: `arn:${partition}:iam::${account}:oidc-provider/${issuer ? issuerHostPath(issuer) : `oidc.eks.${region}.${suffixOf(partition)}/id/*`}`,
    roles: names.map((each) => role(each.role)),
    policies: names.map((each) => policy(each.policy)),
    boundary: iam.permissionsBoundary ?? policyArn({ partition, account, path: '/', name: boundaryNameFor(prefix, isBinding) }),
    attachable: binding?.policyArns ?? [],
    namespace,
    accounts,
    repositories: isBinding && named === undefined ? [] : repositoryArns(named, { partition, region, account }),
    ...(binding?.policy ? { policy: binding.policy } : {}),
    proves,
  }
}

function fluxNames({ iam, roleEach, serviceAccounts }: Settings, prefix: string): { role: string; policy: string }[] {
  if (!roleEach) return [{ role: iam.roleName ?? roleNameFor(prefix), policy: iam.policyName ?? policyNameFor(prefix) }]
  return (serviceAccounts ?? DEFAULT_SERVICE_ACCOUNTS).map((name) => ({
    role: controllerRoleNameFor(prefix, name),
    policy: controllerPolicyNameFor(prefix, name),
  }))
}

/** As bind names them: the policy like its role, unless options say otherwise. */
function boundNames({ iam, binding }: Settings, prefix: string): { role: string; policy: string }[] {
  const accounts = binding?.accounts ?? []
  const roles = iam.roleName ? [iam.roleName] : accounts.map((account) => boundRoleNameFor(prefix, account))
  return roles.map((role) => ({ role, policy: iam.policyName ?? role }))
}

/** The domain of EKS's issuers. Source: https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html */
function suffixOf(partition: string): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'
}
