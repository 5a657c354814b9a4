/** What rights can be asked for: a command, or the part of `install` and `uninstall` that touches the identity alone. */
export const RIGHTS_FOR = ['verify', 'plan', 'identity', 'install', 'uninstall', 'bind'] as const
export type RightsFor = (typeof RIGHTS_FOR)[number]

/** The groups that EKS access entries name (`--kubernetes-groups`), one for each set of rights: who plans is not who installs. */
export const RIGHTS_GROUPS: Record<RightsFor, string> = {
  verify: 'flux-irsa',
  plan: 'flux-irsa-plan',
  identity: 'flux-irsa-identity',
  install: 'flux-irsa-install',
  uninstall: 'flux-irsa-install',
  bind: 'flux-irsa-bind',
}
