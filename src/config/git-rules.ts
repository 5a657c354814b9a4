import { addressProblem, codeCommitProblem, GIT_PROVIDERS } from '../domain/git-provider.ts'
import { parseGitUrl, refProblem } from '../domain/git-url.ts'
import type { GitScheme } from '../domain/git-url.ts'
import { isDns1123Subdomain } from '../domain/names.ts'
import { survivesUnquoted } from '../domain/yaml-scalar.ts'
import { isPasswordSource, passwordSource } from './password-source.ts'
import { must, oneOf, quoted } from './rule.ts'
import type { Problem, Rule, RuleContext, Rules } from './rule.ts'
import { textOf } from './said.ts'
import type { AllSaid } from './said.ts'

const secretName: Rule = must(
  (value) => isDns1123Subdomain(value) && survivesUnquoted(value),
  "is not a Secret's name",
  'RFC 1123: lower-case letters, digits, - and .; no bare number or word such as null',
)

/** What holds for the Git source and its credentials. Files and stdin are not read here. */
export const gitRules: Rules = {
  gitUrl: { each: gitUrlProblem },
  gitRef: {
    each: (value) => {
      const problem = refProblem(value) ?? (survivesUnquoted(value) ? undefined : 'is not text to YAML')
      return problem
        ? { problem: `${quoted(value)} ${problem}`, allowed: 'a full ref name such as refs/heads/main or refs/tags/v1' }
        : undefined
    },
  },
  gitPath: must((value) => survivesUnquoted(value), 'would not be read back as text by YAML', '/ or a folder such as clusters/prod'),
  gitProvider: { ...oneOf(GIT_PROVIDERS), whole: gitProviderProblem },
  gitUsername: { each: usernameProblem, whole: usernameMisplaced },
  gitPasswordFile: { whole: passwordProblem('gitPasswordFile') },
  gitPasswordStdin: { whole: passwordProblem('gitPasswordStdin') },
  gitPassword: { whole: passwordProblem('gitPassword') },
  gitSshKeyFile: { whole: sshKeyProblem },
  gitKnownHostsFile: {
    whole: ({ said }) =>
      said.has('gitKnownHostsFile') && !said.has('gitSshKeyFile')
        ? { problem: 'is of no use without a key', allowed: 'with --git-ssh-key-file' }
        : undefined,
  },
  gitSecret: { ...secretName, whole: secretProblem },
  gitSecretName: secretName,
}

/** Never repeats the URL: it may hold a token. */
function gitUrlProblem(value: string): Problem | undefined {
  const url = parseGitUrl(value)
  if (!url.ok) return { problem: url.problem, allowed: url.suggestion ?? 'https://HOST/PATH or ssh://USER@HOST/PATH' }
  if (!survivesUnquoted(value))
    return { problem: 'would not be read back as text by YAML', allowed: 'https://HOST/PATH or ssh://USER@HOST/PATH' }
  // Over https the login may be installed already.
  const unknown = codeCommitProblem(value, { provider: 'generic', hasLogin: true })
  return unknown && { problem: unknown.problem, allowed: `ssh://APKA…@${url.host}/v1/repos/NAME` }
}

/** What can be told before anything is read; the Secret's keys are looked at by verify. */
function gitProviderProblem({ said }: RuleContext): Problem | undefined {
  const provider = textOf(said, 'gitProvider') ?? 'generic'
  const misplaced = addressProblem(textOf(said, 'gitUrl') ?? '', provider)
  if (misplaced) return { problem: misplaced.problem, allowed: 'generic, or no provider' }
  const login = passwordSource(said)?.field ?? said.get('gitSshKeyFile')?.field
  if (provider === 'generic' || !login) return undefined
  return {
    problem: `${provider} does not go with ${login}`,
    allowed: 'generic for a password or a key; a GitHub App comes by --git-secret',
  }
}

/** RFC 7617, section 2: a user-id with a colon cannot be told from the password. */
function usernameProblem(value: string): Problem | undefined {
  return value.includes(':')
    ? { problem: 'holds a colon', allowed: "the user's name alone; the password comes by --git-password-file" }
    : undefined
}

function usernameMisplaced({ said }: RuleContext): Problem | undefined {
  const ssh = said.has('gitSshKeyFile') || schemeOf(said) === 'ssh'
  return said.has('gitUsername') && ssh
    ? { problem: 'is of no use with SSH', allowed: 'the user in the URL: ssh://USER@HOST/PATH' }
    : undefined
}

function passwordProblem(key: string): NonNullable<Rule['whole']> {
  return ({ said }) => {
    if (!isPasswordSource(said, key)) return undefined
    const first = passwordSource(said)
    if (first && first.key !== key) return { problem: `does not go with ${first.field}`, allowed: 'one source of the password' }
    const scheme = schemeOf(said)
    if (scheme === 'ssh')
      return { problem: 'a password is of no use with an ssh:// URL', allowed: '--git-ssh-key-file, or an https:// URL' }
    if (scheme === 'http') return { problem: 'a password would go over http:// in the clear', allowed: 'an https:// URL' }
    return undefined
  }
}

function sshKeyProblem({ said }: RuleContext): Problem | undefined {
  if (!said.has('gitSshKeyFile')) return undefined
  const password = passwordSource(said)
  if (password) return { problem: `does not go with ${password.field}`, allowed: 'a key for ssh://, or a password for https://' }
  const scheme = schemeOf(said)
  if (scheme && scheme !== 'ssh') return { problem: `is of no use with an ${scheme}:// URL`, allowed: 'an ssh:// URL' }
  if (!said.has('gitKnownHostsFile')) return { problem: "needs the server's host keys", allowed: 'with --git-known-hosts-file' }
  return undefined
}

function secretProblem({ said }: RuleContext): Problem | undefined {
  if (!said.has('gitSecret')) return undefined
  const other =
    passwordSource(said)?.field ?? ['gitSshKeyFile', 'gitUsername', 'gitSecretName'].map((key) => said.get(key)?.field).find(Boolean)
  return other ? { problem: `does not go with ${other}`, allowed: 'a Secret that exists, or credentials for one that is made' } : undefined
}

function schemeOf(said: AllSaid): GitScheme | undefined {
  const url = parseGitUrl(textOf(said, 'gitUrl') ?? '')
  return url.ok ? url.scheme : undefined
}
