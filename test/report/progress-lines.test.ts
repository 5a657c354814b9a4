import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Event } from '../../src/model/events.ts'
import { createReporter } from '../../src/report/reporter.ts'
import { recordingStream } from './recording-stream.ts'
import * as sample from './sample-reports.ts'

beforeEach(() => void vi.useFakeTimers({ now: new Date(2026, 10, 2, 12, 1, 7) }))
afterEach(() => void vi.useRealTimers())

function startRun(verbosity = 0, env: Record<string, string> = {}) {
  const [stdout, stderr] = [recordingStream(), recordingStream()]
  const reporter = createReporter({ stdout, stderr, output: 'text', verbosity, env })
  return { reporter, stdout, stderr, emitAll: (...events: Event[]) => events.forEach(reporter.emit) }
}

const started: Event = { type: 'action-started', action: sample.role }
const finished: Event = { type: 'action-finished', action: sample.role, result: sample.result(sample.role) }
const call: Event = { type: 'call', service: 'iam', operation: 'GetRole', outcome: 'NoSuchEntity', durationMs: 33.4, attempt: 2 }

test('without a terminal each step is a whole line with the time of day, on stderr only', () => {
  const { emitAll, stdout, stderr } = startRun()
  emitAll({ type: 'phase', phase: 'apply', text: 'applying' }, { type: 'notice', text: 'The cluster is UPDATING' }, started, finished)
  expect(stderr.text()).toBe(
    [
      '12:01:07 phase applying',
      '12:01:07 note  The cluster is UPDATING',
      '12:01:07 start iam-role lab-flux-imgctrl-irsa',
      '12:01:07 done  iam-role lab-flux-imgctrl-irsa (0.2s)',
      '',
    ].join('\n'),
  )
  expect(stdout.text()).toBe('')
})

test('every 15 seconds it says what still runs and what it waits for', () => {
  const { emitAll, stderr } = startRun()
  emitAll(started, { type: 'action-waiting', id: sample.role.id, text: 'not visible yet' })
  vi.advanceTimersByTime(30_000)
  emitAll(finished)
  vi.advanceTimersByTime(30_000)
  expect(
    stderr
      .text()
      .split('\n')
      .filter((line) => line.includes(' wait ')),
  ).toEqual([
    '12:01:22 wait  iam-role lab-flux-imgctrl-irsa: not visible yet (15s)',
    '12:01:37 wait  iam-role lab-flux-imgctrl-irsa: not visible yet (30s)',
  ])
})

test('a long verify says how far it is', () => {
  const { emitAll, stderr } = startRun()
  emitAll({ type: 'phase', phase: 'verify', text: 'verifying' }, { type: 'check-finished', check: sample.brokenTrust })
  vi.advanceTimersByTime(15_000)
  expect(stderr.text()).toContain('12:01:22 wait  verifying: checked 1, 1 failed (15s)\n')
})

test('the result ends the heartbeat', () => {
  const { reporter, emitAll, stderr } = startRun()
  emitAll(started)
  reporter.result(sample.installed)
  const before = stderr.text()
  vi.advanceTimersByTime(60_000)
  expect(stderr.text()).toBe(before)
})

test('a failure says why on its line', () => {
  const { emitAll, stderr } = startRun()
  const error = { code: 'aws-access-denied', message: 'iam:CreateRole was denied' }
  emitAll(started, { type: 'action-finished', action: sample.role, result: sample.result(sample.role, { outcome: 'failed', error }) })
  expect(stderr.text()).toContain('12:01:07 fail  iam-role lab-flux-imgctrl-irsa: iam:CreateRole was denied (0.2s)\n')
})

test('what is as wanted is quiet, and shows with -v', () => {
  const events: Event[] = [
    { type: 'action-started', action: sample.provider },
    { type: 'action-finished', action: sample.provider, result: sample.result(sample.provider) },
  ]
  const [quiet, verbose] = [startRun(), startRun(1)]
  quiet.emitAll(...events)
  verbose.emitAll(...events)
  expect(quiet.stderr.text()).toBe('')
  expect(verbose.stderr.text()).toContain('kept  oidc-provider oidc.eks.')
})

test('calls show at -vv, with the attempt, and not before', () => {
  const [once, twice] = [startRun(1), startRun(2)]
  once.emitAll(call)
  twice.emitAll(call)
  expect(once.stderr.text()).toBe('')
  expect(twice.stderr.text()).toBe('12:01:07 call  iam GetRole NoSuchEntity 33ms (attempt 2)\n')
})

test('a reason that a remote wrote cannot colour the log', () => {
  const { emitAll, stderr } = startRun(1)
  emitAll(started, { type: 'action-waiting', id: sample.role.id, text: 'a\u001b[31mb\nc' })
  expect(stderr.text()).toContain('wait  iam-role lab-flux-imgctrl-irsa: ab c\n')
})

test('a plan is shown for the question that follows, without the notices that were just read', () => {
  const { emitAll, stdout, stderr } = startRun()
  emitAll({ type: 'notice', text: 'UPDATING' }, { type: 'plan', plan: sample.planOf([sample.role], ['UPDATING']) })
  expect(stderr.text()).toContain('Plan: 1 to create.')
  expect(stderr.text().match(/UPDATING/g)).toHaveLength(1)
  expect(stdout.text()).toBe('')
})

test('what stays the same is said ever more seldom, with the time that is left; -v says it once', () => {
  const stderr = recordingStream()
  const reporter = createReporter({
    stdout: recordingStream(),
    stderr,
    output: 'text',
    verbosity: 1,
    env: {},
    endsAt: Date.now() + 600_000,
  })
  reporter.emit(started)
  for (let n = 0; n < 20; n++) reporter.emit({ type: 'action-waiting', id: sample.role.id, text: 'not visible yet' })
  vi.advanceTimersByTime(300_000)
  reporter.close()
  const lines = stderr
    .text()
    .split('\n')
    .filter((line) => line.includes(' wait '))
  expect(lines).toHaveLength(1 + 7)
  expect(lines[1]).toBe('12:01:22 wait  iam-role lab-flux-imgctrl-irsa: not visible yet (15s, 9m 45s left)')
  expect(lines.at(-1)).toContain('(5m 00s, 5m 00s left)')
})
