import { describe, expect, it } from 'vitest'
import { defaultGitUser, isBitbucketCloud, parseGitUrl, refProblem, secretKeysFor, secretProblem } from '../../src/domain/git-url.ts'

describe('a Git URL', () => {
  it.each([
    ['https://bitbucket.org/team/repo.git', { scheme: 'https', host: 'bitbucket.org' }],
    ['https://git.test:8443/a/b', { scheme: 'https', host: 'git.test' }],
    ['http://git.test/a', { scheme: 'http', host: 'git.test' }],
    ['ssh://git@GitHub.com:22/a/b.git', { scheme: 'ssh', host: 'github.com', user: 'git' }],
    ['ssh://git.test/a', { scheme: 'ssh', host: 'git.test' }],
  ])('%s is taken', (url, parts) => expect(parseGitUrl(url)).toEqual({ ok: true, ...parts }))

  it.each(['git@bitbucket.org:team/repo.git', 'git@bitbucket.org:/team/repo.git'])(
    '%s is refused, and the ssh:// form suggested',
    (url) => {
      expect(parseGitUrl(url)).toMatchObject({ ok: false, suggestion: 'ssh://git@bitbucket.org/team/repo.git' })
    },
  )

  it.each([
    'https://user:s3cr3t@git.test/a/b',
    'https://s3cr3t@git.test/a/b',
    'http://x:s3cr3t@git.test/a/b',
    'ssh://git:s3cr3t@git.test/a/b',
  ])('with credentials is refused, without repeating them', (url) => {
    const parsed = parseGitUrl(url)
    expect(parsed).toMatchObject({ ok: false, suggestion: expect.stringContaining('git.test/a/b') })
    expect(JSON.stringify(parsed)).not.toContain('s3cr3t')
  })

  it.each([
    '',
    'bitbucket.org/a',
    'ftp://git.test/a',
    'oci://ghcr.io/a',
    'file:///a',
    'https://',
    'https://git.test',
    'https://git.test/',
    'https://git.test/a#b',
    'https://git.test/a?b',
    'https://git.test/a b',
    'https://git.test/a\nb',
    ' https://git.test/a',
    'https://git.test:99999/a',
  ])('%j is refused', (url) => expect(parseGitUrl(url)).toMatchObject({ ok: false }))
})

it('Bitbucket Cloud has a user name of its own for access tokens', () => {
  expect(defaultGitUser('bitbucket.org')).toBe('x-token-auth')
  expect(defaultGitUser('bitbucket.example.com')).toBeUndefined()
  expect(defaultGitUser('github.com')).toBeUndefined()
  expect(isBitbucketCloud('notbitbucket.org')).toBe(false)
})

describe('a ref', () => {
  it.each(['refs/heads/main', 'refs/heads/feature/x-1', 'refs/tags/v1.0', 'refs/pull/420/head', 'refs/heads/fix#12'])(
    'may be %s',
    (ref) => {
      expect(refProblem(ref)).toBeUndefined()
    },
  )

  it.each([
    '',
    'main',
    'heads/main',
    'refs/heads',
    'refs/heads/',
    'refs/heads/a b',
    'refs/heads/a..b',
    'refs/heads/.a',
    'refs/heads/a.lock',
    'refs/heads/a.lock/b',
    'refs/heads/a/',
    'refs/heads//a',
    'refs/heads/a.',
    'refs/heads/a~1',
    'refs/heads/a^',
    'refs/heads/a:b',
    'refs/heads/a?',
    'refs/heads/a*',
    'refs/heads/[a',
    'refs/heads/a\\b',
    'refs/heads/a@{1}',
    'refs/heads/a\n',
  ])('may not be %j', (ref) => expect(refProblem(ref)).toBeTypeOf('string'))

  it('that is a branch’s short name gets the full one named', () => expect(refProblem('main')).toContain('refs/heads/main'))
})

describe('a Git Secret', () => {
  const [https, ssh] = ['https://git.test/a', 'ssh://git@git.test/a']

  it('of ours suits the URL it is made for', () => {
    expect(secretProblem(https, secretKeysFor('https'))).toBeUndefined()
    expect(secretProblem('http://git.test/a', secretKeysFor('http'))).toBeUndefined()
    expect(secretProblem(ssh, secretKeysFor('ssh'))).toBeUndefined()
  })

  it.each([
    [['bearerToken']],
    [['tls.crt', 'tls.key', 'ca.crt']],
    [['username', 'password', 'ca.crt']],
    [['ca.crt']],
    [['githubAppID', 'githubAppPrivateKey', 'githubAppInstallationID']],
  ])('of %j is enough over https', (keys) => expect(secretProblem(https, keys)).toBeUndefined())

  it('says which key is missing', () => {
    expect(secretProblem(https, ['username'])).toMatch(/missing: password$/)
    expect(secretProblem(https, ['identity', 'known_hosts'])).toMatch(/missing: username, password$/)
    expect(secretProblem(ssh, ['identity'])).toMatch(/missing: known_hosts$/)
    expect(secretProblem(ssh, ['username', 'password'])).toMatch(/missing: identity, known_hosts$/)
    expect(secretProblem(https, ['githubAppID', 'githubAppPrivateKey'])).toBeTypeOf('string')
    expect(secretProblem(https, [])).toBeTypeOf('string')
    expect(secretProblem('git@git.test:a', ['identity', 'known_hosts'])).toContain('scp-style')
  })
})
