export type GitScheme = 'https' | 'http' | 'ssh'
export type GitUrl = { ok: true; scheme: GitScheme; host: string; user?: string } | { ok: false; problem: string; suggestion?: string }

/**
 * Reads a Git URL as source-controller takes it: https, http or ssh, with a path. `host` is without port. A problem or suggestion never
 * repeats what stands before the host of an http URL, as it may be a token.
 * Source: https://fluxcd.io/flux/components/source/gitrepositories/#url (scp-style addresses are not supported)
 */
export function parseGitUrl(url: string): GitUrl {
  if (/[\s\p{Cc}]/u.test(url)) return { ok: false, problem: 'has white space or control characters' }
  if (!url.includes('://')) return scpProblem(url)
  if (!/^(https?|ssh):\/\//i.test(url)) return { ok: false, problem: 'has a scheme other than https, http or ssh' }
  if (/[?#]/.test(url)) return { ok: false, problem: 'has a query or a fragment' }
  if (!URL.canParse(url)) return { ok: false, problem: 'is not a URL' }
  const { protocol, username, password, host, hostname, pathname } = new URL(url)
  const scheme = protocol.slice(0, -1) as GitScheme
  if (hostname === '') return { ok: false, problem: 'has no host' }
  if (password !== '' || (scheme !== 'ssh' && username !== '')) {
    const suggestion = `${protocol}//${scheme === 'ssh' ? `${username}@` : ''}${host}${pathname}`
    return { ok: false, problem: 'holds credentials, which belong into the Secret', suggestion }
  }
  if (pathname.replaceAll('/', '') === '') return { ok: false, problem: 'names no repository' }
  return { ok: true, scheme, host: hostname.toLowerCase(), ...(username !== '' && { user: username }) }
}

function scpProblem(url: string): GitUrl {
  const [, user, host, path] = /^([^@:/]+)@([^@:/]+):(.+)$/.exec(url) ?? []
  if (user === undefined || path === undefined) return { ok: false, problem: 'is not a URL; those begin with https:// or ssh://' }
  const suggestion = `ssh://${user}@${host}/${path.replace(/^\/+/, '')}`
  return { ok: false, problem: 'is an scp-style address, which Flux does not take', suggestion }
}

/** Bitbucket Cloud, by one of its Git hosts; Bitbucket Data Center is another product. */
export function isBitbucketCloud(host: string): boolean {
  return /^((www|altssh)\.)?bitbucket\.org$/i.test(host)
}

/**
 * The user name of a token where the host defines one: that of Bitbucket Cloud's repository, project and workspace access tokens.
 * Source: https://support.atlassian.com/bitbucket-cloud/docs/using-access-tokens/
 */
export function defaultGitUser(host: string): string | undefined {
  return isBitbucketCloud(host) ? 'x-token-auth' : undefined
}

/**
 * Why a text is not a full ref name (`refs/heads/main`, `refs/tags/v1`, `refs/pull/1/head`); `undefined` when it is one.
 * Source: `spec.sync.ref` of FluxInstance; https://git-scm.com/docs/git-check-ref-format
 */
export function refProblem(ref: string): string | undefined {
  if (ref === '') return 'is empty'
  if (!/^refs\/[^/]+\/./.test(ref)) {
    return `is not a full ref name${/^[\w./-]+$/.test(ref) && !ref.startsWith('refs/') ? `, as refs/heads/${ref} would be` : ''}`
  }
  if (/[\s\p{Cc}~^:?*[\\]/u.test(ref)) return 'has a character that Git does not allow (space, ~ ^ : ? * [ \\)'
  if (ref.includes('..') || ref.includes('@{') || ref.includes('//')) return 'has "..", "@{" or "//", which Git does not allow'
  if (/[/.]$/.test(ref)) return 'ends in "/" or "."'
  if (ref.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock'))) return 'a part begins with "." or ends in ".lock"'
  return undefined
}

/** Keys that a Secret of ours has for a scheme. Source: https://fluxcd.io/flux/components/source/gitrepositories/#secret-reference */
export function secretKeysFor(scheme: GitScheme): string[] {
  return scheme === 'ssh' ? ['identity', 'known_hosts'] : ['username', 'password']
}

/**
 * Why source-controller could not log in to this URL with a Secret of these keys; `undefined` when it can. Over https any of user and
 * password, a bearer token, a client certificate or a GitHub App will do.
 * Source: https://fluxcd.io/flux/components/source/gitrepositories/#secret-reference
 */
export function secretProblem(url: string, keys: string[]): string | undefined {
  const git = parseGitUrl(url)
  if (!git.ok) return `the Git URL ${git.problem}`
  const has = (...wanted: string[]): boolean => wanted.every((key) => keys.includes(key))
  if (git.scheme === 'ssh') {
    const missing = secretKeysFor('ssh').filter((key) => !has(key))
    return missing.length === 0 ? undefined : `an ssh URL needs identity and known_hosts; missing: ${missing.join(', ')}`
  }
  if (has('username', 'password') || has('bearerToken') || has('tls.crt', 'tls.key') || hasGitHubApp(keys)) return undefined
  // A public repository behind a private CA needs no login.
  if (keys.length > 0 && keys.every((key) => key === 'ca.crt' || key === 'caFile')) return undefined
  const missing = secretKeysFor(git.scheme).filter((key) => !has(key))
  return `an ${git.scheme} URL needs username and password, or bearerToken; missing: ${missing.join(', ')}`
}

/** Whether a Secret's keys are those of a GitHub App. */
export function hasGitHubApp(keys: string[]): boolean {
  const installations = keys.filter((key) => key === 'githubAppInstallationID' || key === 'githubAppInstallationOwner')
  return keys.includes('githubAppID') && keys.includes('githubAppPrivateKey') && installations.length === 1
}
