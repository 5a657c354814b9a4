import type { JSONWebKeySet } from 'jose'
import type { PolicyDocument } from '../../src/domain/policy-document.ts'

export interface ServerFault {
  /** `service:Action`, wildcards allowed. */
  match: string
  when?: 'before' | 'after'
  times?: number
  code?: string
  status?: number
  hangup?: boolean
}

export interface AwsCall {
  service: string
  action: string
  write: boolean
}
export interface Keys {
  accessKeyId: string
  secretAccessKey: string
}

/**
 * A simulated or a real EKS account, as a contract case sees it. Both are account 123456789012 in eu-west-1 with the ECR repositories
 * `apps/main`, `apps/api` and `web`, and a caller who may do everything.
 */
export interface Server {
  name: 'sandbox' | 'lab'
  /** The environment in which the real program meets it. */
  env: Record<string, string>
  /** PEM of the authority behind its TLS endpoints. */
  ca: string
  cluster: string
  issuer: string
  /** The helm executables to be tried. */
  helms: { major: 3 | 4; path: string }[]
  /** A cluster whose tokens the case signs itself; answered by DescribeCluster too. */
  addCluster(cluster: { name: string; issuer: string; jwks: JSONWebKeySet }): Promise<void>
  /** An IAM user with these inline policies; with groups, it has an access entry too. */
  addUser(name: string, policies: PolicyDocument[], groups?: string[]): Promise<Keys>
  addFault(fault: ServerFault): Promise<void>
  /** How long STS, permissions and the registry do not see an IAM write from now on. */
  setDelay(ms: number): Promise<void>
  awsCalls(): Promise<AwsCall[]>
  /** Empties IAM, and forgets calls, faults and delays. */
  reset(): Promise<void>
  close(): Promise<void>
}

export const ACCOUNT = '123456789012'
export const REGION = 'eu-west-1'
