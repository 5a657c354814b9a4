import type { Wording } from './wording.ts'

export const GIT_SOURCE: Wording[] = [
  ['git-secret-invalid', 'failed to get secret \'flux-system/flux-system\': secrets "flux-system" not found'],
  ['git-secret-invalid', 'unable to construct auth method with options: ssh: this private key is passphrase protected'],
  [
    'git-secret-invalid',
    "failed to configure authentication options: secret 'flux-system/git': malformed basic auth - has 'username' but missing 'password'",
  ],
  ['git-secret-invalid', 'failed to get secret \'flux-system/flux-system\': Secret "flux-system" not found'],
  ['git-secret-invalid', 'failed to checkout and determine revision: app id must be provided to use github app authentication'],
  [
    'git-secret-invalid',
    'GitRepository.source.toolkit.fluxcd.io "fleet" is invalid: spec.url: Invalid value: "git@github.com:acme/fleet.git": spec.url in body should match \'^(http|https|ssh)://.*$\'',
  ],
  ['git-secret-invalid', 'Load key "/etc/ssh/identity": error in libcrypto git@github.com: Permission denied (publickey).'],
  ['git-secret-invalid', 'ssh: this private key is passphrase protected'],
  ['git-secret-invalid', "secret 'flux-system/git': key 'known_hosts' not found"],
  [
    'git-secret-invalid',
    "failed to configure authentication options: invalid 'https' auth option: 'password' requires 'username' to be set",
  ],
  ['git-host-key', 'Host key verification failed. fatal: Could not read from remote repository.'],
  ['git-host-key', 'unable to clone: ssh: handshake failed: hostkey could not be verified'],
  ['git-host-key', 'No ED25519 host key is known for github.com and you have requested strict checking. Host key verification failed.'],
  ['git-host-key', 'ssh: handshake failed: ssh: host key fingerprint mismatch'],
  ['git-host-key', "unable to fetch-connect to remote 'ssh://git@git.acme.com/repo': ssh: handshake failed: hostkey could not be verified"],
  ['git-ref-missing', 'warning: Could not find remote branch prod to clone. fatal: Remote branch prod not found in upstream origin'],
  ['git-ref-missing', "failed to checkout and determine revision: unable to resolve ref 'v9' to a specific commit: reference not found"],
  ['git-ref-missing', "unable to resolve commit object for 'abc123': object not found"],
  ['git-ref-missing', "failed to checkout and determine revision: unable to get commit for branch 'main': no such branch"],
  ['git-ref-missing', 'error: src refspec main does not match any'],
  ['git-ref-missing', 'unable to resolve semver: no match found for semver: >=2.0.0, git tags'],
  [
    'git-ref-missing',
    "   Workload [HealthyConditionRule]:   failed to checkout and determine revision: failed to resolve commit object for '425ae9a2a2f84d195a9f3862668e8b2abf81418a': object not found",
  ],
  [
    'git-ref-missing',
    "NAMESPACE     NAME           URL                                         AGE   READY   STATUS\nflux-system   environments   https://github.com/acme/fleet   86s   False   failed to checkout and determine revision: unable to clone 'https://github.com/acme/fleet': couldn't find remote ref \"refs/heads/x\"",
  ],
  ['git-ref-missing', 'failed to checkout and determine revision: unable to clone: reference not found'],
  ['git-repo-missing', "unable to clone 'https://github.com/acme/flet': repository not found"],
  ['git-repo-missing', "remote: The project you were looking for could not be found or you don't have permission to view it."],
  ['git-repo-missing', 'conq: repository does not exist. fatal: Could not read from remote repository.'],
  [
    'git-repo-missing',
    'remote: TF401019: The Git repository with name or identifier fleet does not exist or you do not have permissions for the operation you are attempting.',
  ],
  [
    'git-repo-missing',
    'An error occurred (RepositoryDoesNotExistException) when calling the GetRepository operation: fleet does not exist',
  ],
  ['git-repo-missing', "fatal: unable to access 'https://gitlab.com/acme/flet.git/': The requested URL returned error: 404"],
  [
    'git-repo-missing',
    'Failed to checkout and determine revision: unable to clone unknown error: You have successfully authenticated over SSH. You can use Git to interact with AWS CodeCommit.',
  ],
  ['git-repo-missing', 'conq: invalid command syntax. fatal: Could not read from remote repository.'],
  [
    'git-repo-missing',
    "✗ failed to checkout and determine revision: unable to list remote for 'ssh://git@github.com/acme/fleet-infra': repository not found",
  ],
  [
    'git-protocol',
    'unable to clone: ssh: handshake failed: ssh: no common algorithm for key exchange; client offered: [curve25519-sha256], server offered: [diffie-hellman-group1-sha1]',
  ],
  ['git-protocol', 'Unable to negotiate with 10.0.0.1 port 22: no matching host key type found. Their offer: ssh-rsa'],
  ['git-protocol', 'Error on SSH connection: failed to start SSH session: Unable to exchange encryption keys'],
  [
    'git-protocol',
    "ERROR: You're using an RSA key with SHA-1, which is no longer allowed. Please use a newer client or a different key type.",
  ],
  ['git-protocol', 'failed to checkout: invalid pkt-len found'],
  ['git-protocol', 'unsupported protocol version 2'],
  [
    'git-protocol',
    'unable to clone \'https://dev.azure.com/acme/_git/fleet\': unexpected client error: unexpected requesting "https://dev.azure.com/acme/_git/fleet/git-upload-pack" status code: 400',
  ],
]
