import { parseCodeCommitUrl } from './codecommit-url.ts'
import { hasGitHubApp, parseGitUrl } from './git-url.ts'

/** How source-controller gets its login for Git. Source: https://fluxcd.io/flux/components/source/gitrepositories/#provider */
export const GIT_PROVIDERS = ['generic', 'github', 'aws', 'azure'] as const
export type GitProvider = (typeof GIT_PROVIDERS)[number]

/** What is wrong, and the provider with which it would be right; none where the URL or the Secret must change. */
export interface ProviderProblem {
  problem: string
  wants?: GitProvider
}

/**
 * Why a Git source cannot log in as its provider says; `undefined` when it can. `keys` are those of its Secret, `undefined` where it has
 * none or they are not known. A GitHub App needs provider github, and a user name with a password must have none.
 * Source: https://github.com/fluxcd/flux2/issues/5415 and 5695; https://fluxcd.io/flux/components/source/gitrepositories/#provider
 */
export function providerProblem(source: { url: string; provider: string; keys?: string[] }): ProviderProblem | undefined {
  const { url, provider, keys } = source
  const misplaced = addressProblem(url, provider)
  if (misplaced) return misplaced
  if (!keys) return provider === 'github' ? { problem: 'provider github needs a Secret with the keys of a GitHub App' } : undefined
  if (hasGitHubApp(keys) && provider !== 'github') {
    return { problem: `the Secret holds a GitHub App, which needs provider github, not ${provider}`, wants: 'github' }
  }
  const login = keys.filter((key) => ['username', 'password', 'bearerToken'].includes(key))
  if (provider !== 'generic' && login.length > 0 && !hasGitHubApp(keys)) {
    return {
      problem: `the Secret holds ${login.join(' and ')}, which need no provider: ${provider} takes its login elsewhere`,
      wants: 'generic',
    }
  }
  if (provider === 'github' && !hasGitHubApp(keys)) {
    return { problem: 'provider github needs a Secret with githubAppID, githubAppPrivateKey and one of githubAppInstallationID and …Owner' }
  }
  return undefined
}

/** What an address alone tells: whether the provider knows its host and scheme. */
export function addressProblem(url: string, provider: string): ProviderProblem | undefined {
  const git = parseGitUrl(url)
  if (!git.ok || provider === 'generic') return undefined
  if (git.scheme !== 'https') return { problem: `provider ${provider} is for https, the URL is ${git.scheme}`, wants: 'generic' }
  if (provider === 'aws' && !parseCodeCommitUrl(url)) {
    return { problem: `provider aws is for AWS CodeCommit, the URL is of ${git.host}`, wants: 'generic' }
  }
  if (provider === 'azure' && !/(^|\.)(dev\.azure\.com|visualstudio\.com)$/.test(git.host)) {
    return { problem: `provider azure is for Azure DevOps, the URL is of ${git.host}`, wants: 'generic' }
  }
  return undefined
}

/** The command's words for the user of CodeCommit's SSH: the id of the key that an IAM user has there, not a name. */
const SSH_KEY_ID = /^APKA[A-Z0-9]+$/

/**
 * Why AWS CodeCommit would refuse everybody at this address; `undefined` for other hosts, and where it would not. Over https it takes a
 * login by IAM (provider aws) or Git credentials of an IAM user; over ssh the user of the URL is the id of an SSH key (`APKA…`).
 * Source: https://docs.aws.amazon.com/codecommit/latest/userguide/setting-up-ssh-unixes.html
 */
export function codeCommitProblem(
  url: string,
  { provider, hasLogin }: { provider: string; hasLogin: boolean },
): ProviderProblem | undefined {
  const address = parseCodeCommitUrl(url)
  if (address?.scheme === 'ssh') {
    if (SSH_KEY_ID.test(address.user ?? '')) return undefined
    const user = address.user ? `the user ${address.user} is not one` : 'the URL names none'
    return { problem: `AWS CodeCommit takes the id of an IAM user's SSH key (APKA…) as the user of ssh, and ${user}` }
  }
  if (!address || provider === 'aws' || hasLogin) return undefined
  return { problem: 'AWS CodeCommit lets nobody in without a login, and there is neither a Secret nor provider aws', wants: 'aws' }
}
