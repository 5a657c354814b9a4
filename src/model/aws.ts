import type { PolicyDocument } from '../domain/policy-document.ts'

export type Tags = Record<string, string>

export interface Cluster {
  name: string
  arn: string
  /** As EKS says it: ACTIVE, UPDATING, CREATING, DELETING, FAILED, PENDING. */
  status: string
  version: string
  /** `https://…` of the Kubernetes API. */
  endpoint: string
  /** PEM. */
  certificateAuthority: string
  /** `https://oidc.eks.…/id/…`. */
  issuer: string
  publicAccess: boolean
  privateAccess: boolean
}

export interface CallerIdentity {
  account: string
  arn: string
  /** By how much AWS's clock is ahead of ours, to a second or so. */
  clockOffsetMs?: number
}
export interface OidcProvider {
  arn: string
  url: string
  clientIds: string[]
  tags: Tags
}
export interface RoleSummary {
  name: string
  arn: string
  trust: PolicyDocument
}
export interface Role extends RoleSummary {
  /** Unique id (`AROA…`): another one under the same name is another role. */
  id: string
  path: string
  tags: Tags
  description?: string
  boundary?: string
  attached: string[]
  /** Epoch milliseconds of the last use that IAM knows of; it looks back 400 days. */
  lastUsed?: number
}
export interface Policy {
  arn: string
  name: string
  path: string
  document: PolicyDocument
  versionId: string
  attachmentCount: number
  description?: string
  tags: Tags
}
export interface PolicyVersion {
  id: string
  isDefault: boolean
  createdAt: number
}
export interface Quotas {
  trustPolicySize: number
  policySize: number
  versionsPerPolicy: number
  attachedPoliciesPerRole: number
}
export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  expiration?: Date
}
export interface PodIdentityAssociation {
  namespace: string
  serviceAccount: string
  id: string
  roleArn?: string
}

/** Reads of EKS, IAM and STS. An object that is not there is `undefined`; every other refusal is a Failure. */
export interface AwsReader {
  callerIdentity(): Promise<CallerIdentity>
  cluster(name: string): Promise<Cluster | undefined>
  /** Without their roles, which EKS leaves out of lists. */
  podIdentityAssociations(cluster: string, namespace: string): Promise<PodIdentityAssociation[]>
  /** ARN of the role of an association. */
  podIdentityRole(cluster: string, associationId: string): Promise<string | undefined>
  oidcProvider(arn: string): Promise<OidcProvider | undefined>
  /** All roles of the account with their trust documents; no tags (IAM leaves them out of lists). */
  roles(): Promise<RoleSummary[]>
  role(name: string): Promise<Role | undefined>
  /** A role without what is attached to it, in one call instead of two. */
  roleItself(name: string): Promise<Omit<Role, 'attached'> | undefined>
  /** Inline policies of a role by name. */
  inlinePolicies(role: string): Promise<Record<string, PolicyDocument>>
  policy(arn: string): Promise<Policy | undefined>
  /** The tags alone, in one call; `undefined` where there is no such policy. */
  policyTags(arn: string): Promise<Tags | undefined>
  /** None where there is no such policy. */
  policyVersions(arn: string): Promise<PolicyVersion[]>
  quotas(): Promise<Quotas>
  /** ARNs of the roles of the cluster's managed node groups; nodes made otherwise (Karpenter, Auto Mode, by hand) are not among them. */
  nodeRoles(cluster: string): Promise<string[]>
  /** What the repository itself says who may use it; `undefined` where it says nothing, or is not there. */
  repositoryPolicy(repository: { account: string; region: string; name: string }): Promise<PolicyDocument | undefined>
  /** Stores nothing; needs no AWS credentials. `region` is where STS is asked. */
  assumeRoleWithWebIdentity(request: { roleArn: string; token: string; sessionName: string }): Promise<Credentials>
  /** ARN that AWS knows these credentials by: GetCallerIdentity needs no permission. */
  identityOf(credentials: Credentials): Promise<string>
  /** The registry login that Flux gets, with these credentials: `Basic` token of GetAuthorizationToken. */
  registryLogin(credentials: Credentials, region: string): Promise<string>
  /** The tag listing that Flux's image reflector does: `GET https://HOST/v2/REPO/tags/list`. */
  listTags(request: { host: string; repository: string; login: string }): Promise<string[]>
}

export interface AwsWriter {
  createOidcProvider(url: string, clientId: string, tags: Tags): Promise<void>
  addClientId(arn: string, clientId: string): Promise<void>
  deleteOidcProvider(arn: string): Promise<void>
  createPolicy(policy: { name: string; path: string; document: PolicyDocument; description: string; tags: Tags }): Promise<void>
  createPolicyVersion(arn: string, document: PolicyDocument): Promise<void>
  deletePolicyVersion(arn: string, version: string): Promise<void>
  deletePolicy(arn: string): Promise<void>
  tagPolicy(arn: string, tags: Tags): Promise<void>
  createRole(role: { name: string; path: string; trust: PolicyDocument; description: string; tags: Tags; boundary?: string }): Promise<void>
  updateTrust(role: string, trust: PolicyDocument): Promise<void>
  tagRole(role: string, tags: Tags): Promise<void>
  untagRole(role: string, keys: string[]): Promise<void>
  putBoundary(role: string, arn: string): Promise<void>
  attachPolicy(role: string, policy: string): Promise<void>
  detachPolicy(role: string, policy: string): Promise<void>
  deleteRole(role: string): Promise<void>
}
