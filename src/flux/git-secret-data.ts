import type { GitCredentials } from '../model/settings.ts'
import { badInput } from '../domain/failure.ts'
import { defaultGitUser, parseGitUrl } from '../domain/git-url.ts'

/** GitHub, GitLab, Gitea and Azure DevOps look at the token and take any name with it. */
const ANY_USER = 'git'

/**
 * The data of the Git Secret (base64) as source-controller wants it for this URL. Throws a Failure (exit 64) when the credentials are of
 * the other kind than the URL, which is known for sure only now: it may be the installed one.
 */
export function gitSecretData(credentials: GitCredentials, url: string): Record<string, string> {
  const parsed = parseGitUrl(url)
  const isSsh = parsed.ok && parsed.scheme === 'ssh'
  if (isSsh !== (credentials.kind === 'ssh')) {
    throw badInput(
      credentials.kind === 'ssh' ? '--git-ssh-key-file' : 'the Git password',
      `does not go with the installed Git URL ${url}`,
      isSsh ? '--git-ssh-key-file and --git-known-hosts-file' : 'a password or token',
    )
  }
  if (credentials.kind === 'ssh') return { identity: base64(credentials.identity), known_hosts: base64(credentials.knownHosts) }
  const username = credentials.username ?? (parsed.ok ? defaultGitUser(parsed.host) : undefined) ?? ANY_USER
  return { username: base64(username), password: base64(credentials.password) }
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}
