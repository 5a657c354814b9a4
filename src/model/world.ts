import type { CallerIdentity, Cluster, OidcProvider, PodIdentityAssociation, Policy, Role, RoleSummary } from './aws.ts'
import type { TargetSettings } from './settings.ts'
import type { Release } from './helm.ts'
import type { Part } from '../domain/ownership.ts'
import type { Flux } from './flux.ts'
import type { KubeObject } from './kube.ts'

/** The cluster and the caller: read first, because everything else hangs on them. */
export interface Place {
  cluster: Cluster
  caller: CallerIdentity
  region: string
  partition: string
  /** What was said of how to get there: a command that is printed must lead to the same place. */
  reachedWith?: Omit<TargetSettings, 'cluster' | 'region'>
}

/** An object of Flux that reads a repository of ECR with a controller's own role. */
export interface RegistryUse {
  kind: string
  /** `NAMESPACE/NAME`. */
  id: string
  controller: string
  /** Of the repository; with `isFolder` the beginning of all that are below it. */
  arn: string
  isFolder?: true
}

/** What is there now, read from AWS, Kubernetes and Helm; nothing is remembered between runs. */
export interface World extends Place {
  /** Of which part of ours this is: install and bind see no more of each other than of anybody else's. */
  part: Part
  provider: OidcProvider | undefined
  /** Providers that may be this cluster's from before it was made anew, or of one that is gone (identity/iam-marks.ts). */
  formerProviders?: Map<string, 'ours' | 'gone'>
  /** Every role of the account (name, ARN, trust). */
  roles: RoleSummary[]
  /** In full: roles that may be ours (our Sid, our tag), the one wanted by name, and those that the ServiceAccounts name. */
  candidates: Role[]
  /** By ARN: the policies that those roles or our options name. */
  policies: Map<string, Policy>
  namespace: KubeObject | undefined
  /** Those that are there of all that this is about. */
  namespaces: string[]
  serviceAccounts: KubeObject[]
  /** By name: only the Git Secrets that we or the options name. */
  secrets: Map<string, KubeObject>
  releases: Release[]
  instance: KubeObject | undefined
  /** Every Flux that is in the cluster, however it came there. */
  flux: Flux[]
  /** The operator's Deployment. */
  operator: KubeObject | undefined
  pods: KubeObject[]
  /** EKS Pod Identity associations of the ServiceAccounts that this is about. */
  associations: PodIdentityAssociation[]
  /** Why they could not be looked at, where the caller may not. */
  associationsUnread?: string
  /** What of ECR Flux's objects read; looked for only where the repositories are named. */
  registryUses?: RegistryUse[]
}
