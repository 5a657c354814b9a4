import type { PolicyDocument, Statement } from '../domain/policy-document.ts'

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

/** What shall be there, complete and independent of what is: each resource compares its part with the world. */
export interface Desired {
  clusterArn: string
  adopt: boolean
  provider: { arn: string; url: string; clientId: string }
  policy: { arn: string; name: string; path: string; document: PolicyDocument; tags: Record<string, string> }
  role: { arn: string; name: string; path: string; statement: Statement; tags: Record<string, string>; boundary?: string }
  namespace: string
  /** What our ServiceAccounts remember of the options behind the policy, as JSON. */
  grant: string
  /** Names of the ServiceAccounts (= controllers) that carry the role. */
  serviceAccounts: string[]
  /** The Secret that we write; absent where the user brings one, where Git needs none, or where ours stays as it is. */
  secret?: { name: string; data: Record<string, string> }
  operator: DesiredRelease
  instance: DesiredRelease & {
    /** What the live FluxInstance's spec must say, field by field, as far as we own it. */
    spec: Record<string, unknown>
  }
}
