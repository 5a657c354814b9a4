import type { Flux, LastingChange } from './flux.ts'
import type { Part } from '../domain/ownership.ts'
import type { PolicyDocument, Statement } from '../domain/policy-document.ts'
import type { ServiceAccountName } from '../domain/web-identity.ts'

export interface DesiredRelease {
  name: string
  /** Where the charts come from: `oci://…` or a folder. */
  charts: string
  /** The chart itself, with its digest where one is given. */
  chart: string
  /** The chart version that must be installed. */
  version: string
  /** Set where the chart is pinned by digest: then helm is given no version. */
  digest?: string
  values: Record<string, unknown>
}

export interface DesiredPolicy {
  arn: string
  name: string
  path: string
  document: PolicyDocument
  tags: Record<string, string>
}

/** A ServiceAccount that carries a role. */
export interface DesiredAccount extends ServiceAccountName {
  /** Whether one that is missing is made. */
  create: boolean
}

/** One role, what it may do and who carries it. */
export interface Identity {
  role: { arn: string; name: string; path: string; statement: Statement; tags: Record<string, string>; boundary?: string }
  /** The policy that we make. */
  policy?: DesiredPolicy
  /** ARNs of policies that are not ours to make, and are attached. */
  attached: string[]
  serviceAccounts: DesiredAccount[]
  /** What our ServiceAccounts remember of the options behind the policy, as JSON. */
  grant: string
  /** Nobody named it this time: it is kept as it is, because it stands beside those that were named. */
  isOfOthers?: true
}

/** Flux itself, which only install makes. */
export interface DesiredFlux {
  namespace: string
  /** Somebody else brought it and keeps it: it gets its identity, and all that follows here is left undone. */
  standing?: Flux & { lasting: LastingChange }
  /** The Secret that we write; absent where the user brings one, where Git needs none, or where ours stays as it is. */
  secret?: { name: string; data: Record<string, string> }
  operator: DesiredRelease
  instance: DesiredRelease & {
    /** What the live FluxInstance's spec must say, field by field, as far as we own it. */
    spec: Record<string, unknown>
  }
}

/** What shall be there, complete and independent of what is: each resource compares its part with the world. */
export interface Desired {
  part: Part
  clusterArn: string
  adopt: boolean
  provider: { arn: string; url: string; clientId: string }
  identities: Identity[]
  /** Whether pods of workloads that run without the identity are replaced; Flux's own always are. */
  replacesPods: boolean
  flux?: DesiredFlux
}

/** Flux, and the controllers that carry a role. */
export interface FluxPart extends DesiredFlux, Pick<Desired, 'clusterArn' | 'adopt' | 'provider'> {
  /** Names of the controllers, each with the ARN of its role. */
  roleArns: Map<string, string>
}

/** Flux's part of what is desired. Only for what install alone makes: in a binding there is none, and asking is a bug. */
export function fluxPart({ flux, identities, clusterArn, adopt, provider }: Desired): FluxPart {
  if (!flux) throw new Error('a binding has no Flux')
  return { ...flux, roleArns: roleArnsOf(identities), clusterArn, adopt, provider }
}

/** Controllers by name, each with its role. */
export function roleArnsOf(identities: Identity[]): Map<string, string> {
  return new Map(identities.flatMap(({ role, serviceAccounts }) => serviceAccounts.map(({ name }) => [name, role.arn] as const)))
}
