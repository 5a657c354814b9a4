import { isBitbucketCloud, parseGitUrl, secretProblem } from '../../domain/git-url.ts'
import type { KubeObject } from '../../model/kube.ts'
import { fail, notApplicable, pass, type Finding } from '../kernel/check.ts'
import type { Facts } from '../kernel/facts.ts'
import { credentialsFix, syncOf } from './git-sync.ts'

/**
 * The Secret that the FluxInstance names: its keys, and of the values only what their kind gives away; no value is repeated.
 */
export async function gitSecret(facts: Facts): Promise<Finding> {
  const { namespace, install } = facts.settings
  const sync = syncOf(await facts.fluxInstance())
  if (!sync?.url) return notApplicable('the FluxInstance syncs from nowhere')
  if (!sync.pullSecret) return pass('the source needs no Secret: none is named')
  const fix = credentialsFix(install, sync.url)
  const name = `${namespace}/${sync.pullSecret}`
  const found = await facts.object('Secret', sync.pullSecret)
  if (!found) return fail(`the Secret ${name}, which the FluxInstance names, does not exist`, { cause: 'git-secret-invalid', fix })
  if ((sync.kind ?? 'GitRepository') !== 'GitRepository') return pass(`${name} exists`)

  const keys = Object.keys((found['data'] as Record<string, string> | undefined) ?? {})
  const evidence = [`url: ${sync.url}`, `keys: ${keys.join(', ') || 'none'}`]
  const problem = secretProblem(sync.url, keys)
  if (problem) return fail(`the Secret ${name} does not fit the URL: ${problem}`, { evidence, cause: 'git-secret-invalid', fix })
  const login = loginOf(found)
  const empty = ['username', 'password'].find((key) => keys.includes(key) && login[key] === '')
  if (empty) return fail(`the key ${empty} of the Secret ${name} is empty`, { evidence, cause: 'git-secret-invalid', fix })
  const git = parseGitUrl(sync.url)
  const bitbucket = git.ok && isBitbucketCloud(git.host) ? bitbucketProblem(login) : undefined
  if (bitbucket) return fail(`the Secret ${name} ${bitbucket}`, { evidence, cause: 'git-auth-bitbucket', fix })
  const broken = ['username', 'password'].find((key) => /[\r\n]$/.test(login[key] ?? ''))
  return pass(
    `${name} fits`,
    evidence,
    broken ? `the key ${broken} of the Secret ${name} ends in a line break, which is sent along with it` : '',
  )
}

function loginOf(secret: KubeObject): Record<string, string> {
  const data = (secret['data'] as Record<string, string> | undefined) ?? {}
  return Object.fromEntries(['username', 'password'].map((key) => [key, Buffer.from(data[key] ?? '', 'base64').toString('utf8')]))
}

/**
 * Bitbucket Cloud's secrets say by their first letters what they are: ATBB an app password (off since 2026-07-28), ATATT a user's API
 * token, ATCTT the access token of a repository, project or workspace. Each of the two that live wants a user name of its own.
 * Source: https://support.atlassian.com/bitbucket-cloud/docs/using-api-tokens/ and …/docs/using-access-tokens/
 */
function bitbucketProblem({ username = '', password = '' }: Record<string, string>): string | undefined {
  if (password.startsWith('ATBB'))
    return 'holds a Bitbucket app password: those stopped working on 2026-07-28, use an API token or an access token'
  if (password.startsWith('ATCTT') && username !== 'x-token-auth') return 'holds an access token, whose user name is x-token-auth'
  if (password.startsWith('ATATT') && username === 'x-token-auth')
    return 'holds an API token, whose user name is x-bitbucket-api-token-auth'
  return undefined
}
