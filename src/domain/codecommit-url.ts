/** What a CodeCommit address names; the account is not in it. */
export interface CodeCommitUrl {
  scheme: 'https' | 'ssh'
  region: string
  repository: string
  /** The id of the IAM user's SSH key. */
  user?: string
}

/**
 * The parts of an address of AWS CodeCommit, in every partition and of FIPS endpoints too; `undefined` for other hosts.
 * Source: https://docs.aws.amazon.com/codecommit/latest/userguide/regions.html
 */
export function parseCodeCommitUrl(url: string): CodeCommitUrl | undefined {
  const match =
    /^(https|ssh):\/\/(?:([^@/]+)@)?git-codecommit(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.(?:com|com\.cn|eu)(?::\d+)?\/v1\/repos\/([\w.-]+?)\/?$/i.exec(
      url,
    )
  if (match === null) return undefined
  const [, scheme = '', user, region = '', repository = ''] = match
  return { scheme: scheme.toLowerCase() as 'https' | 'ssh', region: region.toLowerCase(), repository, ...(user ? { user } : {}) }
}
