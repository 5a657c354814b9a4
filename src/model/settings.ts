import type { PolicyDocument } from '../domain/policy-document.ts'
import type { ServiceAccountName } from '../domain/web-identity.ts'

/** Where a value came from, strongest first. `kubeconfig`: the cluster that its context leads to. `installed` is what our last install left in the cluster and the account. */
export type Source = 'flag' | 'env' | 'file' | 'kubeconfig' | 'installed' | 'default'

/** How Flux reads Git: the Secret's content is held apart from everything that is printed. */
export type GitCredentials =
  /** Without a user name the one that the Git host defines for tokens is taken, once the URL is known. */
  { kind: 'basic'; username?: string; password: string } | { kind: 'ssh'; identity: string; knownHosts: string }

export type Access = 'minimal' | 'read'

/** Which cluster, and as whom. Known before anything is read from AWS. */
export interface TargetSettings {
  cluster: string
  region?: string
  profile?: string
  assumeRoleArn?: string
  kubeconfig?: string
  context?: string
}

/** The ServiceAccounts of workloads that bind and unbind are about. */
export interface BindingSettings {
  /** As named; wildcards only where they were allowed. */
  accounts: ServiceAccountName[]
  /** One role each instead of one for all. */
  roleEach: boolean
  /** ARNs of policies that exist. */
  policyArns?: string[]
  /** The document of a policy that is made. */
  policy?: PolicyDocument
  /** ECR repositories as given: names, patterns or ARNs. */
  ecrRead?: string[]
  create: boolean
  restart: boolean
  /** Whether this is unbind. */
  takesAway: boolean
}

/** What the user wants; `undefined` means: not said, so what is installed stays, else the default holds. */
export interface Settings {
  target: TargetSettings
  /** Kubernetes namespace of Flux. */
  namespace: string
  /** As given: repository names, patterns (`apps/*`) or full ARNs. */
  repositories?: string[]
  access?: Access
  /** Names of Flux controllers whose ServiceAccounts carry the role. */
  serviceAccounts?: string[]
  /** One role for each of these instead of one for all. */
  roleEach?: boolean
  git: {
    url?: string
    /** A full ref name such as `refs/heads/main`. */
    ref?: string
    path?: string
    /** Whose login Flux takes to Git: `github` is a GitHub App, `aws` and `azure` the identity of source-controller. */
    provider?: string
    credentials?: GitCredentials
    /** A Secret of the user's that exists already. */
    existingSecret?: string
    /** The name of the Secret that we make. */
    secretName?: string
  }
  iam: {
    namePrefix?: string
    roleName?: string
    policyName?: string
    path?: string
    permissionsBoundary?: string
    tags: Record<string, string>
  }
  flux: {
    operatorVersion?: string
    fluxVersion?: string
    registry?: string
    components?: string[]
    chartRepository?: string
    /** Chart name (`flux-operator`, `flux-instance`) to `sha256:…`. */
    chartDigests: Record<string, string>
  }
  /** Values for the charts that the user adds; keys that we own are refused when the file is read. */
  chartValues: { operator: Record<string, unknown>; instance: Record<string, unknown> }
  adopt: boolean
  /** No ServiceAccount's token is asked for: what only a live proof would tell is not looked at. */
  noToken?: boolean
  binding?: BindingSettings
  /** Path or name of the helm executable. */
  helm: string
  timeoutMs?: number
}

/**
 * For `plan -v`: each value that was said, by its dotted option name, and where it came from; secrets read `(secret)`. `field` is what the
 * user wrote: `--region`, `FLUX_IRSA_REGION`, `clusters.prod.region`.
 */
export type Origins = Record<string, { value: string; source: Source; field?: string }>
