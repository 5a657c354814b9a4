import { describe, expect, test } from 'vitest'
import { refusal } from './load.ts'
import type { World } from './load.ts'

const policy = 'arn:aws:iam::111122223333:policy/boundary'
const password = { FLUX_IRSA_GIT_PASSWORD: 'hunter2' }
const https = ['--git-url', 'https://github.com/acme/fleet']
const ssh = ['--git-url', 'ssh://git@github.com/acme/fleet']
const key = ['--git-ssh-key-file', 'id']
const manyTags = Array.from({ length: 49 }, (_, index) => ['--tag', `k${index}=v`]).flat()
const digest = `sha256:${'a'.repeat(64)}`

type Row = [field: string, says: string, args: string[], world?: World]

const ofInstall: Row[] = [
  ['--cluster', 'not a cluster', ['--cluster', 'prod!']],
  ['--cluster', 'begins with -', ['--cluster', '--region']],
  ['--cluster', 'is empty', ['--cluster', '']],
  ['--cluster', 'not a cluster', ['--cluster', 'a'.repeat(101)]],
  ['--region', 'not a region', ['--region', 'Ireland']],
  ['FLUX_IRSA_REGION', 'not a region', [], { env: { FLUX_IRSA_REGION: 'eu-west' } }],
  ['region', 'not a region', ['-f', 'f.yaml'], { files: { 'f.yaml': 'region: eu_west_1' } }],
  ['--profile', 'line break', ['--profile', 'a\nb']],
  ['--profile', 'space', ['--profile', ' a']],
  ['--assume-role-arn', 'not a role', ['--assume-role-arn', policy]],
  ['--assume-role-arn', 'not a role', ['--assume-role-arn', 'arn:aws:iam::1234:role/x']],
  ['--kubeconfig', 'list of files', ['--kubeconfig', '/a/one:/b/two']],
  ['--context', 'begins with -', ['--context=-x']],
  ['--namespace', 'not a namespace', ['--namespace', 'Flux_System']],
  ['--repository', 'capital', ['--repository', 'ok/one', '--repository', 'Apps/Main']],
  ['--repository', 'is empty', ['--repository', 'one,,two']],
  ['--repository', 'not the ARN of an ECR repository', ['--repository', 'arn:aws:s3:::bucket']],
  ['FLUX_IRSA_REPOSITORY', 'image or a registry', [], { env: { FLUX_IRSA_REPOSITORY: '1.dkr.ecr.eu-west-1.amazonaws.com/a' } }],
  ['--access', 'not known', ['--access', 'write']],
  ['--service-account', 'not known', ['--service-account', 'default']],
  ['--service-account', 'not among the components', ['--service-account', 'source-controller', '--components', 'helm-controller']],
  ['--git-url', 'scp-style', ['--git-url', 'git@github.com:acme/fleet.git']],
  ['--git-url', 'holds credentials', ['--git-url', 'https://me:hunter2@github.com/acme/fleet']],
  ['--git-url', 'scheme', ['--git-url', 'file:///srv/git']],
  ['--git-ref', 'full ref name', ['--git-ref', 'main']],
  ['--git-path', 'YAML', ['--git-path', 'a #b']],
  ['--git-path', 'YAML', ['--git-path', '1.5']],
  ['--git-path', 'line break', ['--git-path', 'a\n  provider: aws']],
  ['--git-username', 'colon', ['--git-username', 'me:hunter2']],
  ['--git-username', 'no use with SSH', [...ssh, '--git-username', 'me']],
  ['--git-password-file', 'ssh:// URL', [...ssh, '--git-password-file', 'pw']],
  ['--git-password-file', 'in the clear', ['--git-url', 'http://git.internal/fleet', '--git-password-file', 'pw']],
  ['--git-password-stdin', '--git-password-file', [...https, '--git-password-stdin', '--git-password-file', 'pw']],
  ['FLUX_IRSA_GIT_PASSWORD', '--git-password-stdin', [...https, '--git-password-stdin'], { env: password }],
  ['FLUX_IRSA_GIT_PASSWORD', 'ssh:// URL', ssh, { env: password }],
  ['--git-ssh-key-file', 'FLUX_IRSA_GIT_PASSWORD', [...key, '--git-url', 'https://github.com/acme/fleet'], { env: password }],
  ['--git-ssh-key-file', 'https:// URL', [...https, ...key]],
  ['--git-ssh-key-file', 'host keys', [...ssh, ...key]],
  ['--git-known-hosts-file', 'without a key', [...ssh, '--git-known-hosts-file', 'kh']],
  ['--git-secret', 'not a Secret', ['--git-secret', 'Bad_Name']],
  ['--git-secret', 'not a Secret', ['--git-secret', 'null']],
  ['--git-secret', 'FLUX_IRSA_GIT_PASSWORD', [...https, '--git-secret', 'mine'], { env: password }],
  ['--git-secret', '--git-ssh-key-file', [...ssh, ...key, '--git-known-hosts-file', 'kh', '--git-secret', 'mine']],
  ['--git-secret', '--git-secret-name', ['--git-secret', 'mine', '--git-secret-name', 'ours']],
  ['--git-secret-name', 'not a Secret', ['--git-secret-name', '123']],
  ['--name-prefix', 'not a prefix', ['--name-prefix', 'a/b']],
  ['--role-name', 'not a role name', ['--role-name', 'r'.repeat(65)]],
  ['--policy-name', 'not a policy name', ['--policy-name', 'p'.repeat(129)]],
  ['--path', 'not an IAM path', ['--path', 'team/']],
  ['--permissions-boundary', 'not a policy', ['--permissions-boundary', 'boundary']],
  ['--permissions-boundary', 'is a role', ['--permissions-boundary', 'arn:aws:iam::111122223333:role/x']],
  ['--tag', 'not a pair', ['--tag', 'team']],
  ['--tag', 'said twice', ['--tag', 'a=1', '--tag', 'a=2']],
  ['--tag', 'but for case', ['--tag', 'team=1', '--tag', 'Team=2']],
  ['--tag', 'reserved by AWS', ['--tag', 'AWS:x=1']],
  ['--tag', 'is ours', ['--tag', 'flux-irsa:cluster=x']],
  ['--tag', 'not a tag key', ['--tag', 'a*b=1']],
  ['--tag', 'the value of', ['--tag', `a=${'x'.repeat(257)}`]],
  ['--tag', 'too many', manyTags],
  ['--operator-version', 'not a version', ['--operator-version', 'latest']],
  ['--flux-version', 'not a version', ['--flux-version', '2.7']],
  ['--flux-version', 'installs Flux up to', ['--operator-version', '0.32.0', '--flux-version', '2.9.x']],
  ['--registry', 'not a registry', ['--registry', 'https://ghcr.io/fluxcd']],
  ['--components', 'not known', ['--components', 'source-controller,weave-controller']],
  ['--chart-repository', 'not an OCI', ['--chart-repository', 'https://charts.example.com']],
  ['--chart-repository', 'begins with -', ['--chart-repository', '--debug']],
  ['--chart-digest', 'none of the charts', ['--chart-digest', `flux=${digest}`]],
  ['--chart-digest', 'malformed', ['--chart-digest', 'flux-operator=sha256:abc']],
  ['--helm', 'begins with -', ['--helm', '-rf']],
  ['--timeout', 'not a duration', ['--timeout', '15']],
  ['--timeout', 'not a duration', ['--timeout', '0s']],
  ['--timeout', 'not a duration', ['--timeout', '25h']],
  ['--output', 'not known', ['--output', 'yaml']],
  ['--output', 'not known', ['--output', 'short']],
  ['--detailed-exitcode', '--dry-run', ['--detailed-exitcode']],
  ['FLUX_IRSA_ADOPT', 'neither true nor false', [], { env: { FLUX_IRSA_ADOPT: 'maybe' } }],
  ['FLUX_IRSA_VERBOSE', 'not a level', [], { env: { FLUX_IRSA_VERBOSE: '9' } }],
]

