import type { JSONWebKeySet } from 'jose'
import type { PolicyDocument } from '../../domain/policy-document.ts'
import { awsManagedPolicies } from './aws-managed-policies.ts'
import type { ManagedPolicy } from './managed-policy.ts'

export type Tags = Record<string, string>
export interface AccessKey {
  accessKeyId: string
  secretAccessKey: string
}

export interface Role {
  id: string
  name: string
  path: string
  arn: string
  trust: PolicyDocument
  description?: string | undefined
  createdAt: number
  maxSessionSeconds: number
  /** ARN of the managed policy that bounds it. */
  boundary?: string | undefined
  /** ARNs, in the order of attachment. */
  attached: string[]
  inline: Record<string, PolicyDocument>
  tags: Tags
}

/** `url` is without its scheme, as IAM answers it. */
export interface OidcProvider {
  arn: string
  url: string
  clientIds: string[]
  thumbprints: string[]
  createdAt: number
  tags: Tags
}
export interface User {
  id: string
  name: string
  arn: string
  keys: AccessKey[]
  policies: PolicyDocument[]
}

export interface Session extends AccessKey {
  sessionToken: string
  /** A session belongs to this role and not to a later one of the same name. */
  roleId: string
  /** `arn:…:sts::…:assumed-role/ROLE/SESSION`. */
  arn: string
  expiresAt: number
}

export interface AccessEntry {
  username?: string
  groups: string[]
}
export interface PodIdentityAssociation {
  id: string
  namespace: string
  serviceAccount: string
  roleArn: string
}
export interface Cluster {
  name: string
  region: string
  status: 'ACTIVE' | 'CREATING' | 'UPDATING' | 'DELETING' | 'FAILED' | 'PENDING'
  version: string
  endpoint: string
  /** PEM. */
  certificateAuthority: string
  issuer: string
  /** The issuer's public keys, asked for at every token. */
  jwks: (issuer: string) => JSONWebKeySet | Promise<JSONWebKeySet>
  publicAccess: boolean
  privateAccess: boolean
  /** By IAM principal ARN. */
  accessEntries: Record<string, AccessEntry>
  podIdentity: PodIdentityAssociation[]
}

export interface Repository {
  accountId: string
  region: string
  name: string
  tags: string[]
  policy?: PolicyDocument | undefined
}
export interface Quotas {
  trustPolicySize: number
  policySize: number
  versionsPerPolicy: number
  attachedPoliciesPerRole: number
  roles: number
  policies: number
}

/** A simulated AWS account: plain data that tests may change at any time. */
export interface Account {
  id: string
  partition: string
  region: string
  /** The key of the account's root: it may do everything. */
  root: AccessKey
  quotas: Quotas
  /** By name. */
  roles: Map<string, Role>
  /** By ARN; AWS's own are among them. */
  policies: Map<string, ManagedPolicy>
  /** By ARN. */
  providers: Map<string, OidcProvider>
  /** By name. */
  users: Map<string, User>
  /** By access key id. */
  sessions: Map<string, Session>
  clusters: Cluster[]
  repositories: Repository[]
  /** By role id: when a call was last made with credentials of the role. */
  roleUses: Map<string, { at: number; region: string }>
  /** Registry passwords that were given out. */
  logins: Map<string, { accessKeyId: string; expiresAt: number }>
}

/** An account that holds AWS's managed policies and nothing else; quotas are the defaults of IAM's quotas page. */
export function createAccount(options: { id: string; partition: string; region: string }): Account {
  return {
    ...options,
    root: { accessKeyId: 'AKIASANDBOXROOT00000', secretAccessKey: 'sandbox-root-secret' },
    quotas: {
      trustPolicySize: 2048,
      policySize: 6144,
      versionsPerPolicy: 5,
      attachedPoliciesPerRole: 10,
      roles: 1000,
      policies: 1500,
    },
    roles: new Map(),
    policies: awsManagedPolicies(options.partition),
    providers: new Map(),
    users: new Map(),
    sessions: new Map(),
    clusters: [],
    repositories: [],
    roleUses: new Map(),
    logins: new Map(),
  }
}

/** ARN of an IAM resource of the account: `resource` is `role/NAME`, `policy/PATH/NAME`, … */
export function iamArn(account: Account, resource: string): string {
  return `arn:${account.partition}:iam::${account.id}:${resource}`
}

/** The document in force: the default version's. */
export function defaultDocument(policy: ManagedPolicy): PolicyDocument {
  return policy.versions.find((version) => version.id === policy.defaultVersion)?.document ?? { Statement: [] }
}

/** Whether a policy is the account's own and not one of AWS's. */
export function isOurs(account: Account, policy: ManagedPolicy): boolean {
  return policy.arn.includes(`::${account.id}:`)
}

/** Roles that a policy is attached to. */
export function rolesWith(account: Account, policyArn: string): Role[] {
  return [...account.roles.values()].filter((role) => role.attached.includes(policyArn))
}

/** Roles whose permissions boundary a policy is. */
export function rolesBoundedBy(account: Account, policyArn: string): Role[] {
  return [...account.roles.values()].filter((role) => role.boundary === policyArn)
}
