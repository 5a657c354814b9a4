import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import { githubAnnotations, githubFailure } from '../../src/report/machine/github-commands.ts'
import { withoutCommands } from '../../src/report/machine/runner-text.ts'
import { mixedChain, nastyChain } from './sample-chain.ts'
import * as sample from './sample-reports.ts'

test('checks are annotations, the worst first: what is unknown fails the step too', () => {
  expect(githubAnnotations(mixedChain).join('\n')).toMatchInlineSnapshot(`
    "::error title=trust/image-reflector-controller fail::the role does not let image-reflector-controller in%0Afix: flux-irsa install --cluster lab
    ::error title=policy-attached unknown::iam:ListAttachedRolePolicies was denied
    ::warning title=annotation-owner/a warn::the operator takes the annotation back%0Afix: flux-irsa install"
  `)
})

test('at most ten of a level, the last of which says how many more the summary holds', () => {
  const many = (status: 'fail' | 'unknown' | 'warn', count: number) =>
    Array.from({ length: count }, (_, index) => sample.check({ id: `image/${status}${index}`, status, message: status }))
  const lines = githubAnnotations(sample.verifyOf([...many('warn', 10), ...many('unknown', 3), ...many('fail', 12)]))
  expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(10)
  expect(lines[8]).toContain('image/fail8')
  expect(lines[9]).toBe('::error title=6 more::6 more in the summary of this step')
  expect(lines.filter((line) => line.startsWith('::warning'))).toHaveLength(10)
  expect(lines.at(-1)).toContain('image/warn9')
})

test('text of a cluster is escaped as the runner undoes it, and begins no line', () => {
  const line = githubAnnotations(sample.verifyOf([sample.check({ id: 'a:b,c%', status: 'fail', message: '50%,\r\n::error::x' })]))
  expect(line).toEqual(['::error title=a%3Ab%2Cc%25 fail::50%25,%0A::error::x'])
  expect(githubAnnotations(nastyChain).every((each) => /^::(error|warning) title=[^\n\r:,]*::[^\n\r]*$/.test(each))).toBe(true)
})

test('what ended a run after its last action is an error of its own', () => {
  const stopped = { code: 'deadline', message: 'install was not done after 900 s', fix: 'Run the same command again.' }
  expect(githubAnnotations({ ...sample.installed, ok: false, stopped })).toEqual([
    '::error title=flux-irsa%3A stopped::install was not done after 900 s%0Afix: Run the same command again.',
  ])
})

test('what a check has to say besides its verdict is a notice', () => {
  expect(githubAnnotations(sample.verifyOf([sample.check({ id: 'clock', notice: 'it is 3 s late' })]))).toEqual([
    '::notice title=clock::it is 3 s late',
  ])
})

test('a plan tells its conflicts and notices', () => {
  expect(githubAnnotations(sample.planOf([sample.role, sample.foreign], ['The cluster is UPDATING.']))).toEqual([
    '::error title=conflict%3A git-secret flux-system/flux-system::kustomize-controller made this Secret%0Afix: flux-irsa install --cluster lab --adopt',
    '::notice title=flux-irsa::The cluster is UPDATING.',
  ])
})

test('an install tells what failed, and what its checks say', () => {
  expect(githubAnnotations({ ...sample.halfInstalled, verify: sample.brokenChain })).toEqual([
    '::error title=iam-role/lab-flux-imgctrl-irsa failed::iam:CreateRole was denied%0Afix: Allow the caller iam:CreateRole.',
    expect.stringContaining('::error title=role-trust/image-reflector-controller fail::'),
    expect.stringContaining('::error title=policy-grants unknown::'),
  ])
})

test('an uninstall tells what should be gone and is not', () => {
  const stuck = { resource: 'namespace', name: 'flux-system', reason: 'Terminating', expected: false }
  expect(githubAnnotations({ ...sample.uninstalled, leftovers: [stuck] })).toEqual([
    '::error title=still there%3A namespace flux-system::Terminating',
  ])
})

test('an error before there is a report is one annotation with its fix', () => {
  const error = new Failure({
    code: 'cluster-not-found',
    source: 'user',
    message: 'there is no cluster lab',
    evidence: [['region', 'eu-west-1']],
    fix: 'aws eks list-clusters',
  })
  expect(githubFailure(error)).toBe(
    '::error title=flux-irsa%3A cluster-not-found::there is no cluster lab%0Aregion: eu-west-1%0Afix: aws eks list-clusters',
  )
})

describe('text in a log cannot command the runner', () => {
  test.each([
    ['::add-mask::x', ': :add-mask::x'],
    ['a\n  ::stop-commands::x', 'a\n  : :stop-commands::x'],
    ['a ##[group]b', 'a ## [group]b'],
    ['arn:aws:iam::111122223333:role/x', 'arn:aws:iam::111122223333:role/x'],
  ])('%j', (text, harmless) => {
    expect(withoutCommands(text)).toBe(harmless)
  })
})
