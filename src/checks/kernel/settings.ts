/** Which installation is verified, and what mends it. */
export interface VerifySettings {
  namespace: string
  /** Names of Flux's ServiceAccounts that carry the role. */
  serviceAccounts: string[]
  /** No token may be asked for (`--no-token`). */
  noToken?: boolean
  /** The role of this installation, where it is known without reading an annotation. */
  roleName?: string
  /** Names of roles that the ServiceAccounts have most likely: read while the annotations are. Nothing is judged by them. */
  likelyRoles?: string[]
  /**
   * What fixes most things, e.g. `flux-irsa install --cluster NAME --region R`; of a FluxInstance, or of roles, that somebody made by hand,
   * `adopt`.
   */
  install: string
  /** The command that gives a ServiceAccount of an object, or of a workload, its role. */
  bind?: (account: { namespace: string; name: string }) => string
  /** Whether an install gives that Flux its identity alone: it has no flux-operator, or is half of Git's and half of somebody's Helm. */
  isForeign?: boolean
  /** Who keeps the FluxInstance, where that is not us: an install leaves it as it is. */
  keeper?: string
}
