import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import type { Event } from '../../src/model/events.ts'
import type { Report } from '../../src/model/report.ts'
import type { Output } from '../../src/report/outlets.ts'
import { createReporter } from '../../src/report/reporter.ts'
import { recordingStream } from './recording-stream.ts'
import * as sample from './sample-reports.ts'

function startRun(output: Output, verbosity = 0) {
  const [stdout, stderr] = [recordingStream(), recordingStream()]
  return { stdout, stderr, reporter: createReporter({ stdout, stderr, output, verbosity, env: {} }) }
}

const REPORTS: [string, Report][] = [
  ['a plan', sample.plan],
  ['an install', sample.installed],
  ['an uninstall', sample.uninstalled],
  ['a verify', sample.brokenChain],
]
const EVENTS: Event[] = [
  { type: 'phase', phase: 'apply', text: 'applying' },
  { type: 'notice', text: 'UPDATING' },
  { type: 'plan', plan: sample.plan },
  { type: 'action-started', action: sample.role },
  { type: 'action-waiting', id: sample.role.id, text: 'waiting' },
  { type: 'call', service: 'iam', operation: 'GetRole', outcome: 'ok', durationMs: 3 },
  { type: 'action-finished', action: sample.role, result: sample.result(sample.role) },
  { type: 'check-finished', check: sample.brokenTrust },
  { type: 'verify-finished', report: sample.brokenChain },
]

describe.each(REPORTS)('%s', (_name, report) => {
  test('as JSON is the report itself, whatever happened before and however verbose', () => {
    const { reporter, stdout } = startRun('json', 3)
    EVENTS.forEach(reporter.emit)
    reporter.result(report, { next: 'x', tool: 'flux-irsa 0.1.0' })
    expect(JSON.parse(stdout.text())).toEqual(report)
  })

  test.each(['text', 'short', 'json'] as const)('as %s is on stdout alone, and without escapes when piped', (output) => {
    const { reporter, stdout, stderr } = startRun(output)
    reporter.result(report)
    expect(stderr.text()).toBe('')
    expect(stdout.text()).not.toContain('\u001b')
    expect(stdout.text().endsWith('\n')).toBe(true)
  })

  test.each(['text', 'short', 'json'] as const)('progress before %s never reaches stdout', (output) => {
    const { reporter, stdout, stderr } = startRun(output, 2)
    EVENTS.forEach(reporter.emit)
    reporter.close()
    expect(stdout.text()).toBe('')
    expect(stderr.text()).not.toContain('\u001b')
  })
})

test('a short verify can be pasted: program, target, problems with their fix, counts', () => {
  const { reporter, stdout } = startRun('short')
  reporter.result(sample.brokenChain, { tool: 'flux-irsa 0.1.0' })
  expect(stdout.text()).toMatchInlineSnapshot(`
    "flux-irsa 0.1.0 · lab · eu-west-1 · account 111122223333
    ✘ role-trust/image-reflector-controller  the role lab-flux-imgctrl-irsa does not trust the ServiceAccount flux-system/image-reflector-controller
        fix: flux-irsa install --cluster lab
    ? policy-grants  iam:GetPolicyVersion was denied
    2 passed, 1 failed, 1 unknown, 1 skipped · 4.2s
    "
  `)
})

test('a short plan names what would change, a line each', () => {
  const { reporter, stdout } = startRun('short')
  reporter.result(sample.planOf([sample.provider, sample.role, sample.foreign], ['UPDATING']))
  expect(stdout.text()).toMatchInlineSnapshot(`
    "lab · eu-west-1 · account 111122223333
    + iam-role    lab-flux-imgctrl-irsa
    ! git-secret  flux-system/flux-system  kustomize-controller made this Secret  fix: flux-irsa install --cluster lab --adopt
    ! UPDATING
    Plan: 1 to create, 1 conflict, 1 unchanged.
    "
  `)
})

test('a short install that failed says at what', () => {
  const { reporter, stdout } = startRun('short')
  reporter.result(sample.halfInstalled)
  expect(stdout.text()).toMatchInlineSnapshot(`
    "lab · eu-west-1 · account 111122223333
    ✘ iam-role lab-flux-imgctrl-irsa: iam:CreateRole was denied
      fix      Allow the caller iam:CreateRole.
    Install is not complete: 1 updated, 1 unchanged, 1 failed, 2 not done.
    "
  `)
})

test('a short uninstall names only what should be gone and is not', () => {
  const { reporter, stdout } = startRun('short')
  const stuck = { resource: 'namespace', name: 'flux-system', reason: 'Terminating', expected: false }
  reporter.result({ ...sample.uninstalled, ok: false, leftovers: [...(sample.uninstalled.leftovers ?? []), stuck] })
  expect(stdout.text()).toMatchInlineSnapshot(`
    "lab · eu-west-1 · account 111122223333
    ✘ namespace flux-system: still there: Terminating
    Uninstall is not complete: 2 removed, 1 still there.
    "
  `)
})

describe('an error before there is a report', () => {
  const error = new Failure({
    code: 'cluster-not-found',
    source: 'user',
    message: 'there is no cluster lab in eu-west-1',
    fix: 'aws eks list-clusters',
  })

  test.each(['text', 'short'] as const)('is a block on stderr for %s', (output) => {
    const { reporter, stdout, stderr } = startRun(output)
    reporter.failure(error)
    expect(stderr.text()).toBe('✘ there is no cluster lab in eu-west-1\n  fix  aws eks list-clusters\n')
    expect(stdout.text()).toBe('')
  })

  test('is one document on stdout for json', () => {
    const { reporter, stdout, stderr } = startRun('json')
    reporter.failure(error)
    expect(JSON.parse(stdout.text())).toMatchObject({ schema: 'flux-irsa/error/v1', code: 'cluster-not-found' })
    expect(stderr.text()).toBe('')
  })
})
