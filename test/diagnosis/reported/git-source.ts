import type { Reported } from './reported.ts'

export const GIT_SOURCE: Reported[] = [
  [
    'git-secret-invalid',
    'https://github.com/open-component-model/ocm/issues/277',
    '✗ failed to create authentication options for /home/me/localrepo/mapping-with-cue.git: scheme "" is not supported',
  ],
  [
    'git-secret-invalid',
    'https://github.com/fluxcd/source-controller/issues/1647',
    '    Message:               failed to checkout and determine revision: private key must be provided to use github app authentication\n    Observed Generation:   2\n    Reason:                GitOperationFailed\n    Status:                False\n    Type:                  Ready',
  ],
  [
    'git-ref-missing',
    'https://github.com/fluxcd/flux2/issues/1014',
    'I0301 20:07:37.916725   66463 request.go:655] Throttling request took 1.196405185s, request: GET:https://10.2.145.141:6443/apis/networking.istio.io/v1beta1?timeout=32s\n► connecting to github.com\n✗ git clone error: couldn\'t find remote ref "refs/heads/main"',
  ],
  ['git-ref-missing', 'https://github.com/fluxcd/flux2/issues/634', '✗ git clone error: remote repository is empty'],
  [
    'git-repo-missing',
    'https://github.com/fluxcd/source-controller/issues/197',
    '{"level":"error","ts":"2020-11-07T04:58:09.548Z","logger":"controller","msg":"Reconciler error","reconcilerGroup":"source.toolkit.fluxcd.io","reconcilerKind":"GitRepository","controller":"gitrepository","name":"fleet","namespace":"flux-system","error":"unable to clone \'ssh://ssh.dev.azure.com/ACME/PRJ/fleet\', error: unknown error: remote: Command git-upload-pack \'/ACME/PRJ/fleet\' is not in expected format."}',
  ],
  [
    'git-repo-missing',
    'https://github.com/fluxcd/flux2/issues/4954',
    '◎ waiting for GitRepository "flux-system/flux-system" to be reconciled\n✗ failed to checkout and determine revision: unable to list remote for \'ssh://git@github.com/acme/fleet-infra\': repository not found',
  ],
  ['git-repo-missing', 'https://github.com/fluxcd/flux2/issues/924', '✗ git clone error: repository not found'],
  [
    'git-protocol',
    'https://github.com/flipt-io/flipt/issues/3476',
    'Error: performing initial clone: unexpected client error: unexpected requesting "https://dev.azure.com/org/project/_git/repo/git-upload-pack" status code: 400',
  ],
  [
    'git-protocol',
    'https://github.com/go-git/go-git/issues/64',
    'unable to fetch git repository: unexpected client error: unexpected requesting "https://dev.azure.com/acme/" status code: 400',
  ],
  [
    'git-protocol',
    'https://github.com/fluxcd/flux2/issues/3363',
    "failed to checkout and determine revision: unable to clone\n'ssh://git.example.com:22/dept/_git/project_name': empty\ngit-upload-pack given",
  ],
  ['git-protocol', 'https://github.com/rancher/fleet/issues/2047', 'Error cloning repository: empty git-upload-pack given'],
  [
    'git-protocol',
    'https://github.com/fluxcd/flux2/issues/1463',
    '► cloning branch "UN-16443-fluxcd" from Git repository "ssh://git@github.com/acme/fleet.git"\n✗ failed to clone repository: object not found',
  ],
  [
    'git-provider-mismatch',
    'https://github.com/fluxcd/flux2/issues/5415',
    'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: fleet, namespace: flux-system}\nspec:\n  provider: github\n  secretRef: {name: git-token-auth}\n  url: https://github.com/acme/fleet\nstatus:\n  conditions:\n  - {type: Ready, status: "False", reason: AuthenticationFailed, message: \'Failed to configure authentication options: app ID must be provided to use github app authentication\'}\n',
  ],
  [
    'git-provider-mismatch',
    'https://github.com/fluxcd/source-controller/pull/1647',
    "failed to configure authentication options: secretRef 'apps/gh' has github app data but provider is not set to github",
  ],
]
