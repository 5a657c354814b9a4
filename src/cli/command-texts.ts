import type { CommandName } from '../config/option.ts'
import { SHELLS } from './completion/scripts.ts'

interface CommandText {
  /** One line, for the list of commands. */
  summary: string
  /** What it does, wrapped by hand at 80 columns. */
  about: string
  examples: string[]
  /** What stands behind the options (with `choices` one of them, and needed); the handler finds it in the flags as `input`. */
  input?: { name: string; about: string; choices?: readonly string[] }
}

/** What help says of each command, in the order in which they are listed. */
export const COMMAND_TEXTS: Record<CommandName, CommandText> = {
  init: {
    summary: 'write flux-irsa.yaml, the file of options for a cluster',
    about: `Writes a file of options, and beside it the schema that editors complete and
check it with. Reads the kubeconfig, EKS, ECR and the cluster for what to offer,
and asks at a terminal; with --yes, or without a terminal, it takes the options
and what it found. Changes nothing but these files, which never hold a secret.`,
    examples: [
      'flux-irsa init',
      'flux-irsa init --cluster prod --repository "apps/*" --yes',
      `flux-irsa init -f prod.yaml --cluster prod --yes \\
    --git-url https://github.com/acme/fleet --git-path clusters/prod`,
    ],
  },
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
      'flux-irsa install -f fleet.yaml --all',
      'flux-irsa install --plan plan.json',
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
      'flux-irsa plan --cluster staging --cluster prod',
      'flux-irsa plan --cluster prod -o json > plan.json',
    ],
  },
  adopt: {
    summary: 'take over a set-up that exists: eksctl, Terraform, by hand',
    about: `Shows what would change to take over the role, policy, annotations and Helm
releases that are there, asks, applies it and verifies the result. Deletes
nothing, and never writes a Git Secret.`,
    examples: [
      'flux-irsa adopt --cluster prod --dry-run',
      'flux-irsa adopt --cluster prod --repository "apps/*"',
      'flux-irsa adopt --cluster prod --role-name flux-ecr --policy-name ecr-ro',
    ],
  },
  render: {
    summary: 'write what install would make as files to review',
    about: `Writes the state that install would make to stdout, complete, for
reviews and for GitOps: iam, kubernetes, helm, terraform or cloudformation.
Reads only; writes no secret.`,
    examples: [
      'flux-irsa render --cluster prod -o terraform > flux-irsa.tf',
      'flux-irsa render --cluster prod -o kubernetes > flux.yaml',
      'flux-irsa render -f flux-irsa.yaml -o iam',
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
      'flux-irsa verify --cluster prod --report-file chain.html',
      'flux-irsa verify shop/cart --cluster prod',
    ],
    input: { name: 'account...', about: 'NAMESPACE/SERVICEACCOUNT of workloads; Flux when left out' },
  },
  explain: {
    summary: 'name the root cause of a message, a log or an object',
    about: `Reads a message, a log, kubectl or flux output, CloudTrail events or an error
of terraform and eksctl, and answers with root causes, what speaks for them
and what mends them. Needs no AWS, no cluster and no network.`,
    examples: [
      'flux-irsa explain "no EC2 IMDS role found"',
      'kubectl get imagerepository -A -o yaml | flux-irsa explain',
      'flux-irsa explain controller.log -o json',
    ],
    input: { name: 'input...', about: 'a file, or the message itself; stdin when left out' },
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
  bind: {
    summary: 'give the ServiceAccount of a workload a role of its own',
    about: `Brings about the same chain for any workload: role, policy, annotation. Shows
what would change, asks, applies it and proves it. What the role may do is said
as a whole; where nothing is said, it stays as it is and is mended.`,
    examples: [
      `flux-irsa bind shop/cart --cluster prod \\
    --policy-arn arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess`,
      'flux-irsa bind shop/cart --cluster prod --policy cart.json --restart --yes',
      `flux-irsa bind ci/builder ci/scanner --cluster prod --ecr-read "apps/*" \\
    --create --role-name ci-ecr`,
    ],
    input: { name: 'account...', about: 'NAMESPACE/SERVICEACCOUNT, one or more' },
  },
  unbind: {
    summary: 'take away what bind gave a ServiceAccount',
    about: `Takes away the role, the policy and the annotation that bind made, and leaves
what others made or use.`,
    examples: ['flux-irsa unbind shop/cart --cluster prod', 'flux-irsa unbind shop/cart --cluster prod --restart --yes'],
    input: { name: 'account...', about: 'NAMESPACE/SERVICEACCOUNT, one or more' },
  },
  list: {
    summary: 'list the ServiceAccounts that carry a role, and whose they are',
    about: `Lists every ServiceAccount of the cluster that names a role, Flux's own ones
too: who manages it, how many pods have it, when its credentials
were last used. Changes nothing.`,
    examples: ['flux-irsa list --cluster prod', 'flux-irsa list --cluster prod -o json'],
  },
  permissions: {
    summary: 'print the rights that a command needs, exactly',
    about: `Prints the IAM policy or the Kubernetes objects that give a caller the rights for
a command, with the names of this cluster filled in, and says what they amount
to. With --boundary the policy that no role of Flux or of workloads may ever
exceed. Writes nothing; with --account-id AWS is not asked either.`,
    examples: [
      'flux-irsa permissions --for install --cluster prod > install.json',
      'flux-irsa permissions --for verify --cluster prod -o kubernetes',
      'flux-irsa permissions --for install --boundary --cluster prod',
      `flux-irsa permissions shop/cart --for bind --cluster prod --region eu-west-1 \\
    --account-id 123456789012`,
    ],
    input: { name: 'account...', about: 'NAMESPACE/SERVICEACCOUNT of workloads, with --for bind' },
  },
  config: {
    summary: 'show every value that holds, and where it came from',
    about: `Shows every option with the value that holds and where that came from: flag,
variable, line of the file, default. Asks neither AWS nor the cluster, unless
--installed is said; then also what the last install left. Shows no secret.`,
    examples: [
      'flux-irsa config show -f flux-irsa.yaml',
      'flux-irsa config show -f flux-irsa.yaml -o json',
      'flux-irsa config show --cluster prod --installed',
      'flux-irsa config schema > flux-irsa.schema.json',
    ],
    input: { name: 'what', about: 'show, or schema: the JSON Schema of the file', choices: ['show', 'schema'] },
  },
  completion: {
    summary: 'print the completion script of a shell',
    about: `Prints a script that completes commands, options and their values: clusters
of the kubeconfig and of the account, regions, profiles, files.`,
    examples: [
      'source <(flux-irsa completion bash)',
      'source <(flux-irsa completion zsh)',
      'flux-irsa completion fish > ~/.config/fish/completions/flux-irsa.fish',
    ],
    input: { name: 'shell', about: 'bash, zsh or fish', choices: SHELLS },
  },
  demo: {
    summary: 'see the whole story on a simulated account',
    about: `Installs, verifies, breaks, fixes and uninstalls on an embedded, simulated
account and cluster. Needs neither AWS nor Kubernetes. Without a terminal it
shows each step and its outcome; with -v every line.`,
    examples: ['flux-irsa demo', 'flux-irsa demo -v', 'flux-irsa demo --keep'],
  },
  sandbox: {
    summary: 'play with a simulated account and cluster that stay up',
    about: `Starts a simulated AWS account and EKS cluster on loopback, which stay until
Ctrl-C. Prints the line that lets another terminal meet them: flux-irsa, helm
and kubectl work there. In that terminal list, break NAME and mend NAME show,
break and put back the links of the chain.`,
    examples: ['flux-irsa sandbox', 'flux-irsa sandbox --flux bootstrap', 'flux-irsa sandbox break trust'],
    input: { name: 'words...', about: 'list, break NAME or mend NAME, on the one that runs' },
  },
}
