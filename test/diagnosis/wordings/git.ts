import type { Wording } from './wording.ts'

export const GIT: Wording[] = [
  [
    'git-auth',
    "unable to clone 'https://gitlab.com/acme/fleet.git': authentication required: HTTP Basic: Access denied. The provided password or token is incorrect",
  ],
  ['git-auth', 'git@github.com: Permission denied (publickey). fatal: Could not read from remote repository.'],
  [
    'git-auth',
    "remote: Support for password authentication was removed on August 13, 2021. fatal: Authentication failed for 'https://github.com/acme/fleet.git/'",
  ],
  ['git-auth', "fatal: could not read Username for 'https://github.com': terminal prompts disabled"],
  [
    'git-auth',
    'User: arn:aws:iam::111122223333:user/git is not authorized to perform: codecommit:GitPull on resource: arn:aws:codecommit:eu-west-1:111122223333:fleet',
  ],
  [
    'git-auth',
    "ERROR: The 'acme' organization has enabled or enforced SAML SSO. To access this repository, you must use the HTTPS remote with a personal access token",
  ],
  [
    'git-auth',
    "remote: TF400813: The user '' is not authorized to access this resource. fatal: Authentication failed for 'https://dev.azure.com/acme/p/_git/fleet/'",
  ],
  ['git-auth', 'failed to checkout and determine revision: unable to clone: remote authentication required but no callback set'],
  [
    'git-auth',
    'could not refresh installation id 13601\'s token: received non 2xx response status "401 Unauthorized" when fetching https://api.github.com/app/installations/13601/access_tokens',
  ],
  [
    'git-auth',
    "remote: HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect or you're required to use a token instead of a password.",
  ],
  ['git-auth', 'failed to authenticate SSH session: Username/PublicKey combination invalid'],
  ['git-auth', 'remote: Public key authentication failed.\nfatal: Could not read from remote repository.'],
  [
    'git-auth',
    "fatal: unable to access 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet/': The requested URL returned error: 403",
  ],
  ['git-auth', 'remote: Invalid username or token. Password authentication is not supported for Git operations.'],
  ['git-auth', "failed to checkout and determine revision: unable to clone 'ssh://git@github.com/my-org/repo': ssh: handshake failed"],
  [
    'git-auth',
    "remote: Support for password authentication was removed. Please use a personal access token instead.\nremote: Please see https://github.blog/2020-12-15-token-authentication-requirements-for-git-operations/ for more information.\nfatal: unable to access 'https://github.com/acme/algorithm.git/': The requested URL returned error: 403",
  ],
  ['git-auth', 'Error: Key already in use'],
  ['git-auth', 'Agent admitted failure to sign. debug1: No more authentication methods to try. Permission denied (publickey).'],
  ['git-auth', 'remote: HTTP Basic: Access denied. The provided password or token is incorrect or your account has 2FA enabled'],
  ['git-auth', 'remote: Support for password authentication was removed on August 13, 2021.'],
  [
    'git-auth',
    "bootstrap failed with 2 health check failure(s): [error while waiting for\n│ GitRepository to be ready: 'failed to checkout and determine revision:\n│ unable to list remote for 'ssh://git@github.com/org/eks.git': ssh:\n│ handshake failed: ssh: unable to authenticate, attempted methods [none\n│ publickey], no supported methods remain', error while waiting for\n│ Kustomization to be ready: 'context deadline exceeded']",
  ],
  ['git-auth', '✗ failed to create repository, error: POST https://api.github.com/user/repos: 401 Bad credentials []'],
  [
    'git-auth',
    'failed to clone: Get "https://gitlab.com/acme/fleet.git/info/refs?service=git-upload-pack": unexpected client error: authorization failed',
  ],
  ['git-auth', 'error: failed to authenticate: 403 Forbidden: The requested URL returned error: 403'],
  [
    'git-auth',
    'auth error: authentication required: Invalid username or token. Password authentication is not supported for Git operations.',
  ],
  [
    'git-auth-bitbucket',
    "remote: Bitbucket Cloud recently stopped supporting account passwords for Git authentication. fatal: Authentication failed for 'https://bitbucket.org/acme/fleet.git/'",
  ],
  [
    'git-auth-bitbucket',
    'unable to clone \'https://bitbucket.org/acme/fleet.git\': unexpected client error: unexpected requesting "https://bitbucket.org/acme/fleet.git/info/refs?service=git-upload-pack" status code: 410',
  ],
  [
    'git-auth-bitbucket',
    "remote: You must use an API token to authenticate. fatal: Authentication failed for 'https://bitbucket.org/acme/fleet.git/'",
  ],
  ['git-auth-bitbucket', 'Forbidden. Your credentials lack one or more required privilege scopes.'],
  [
    'git-auth-bitbucket',
    'remote: You may not have access to this repository or it no longer exists in this workspace. (bitbucket) app password',
  ],
  ['git-auth-bitbucket', 'remote: Invalid credentials; bitbucket.org app passwords are deprecated'],
  ['git-auth-bitbucket', 'remote: Bitbucket Cloud recently stopped supporting account passwords for Git authentication.'],
  ['git-auth-bitbucket', "fatal: Authentication failed for 'https://bitbucket.org/acme/fleet.git/'"],
  ['git-push-denied', 'failed to push to remote: unknown error: ERROR: The key you are authenticating with has been marked as read only.'],
  ['git-push-denied', 'remote: error: GH006: Protected branch update failed for refs/heads/main.'],
  [
    'git-push-denied',
    "remote: Permission to acme/fleet.git denied to flux-bot. fatal: unable to access 'https://github.com/acme/fleet.git/': The requested URL returned error: 403",
  ],
  ['git-push-denied', 'repository access denied. access via a deployment key is read-only. fatal: Could not read from remote repository.'],
  ['git-push-denied', 'remote: TF402455: Pushes to this branch are not permitted; you must use a pull request to update this branch.'],
  ['git-push-denied', 'remote: error: GH013: Repository rule violations found for refs/heads/main.'],
  ['git-push-denied', 'GitLab: You are not allowed to push code to this project.'],
  [
    'git-push-denied',
    'refusing to allow a Personal Access Token to create or update workflow `.github/workflows/ci.yml` without `workflow` scope',
  ],
  ['git-push-denied', 'failed to push to remote: command error on refs/heads/main: failed to update ref'],
  ['git-push-denied', 'ERROR: This deploy key does not have write access to this project. fatal: Could not read from remote repository.'],
  [
    'git-push-denied',
    "remote: Permission to acme/browser.git denied to github-actions[bot].\nfatal: unable to access 'https://github.com/acme/browser/': The requested URL returned error: 403",
  ],
  ['git-push-denied', 'ERROR: Permission to acme/fleet denied to acme/other.'],
  ['git-push-denied', 'failed to push to remote: command error on refs/heads/main: pre-receive hook declined'],
  ['git-push-denied', 'error ImageUpdateAutomation/flux-system.flux-system - Reconciler error cannot push non-fastforwardable reference'],
  [
    'git-push-denied',
    " ! [rejected]        main -> main (non-fast-forward)\nerror: failed to push some refs to 'github.com:acme/fleet.git'",
  ],
  ['git-push-denied', 'remote: Permission to acme/fleet.git denied to deploy-key.'],
  ['git-push-denied', 'ERROR: The key you are authenticating with has been marked as read only.'],
]
