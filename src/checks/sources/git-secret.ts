import { codeCommitProblem, providerProblem, type ProviderProblem } from '../../domain/git-provider.ts'
import { Failure } from '../../domain/failure.ts'
import { isBitbucketCloud, parseGitUrl, secretProblem } from '../../domain/git-url.ts'
import type { KubeObject } from '../../model/kube.ts'
import { fail, notApplicable, pass, undecided, type Finding } from '../kernel/check.ts'
import { readinessOf } from '../kernel/condition.ts'
import type { Facts } from '../kernel/facts.ts'
import type { VerifySettings } from '../kernel/settings.ts'
import { raw, shell } from '../../domain/shell.ts'
import { instanceFix } from '../flux/foreign-flux.ts'
import { credentialsFix, type Sync } from './git-sync.ts'

/**
 * The Secret that the FluxInstance names: its keys, and of the values only what their kind gives away; no value is repeated.
 */
export async function gitSecret(facts: Facts): Promise<Finding> {
  const { namespace } = facts.settings
  const sync = await facts.sync()
  if (!sync?.url) return notApplicable('Flux syncs from nowhere')
  if (!sync.pullSecret) {
    const problem = (sync.kind ?? 'GitRepository') === 'GitRepository' ? providerOf(sync, undefined) : undefined
    return problem ? misfit(facts, sync, problem, []) : pass('the source needs no Secret: none is named')
  }
  const fix = credentialsFix(facts.settings, sync.url, sync.pullSecret)
  const name = `${namespace}/${sync.pullSecret}`
  let found: KubeObject | undefined
  try {
    found = await facts.object('Secret', sync.pullSecret)
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'kube-forbidden') throw error
    return byItsSource(facts, sync, error)
  }
  if (!found) return fail(`the Secret ${name}, which the source names, does not exist`, { cause: 'git-secret-invalid', fix })
  if ((sync.kind ?? 'GitRepository') !== 'GitRepository') return pass(`${name} exists`)

  const keys = Object.keys((found['data'] as Record<string, string> | undefined) ?? {})
  const evidence = [`url: ${sync.url}`, `keys: ${keys.join(', ') || 'none'}`]
  const otherProvider = providerOf(sync, keys)
  if (otherProvider) return misfit(facts, sync, otherProvider, evidence)
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

/** Who may not read the Secret, which holds the password itself, is told what Flux says of the source that reads with it. */
async function byItsSource(
  facts: Facts,
  { kind = 'GitRepository', name = facts.settings.namespace, pullSecret }: Sync,
  denied: Failure,
): Promise<Finding> {
  const { namespace } = facts.settings
  const source = await facts.object(kind, name)
  const place = `${kind} ${namespace}/${name}`
  if (source && readinessOf(source).state === 'ready')
    return pass(`the Secret ${namespace}/${pullSecret} was not read (no right to); ${place}, which reads with it, is Ready`)
  return undecided(`the Secret ${namespace}/${pullSecret} was not read, and ${place}, which reads with it, is not Ready`, {
    evidence: [denied.message],
    cause: 'rbac-forbidden',
    fix: `Grant the caller the right to get secrets/${pullSecret} in ${namespace}, then run the same command again.`,
  })
}

function providerOf({ url = '', provider = 'generic' }: Sync, keys: string[] | undefined): ProviderProblem | undefined {
  return providerProblem({ url, provider, ...(keys ? { keys } : {}) }) ?? codeCommitProblem(url, { provider, hasLogin: keys !== undefined })
}

/** `spec.sync.provider` decides how the Secret is read, so that the two must fit each other and the URL. */
function misfit({ settings }: Facts, sync: Sync, { problem, wants }: ProviderProblem, evidence: string[]): Finding {
  const { url = '', provider = 'generic' } = sync
  const address = new URL(url)
  const key = address.protocol === 'ssh:' ? `ssh://APKA…@${address.host}${address.pathname}` : undefined
  return fail(`the Git source cannot log in: ${problem}`, {
    evidence: [`url: ${url}`, `provider: ${provider}`, ...evidence.filter((line) => !line.startsWith('url: '))],
    cause: key && !wants ? 'git-auth' : 'git-provider-mismatch',
    fix: misfitFix(settings, sync, wants, key),
  })
}

function misfitFix(settings: VerifySettings, { name }: Sync, wants: string | undefined, key: string | undefined): string {
  const { namespace, install, isForeign, keeper } = settings
  if (isForeign && !keeper) return shell`kubectl --namespace ${namespace} edit gitrepository ${name ?? namespace}`
  if (wants) return instanceFix(settings, `spec.sync.provider: ${wants}`, shell`--git-provider ${wants}`)
  if (keeper) return instanceFix(settings, key ? `spec.sync.url: ${key}` : 'spec.sync.pullSecret: a Secret with the keys of the GitHub App')
  return key
    ? shell`Put the id of the IAM user's SSH key into the URL: ${raw(install)} --git-url ${key}`
    : `Make a Secret with the keys of the GitHub App in ${namespace}, and name it: ${install} --git-secret NAME`
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
