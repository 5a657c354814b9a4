/** Which installation is verified, and what mends it. */
export interface VerifySettings {
  namespace: string
  /** Names of Flux's ServiceAccounts that carry the role. */
  serviceAccounts: string[]
  /** No token may be asked for (`--no-token`). */
  noToken?: boolean
  /** The role of this installation, where it is known without reading an annotation. */
  roleName?: string
  /**
   * What mends most things, e.g. `flux-irsa install --cluster NAME --region R`; of a Flux without flux-operator, which an install does not
   * take over, the command that prints the role and its policy.
   */
  install: string
  /** Whether that Flux is none of flux-operator's. */
  isForeign?: boolean
}
