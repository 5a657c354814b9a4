import { GIT_PROVIDERS } from '../domain/git-provider.ts'
import { CONTROLLERS } from '../domain/controllers.ts'
import { RIGHTS_FOR } from '../domain/rights-for.ts'
import { entry, optionGroup } from './option.ts'
import type { Option } from './option.ts'

/** Those that give identities to workloads, and take them away. */
const binding = ['bind', 'unbind'] as const
const workloads = [...binding, 'list'] as const
const everyCommand = [
  'init',
  'install',
  'plan',
  'adopt',
  'render',
  'verify',
  'explain',
  'uninstall',
  ...workloads,
  'permissions',
  'config',
  'demo',
  'sandbox',
] as const
/** Those that work on a cluster, and the one that shows what they would do it with. */
const running = ['install', 'plan', 'adopt', 'render', 'verify', 'uninstall', 'config'] as const
const clusterCommands = ['init', ...running] as const
/** What prints rights fills the same names in. */
const naming = ['permissions'] as const
const everyCluster = [...clusterCommands, ...workloads, ...naming] as const
/** Commands that take several clusters at once. */
const manyClusters = ['install', 'plan', 'verify', 'config'] as const
const desiring = ['init', 'install', 'plan', 'adopt', 'render', 'config'] as const
const desiringAndVerify = ['init', 'install', 'plan', 'adopt', 'render', 'verify', 'config'] as const
/** Adopting uses a Git Secret as it is, and never overwrites one. */
const writingGit = ['install', 'plan', 'render', 'config'] as const
/** A file may name where the credentials are. */
const namingGit = ['init', ...writingGit] as const

const KINDS_OF_START = ['none', 'operator', 'bootstrap', 'chart', 'manifests'] as const

