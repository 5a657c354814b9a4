import type { CommandName } from '../config/option.ts'

interface CommandText {
  /** One line, for the list of commands. */
  summary: string
  /** What it does, wrapped by hand at 80 columns. */
  about: string
  examples: string[]
}

/** What help says of each command, in the order in which they are listed. */
export const COMMAND_TEXTS: Record<CommandName, CommandText> = {
  install: {
    summary: 'install Flux with its own AWS identity, or mend it',
    about: `Observes the account and the cluster, shows what would change, asks, applies
it and verifies the result. It can be run again at any time: a second run
changes nothing.`,
    examples: [
      'flux-irsa install --cluster prod',
      `flux-irsa install --cluster prod --repository "apps/*" --yes \\
    --git-url https://github.com/acme/fleet --git-path clusters/prod`,
      'flux-irsa install -f flux-irsa.yaml --dry-run',
    ],
  },
  plan: {
    summary: 'show what install would change; writes nothing',
    about: `Shows every change that install would make, field by field. Writes nothing;
needs no more than the right to read.`,
    examples: [
      'flux-irsa plan --cluster prod',
      'flux-irsa plan -f flux-irsa.yaml --detailed-exitcode -o json',
      'flux-irsa plan --cluster prod -v',
    ],
  },
  verify: {
    summary: 'prove the identity end to end, or name what breaks it',
    about: `Checks every link from the controller's pod to ECR, with a live exchange of a
token. Changes nothing.`,
    examples: [
      'flux-irsa verify --cluster prod',
      'flux-irsa verify --cluster prod --wait --timeout 10m',
      'flux-irsa verify --cluster prod -o short',
    ],
  },
  uninstall: {
    summary: 'take away what install made, and prove it is gone',
    about: `Shows what will go and what goes with it, asks for the cluster's name, removes
it in the safe order, proves its absence and names what stays and why.`,
    examples: [
      'flux-irsa uninstall --cluster prod',
      'flux-irsa uninstall --cluster prod --only irsa',
      'flux-irsa uninstall --cluster prod --delete-oidc-provider --yes',
    ],
  },
  demo: {
    summary: 'see the whole story on a simulated account',
    about: `Installs, verifies, breaks, mends and uninstalls on an embedded, simulated
account and cluster. Needs neither AWS nor Kubernetes.`,
    examples: ['flux-irsa demo', 'flux-irsa demo -vv'],
  },
}
