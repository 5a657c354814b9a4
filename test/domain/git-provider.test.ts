import { describe, expect, it } from 'vitest'
import { codeCommitProblem, providerProblem } from '../../src/domain/git-provider.ts'

const GITHUB = 'https://github.com/acme/fleet'
const CODECOMMIT = 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet'
const AZURE = 'https://dev.azure.com/acme/fleet/_git/fleet'
const PASSWORD = ['username', 'password']
const APP = ['githubAppID', 'githubAppInstallationID', 'githubAppPrivateKey']
const SSH = ['identity', 'known_hosts']

describe('a provider', () => {
  const fitting: [provider: string, url: string, keys?: string[]][] = [
    ['generic', GITHUB, PASSWORD],
    ['generic', GITHUB],
    ['generic', 'ssh://git@github.com/acme/fleet', SSH],
    ['github', GITHUB, APP],
    [
      'github',
      'https://github.acme.test/acme/fleet',
      ['githubAppID', 'githubAppInstallationOwner', 'githubAppPrivateKey', 'githubAppBaseURL'],
    ],
    ['aws', CODECOMMIT],
    ['aws', 'https://git-codecommit-fips.us-gov-west-1.amazonaws.com/v1/repos/fleet'],
    ['aws', 'https://git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/fleet', ['ca.crt']],
    ['generic', CODECOMMIT, PASSWORD],
    ['azure', AZURE],
  ]
  it.each(fitting)('%s fits %s with %s', (provider, url, keys) => {
    expect(providerProblem({ url, provider, ...(keys ? { keys } : {}) })).toBeUndefined()
  })

  const misfits: [provider: string, url: string, keys: string[] | undefined, wants: string | undefined, says: string][] = [
    ['github', GITHUB, PASSWORD, 'generic', 'username and password'],
    ['github', GITHUB, ['bearerToken'], 'generic', 'bearerToken'],
    ['github', GITHUB, ['ca.crt'], undefined, 'githubAppID'],
    ['github', GITHUB, undefined, undefined, 'needs a Secret'],
    ['github', 'ssh://git@github.com/acme/fleet', SSH, 'generic', 'for https'],
    ['generic', GITHUB, APP, 'github', 'GitHub App'],
    ['aws', CODECOMMIT, PASSWORD, 'generic', 'need no provider'],
    ['aws', GITHUB, undefined, 'generic', 'CodeCommit'],
    ['aws', 'ssh://APKA1@git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet', SSH, 'generic', 'for https'],
    ['azure', GITHUB, undefined, 'generic', 'Azure DevOps'],
  ]
  it.each(misfits)('%s does not fit %s with %s', (provider, url, keys, wants, says) => {
    const problem = providerProblem({ url, provider, ...(keys ? { keys } : {}) })
    expect(problem?.wants).toBe(wants)
    expect(problem?.problem).toContain(says)
  })
})

describe('AWS CodeCommit', () => {
  it.each([
    [CODECOMMIT, 'generic', false, 'aws'],
    ['ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet', 'generic', true, undefined],
    ['ssh://git@git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet', 'generic', true, undefined],
  ])('refuses everybody at %s with %s', (url, provider, hasLogin, wants) => {
    const problem = codeCommitProblem(url, { provider, hasLogin })
    expect(problem).toBeDefined()
    expect(problem?.wants).toBe(wants)
  })
  it.each([
    [CODECOMMIT, 'aws', false],
    [CODECOMMIT, 'generic', true],
    ['ssh://APKAEXAMPLEKEYID@git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet', 'generic', true],
    ['https://git-codecommit.example.com/v1/repos/fleet', 'generic', false],
    [GITHUB, 'generic', false],
  ])('lets somebody in at %s with %s', (url, provider, hasLogin) => {
    expect(codeCommitProblem(url, { provider, hasLogin })).toBeUndefined()
  })
})