/** Every option of the program, in the order in which help and docs show them and in which their problems are reported. */
export const OPTIONS: readonly Option[] = [
  ...optionGroup('Target', everyCluster, [
    entry('cluster', 'text', 'NAME', 'the EKS cluster', {
      several: manyClusters,
      fallback: "the only one of the file, else the kubeconfig's current one",
    }),
    entry('all', 'boolean', undefined, 'every cluster of the file', { steers: true, commands: manyClusters }),
    entry('region', 'text', 'REGION', 'AWS region of the cluster', {
      fallback: "`AWS_REGION`, `AWS_DEFAULT_REGION`, then the profile's",
    }),
    entry('profile', 'text', 'NAME', 'AWS profile', { fallback: "the AWS SDK's own chain" }),
    entry('assumeRoleArn', 'text', 'ARN', 'IAM role to assume first'),
    entry('kubeconfig', 'text', 'FILE', 'use this kubeconfig, not a signed EKS token', {
      isPath: true,
      isGuarded: true,
      fallback: 'a token from `DescribeCluster`',
    }),
    entry('context', 'text', 'NAME', 'kubeconfig context; it must be that cluster', {
      fallback: "the kubeconfig's current one",
    }),
    entry('namespace', 'text', 'NAME', 'namespace of Flux', { commands: [...clusterCommands, ...naming], fallback: '`flux-system`' }),
  ]),
  ...optionGroup('ECR access', desiring, [
    entry('repository', 'list', 'REPO', 'ECR repository: name, pattern or full ARN', {
      commands: [...desiring, ...naming],
      fallback: "every repository of the cluster's account and region",
    }),
    entry('access', 'text', 'SET', 'minimal, or read (the wider, describing set)', {
      fallback: '`minimal`',
      words: ['minimal', 'read'],
    }),
    entry('serviceAccount', 'list', 'NAME', 'Flux controller that gets the role', {
      commands: [...desiringAndVerify, ...naming],
      words: CONTROLLERS,
      fallback: '`image-reflector-controller`, `image-automation-controller`',
    }),
  ]),
  ...optionGroup('Git source', desiring, [
    entry('gitUrl', 'text', 'URL', 'what Flux follows, https:// or ssh://'),
    entry('gitRef', 'text', 'REF', 'full ref name, e.g. refs/heads/main', { fallback: '`refs/heads/main`' }),
    entry('gitPath', 'text', 'PATH', 'folder in the repository; / is its root', { fallback: '`./`' }),
    entry('gitProvider', 'text', 'NAME', 'login by: generic, github, aws or azure', {
      words: GIT_PROVIDERS,
      fallback: '`generic`: what the Secret holds',
    }),
    entry('gitUsername', 'text', 'NAME', 'user for https', {
      commands: namingGit,
      fallback: '`x-token-auth` for bitbucket.org, else `git`',
    }),
    entry('gitPasswordFile', 'text', 'FILE', 'file that holds the password or token', {
      isPath: true,
      isGuarded: true,
      isSecret: true,
      commands: namingGit,
    }),
    entry('gitPasswordStdin', 'boolean', undefined, 'read the password or token from stdin', { isSecret: true, commands: writingGit }),
    entry('gitPassword', 'secret', undefined, 'the password or token itself', { isSecret: true, commands: writingGit }),
    entry('gitSshKeyFile', 'text', 'FILE', 'private key for ssh://, without a passphrase', {
      isPath: true,
      isGuarded: true,
      isSecret: true,
      commands: namingGit,
    }),
    entry('gitKnownHostsFile', 'text', 'FILE', 'known_hosts lines of the Git server', {
      isPath: true,
      isGuarded: true,
      commands: namingGit,
    }),
    entry('gitSecret', 'text', 'NAME', 'use this Secret that exists already'),
    entry('gitSecretName', 'text', 'NAME', 'name of the Secret that is made'),
  ]),
  ...optionGroup(
    'Workload',
    ['bind', ...naming],
    [
      entry('policyArn', 'list', 'ARN', 'policy that exists and is attached', { steers: true }),
      entry('policy', 'text', 'FILE', 'document of a policy that is made (JSON)', { steers: true, isPath: true }),
      entry('ecrRead', 'list', 'REPO', 'ECR repository that its code may read', { steers: true }),
      entry('create', 'boolean', undefined, 'make the ServiceAccount where it is missing', { steers: true, commands: ['bind'] }),
      entry('wildcards', 'boolean', undefined, 'allow * and ? in the names', { steers: true, commands: binding }),
      entry('restart', 'boolean', undefined, 'replace the pods that run otherwise', { steers: true, commands: binding }),
    ],
  ),
  ...optionGroup(
    'IAM',
    [...clusterCommands, 'bind', ...naming],
    [
      entry('namePrefix', 'text', 'TEXT', 'prefix of the role and policy names', {
        fallback: "the cluster's name",
      }),
      entry('roleName', 'text', 'NAME', 'name of the IAM role', { fallback: '`<prefix>-flux-imgctrl-irsa`' }),
      entry('rolePerServiceAccount', 'boolean', undefined, 'one role each, not one for all', {
        commands: ['init', 'install', 'plan', 'adopt', 'bind', ...naming, 'config'],
      }),
      entry('policyName', 'text', 'NAME', 'name of the IAM policy', { fallback: '`<prefix>-flux-ecr-ro`' }),
      entry('path', 'text', 'PATH', 'IAM path of role and policy', { fallback: '`/`' }),
      entry('permissionsBoundary', 'text', 'ARN', 'policy that bounds the role', { commands: [...desiring, 'bind', ...naming] }),
      entry('tag', 'map', 'KEY=VALUE', 'tag on what is made in IAM', { commands: [...desiring, 'bind'] }),
    ],
  ),
  ...optionGroup('Flux and charts', desiring, [
    entry('operatorVersion', 'text', 'VERSION', 'flux-operator version, e.g. 0.32.0', {
      fallback: 'a pinned one that is tested',
    }),
    entry('fluxVersion', 'text', 'RANGE', 'Flux version or range, e.g. 2.4.x', {
      fallback: 'the minor that the operator embeds',
    }),
    entry('registry', 'text', 'HOST/PATH', 'registry of the Flux images', { fallback: '`ghcr.io/fluxcd`' }),
    entry('components', 'list', 'NAMES', 'Flux controllers, comma separated', {
      words: CONTROLLERS,
      fallback: 'the four default ones and both image controllers',
    }),
    entry('chartRepository', 'text', 'OCI-URL', 'where the two charts come from', {
      fallback: '`oci://ghcr.io/controlplaneio-fluxcd/charts`',
    }),
    entry('chartDigest', 'map', 'CHART=DIGEST', 'pin a chart: flux-operator=sha256:…'),
  ]),
  ...optionGroup('Run', running, [
    entry('config', 'text', 'FILE', 'the YAML file of options', {
      steers: true,
      short: '-f',
      isPath: true,
      commands: everyCluster,
      fallback: 'none; `flux-irsa.yaml` for init',
    }),
    entry('allowPrograms', 'boolean', undefined, 'in CI too, let the file name programs and files', {
      steers: true,
      commands: everyCluster,
    }),
    entry('adopt', 'boolean', undefined, 'take over what exists and is not ours', {
      commands: ['install', 'plan', 'render', 'bind', 'config'],
    }),
    entry('plan', 'text', 'FILE', 'apply exactly this plan, or refuse', { steers: true, isPath: true, commands: ['install'] }),
    entry('helm', 'text', 'PATH', 'the helm executable (3.17+ or 4.x)', {
      isPath: true,
      isGuarded: true,
      commands: ['install', 'plan', 'adopt', 'uninstall', 'config'],
      fallback: '`helm` on PATH',
    }),
    entry('timeout', 'text', 'DURATION', 'for the whole run: 15m, 90s, 1h', {
      commands: [...running, ...workloads, ...naming],
      fallback: '`15m` for install and adopt, `20m` for uninstall, `5m` for verify, plan and render',
    }),
    entry('parallel', 'text', 'NUMBER', 'clusters at once, where several are named', {
      steers: true,
      commands: manyClusters,
      fallback: '`4`',
    }),
    entry('output', 'text', 'FORMAT', 'text or json; flux-irsa help formats', {
      steers: true,
      commands: [...running, ...workloads, ...naming, 'explain'],
      short: '-o',
      fallback: '`text`; must be said for render; `iam` for permissions',
    }),
    entry('reportFile', 'list', 'FILE', 'write the report here too, by extension', {
      steers: true,
      isPath: true,
      isGuarded: true,
      commands: ['install', 'plan', 'adopt', 'verify', 'uninstall'],
    }),
    entry('gitCheckout', 'text', 'DIR', 'set the roles in this working copy too', {
      steers: true,
      isPath: true,
      isGuarded: true,
      commands: ['install'],
    }),
    entry('yes', 'boolean', undefined, 'do not ask', { steers: true, commands: ['init', 'install', 'adopt', 'uninstall', ...binding] }),
    entry('force', 'boolean', undefined, 'overwrite a file that is there', { steers: true, commands: ['init'] }),
    entry('installed', 'boolean', undefined, 'ask the cluster what is installed, too', { steers: true, commands: ['config'] }),
    entry('dryRun', 'boolean', undefined, 'show the plan and stop', { steers: true, commands: ['install', 'adopt', ...binding] }),
    entry('detailedExitcode', 'boolean', undefined, 'exit 2 when changes are pending', { steers: true, commands: ['install', 'plan'] }),
    entry('wait', 'boolean', undefined, 'check again until all pass or the time is over', { steers: true, commands: ['verify'] }),
    entry('watch', 'boolean', undefined, 'check again and again, and show what changes', { steers: true, commands: ['verify'] }),
    entry('exec', 'boolean', undefined, 'look inside the running pods too', { steers: true, commands: ['verify'] }),
    entry('noToken', 'boolean', undefined, 'ask for no token: judge, without the live proof', {
      steers: true,
      commands: ['install', 'adopt', 'verify', 'bind', ...naming],
    }),
    entry('only', 'text', 'PART', 'irsa: the identity alone, Flux itself stays', {
      steers: true,
      commands: ['install', 'plan', 'uninstall'],
      words: ['irsa'],
    }),
    entry('deleteOidcProvider', 'boolean', undefined, 'delete our OIDC provider too', { steers: true, commands: ['uninstall'] }),
  ]),
  ...optionGroup('Rights', naming, [
    entry('for', 'text', 'WHAT', 'what the rights are for', { steers: true, words: RIGHTS_FOR }),
    entry('boundary', 'boolean', undefined, 'the boundary that an administrator creates', { steers: true }),
    entry('accountId', 'text', 'ID', 'the AWS account; with it, AWS is not asked', { steers: true, fallback: "the caller's" }),
    entry('issuer', 'text', 'URL', "the cluster's OIDC issuer", {
      steers: true,
      fallback: 'as EKS names it; any of EKS with `--account-id`',
    }),
  ]),
  ...optionGroup(
    'Sandbox',
    ['sandbox'],
    [
      entry('flux', 'text', 'KIND', 'the Flux that is there at the start', { steers: true, words: KINDS_OF_START, fallback: '`none`' }),
      entry('keep', 'boolean', undefined, 'keep the account up after the story', { steers: true, commands: ['demo'] }),
    ],
  ),
  ...optionGroup('General', everyCommand, [
    entry('verbose', 'count', undefined, 'say more: -v, -vv, -vvv', { steers: true, short: '-v' }),
    entry('color', 'boolean', undefined, 'force colour', {
      steers: true,
      negatable: true,
      fallback: 'colour at a terminal; `NO_COLOR` holds',
    }),
  ]),
]