const ofOthers: Row[] = [
  ['--cluster', 'takes one at a time', ['uninstall', '--cluster', 'a1', '--cluster', 'b1']],
  ['--cluster', 'takes one at a time', ['render', '--cluster', 'a1,b1', '-o', 'iam']],
  ['--cluster', 'not a cluster', ['verify', '--cluster', 'a1', '--cluster', 'b!']],
  ['--cluster', 'is empty', ['verify', '--cluster', 'a1,']],
  ['--all', 'needs a file with clusters', ['verify', '--all']],
  ['--all', 'does not go with --cluster', ['verify', '--all', '--cluster', 'a1']],
  ['--parallel', 'not a number that is taken', ['verify', '--cluster', 'a1', '--parallel', '0']],
  ['--only', 'not known', ['uninstall', '--cluster', 'c1', '--only', 'flux']],
  ['--watch', '--wait', ['verify', '--cluster', 'c1', '--watch', '--wait']],
  ...['short', 'json', 'junit', 'github', 'html', 'mermaid'].map((output): Row => {
    return ['--watch', `does not go with -o ${output}`, ['verify', '--cluster', 'c1', '--watch', '-o', output]]
  }),
  ['--watch', 'does not go with a report file', ['verify', '--cluster', 'c1', '--watch', '--report-file', 'chain.html']],
  ['--delete-oidc-provider', '--only irsa', ['uninstall', '--cluster', 'c1', '--only', 'irsa', '--delete-oidc-provider']],
]

const rows = [...ofInstall.map(([field, says, args, world]): Row => [field, says, withCluster(args), world]), ...ofOthers]

function withCluster(args: string[]): string[] {
  return args.includes('--cluster') ? ['install', ...args] : ['install', '--cluster', 'prod', ...args]
}

describe('is refused with exit 64, the field as the user wrote it, and what is allowed', () => {
  test.each(rows)('%s: %s (%j)', async (field, says, args, world) => {
    const reads: string[] = []
    const failure = await refusal(args, world, reads)
    expect(failure.message.startsWith(`${field}: `), failure.message).toBe(true)
    expect(failure.message).toContain(says)
    expect(failure.evidence[0]?.[0]).toBe('allowed')
    expect(failure).toMatchObject({ exitCode: 64, source: 'user', code: 'bad-input' })
    expect(failure.message).not.toContain('hunter2')
    expect(reads.filter((path) => path !== 'f.yaml')).toEqual([])
  })
})

test('of several problems the first in the order of the docs is reported', async () => {
  const args = ['install', '--timeout', 'soon', '--role-name', 'a b', '--region', 'mars', '--cluster', 'prod']
  expect((await refusal(args)).message).toMatch(/^--region: /)
})

test('an scp-style address is answered with the URL that Flux takes', async () => {
  const failure = await refusal(['install', '--cluster', 'c1', '--git-url', 'git@github.com:acme/fleet.git'])
  expect(failure.evidence).toEqual([['allowed', 'ssh://git@github.com/acme/fleet.git']])
})

test('what install alone cares for does not stop an uninstall', async () => {
  await expect(refusal(['uninstall', '--cluster', 'c1'], { env: { ...password } })).rejects.toThrow('accepted')
})
