import type { Gate } from '../gate.ts'
import type { ClusterStore } from '../kube/store-types.ts'
import type { Catalogue } from './catalogue.ts'
import type { HelmMajor } from './flags.ts'

/** What the client executable sends. */
export interface ClientRequest {
  argv: string[]
  /** Files that the command line names, by their names there. */
  files: Record<string, string>
  stdin: string
  /** Names of all environment variables. */
  environment: string[]
  /** Values of those that helm reads; `KUBECONFIG` and `SSL_CERT_FILE` hold the files' content. */
  env: Partial<Record<'KUBECONFIG' | 'SSL_CERT_FILE' | 'HTTPS_PROXY' | 'HELM_NAMESPACE' | 'HELM_KUBECONTEXT' | 'HELM_KUBETOKEN', string>>
}

export interface HelmAnswer {
  code: number
  stdout: string
  stderr: string
}

export interface HelmWorld {
  store: ClusterStore
  catalogue: Catalogue
  helmVersion?: HelmMajor
  endpoint: string
  ca: string
  authenticate: (token: string) => unknown
  stepDelayMs: () => number
  gate: () => Gate | undefined
  killed: AbortSignal
  cancelled: AbortSignal
}
