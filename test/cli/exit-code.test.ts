import { describe, expect, test } from 'vitest'
import { exitCodeOf, exitCodeOfFailure } from '../../src/cli/exit-code.ts'
import { badInput, Failure } from '../../src/domain/failure.ts'
import type { InstallReport, Report } from '../../src/model/report.ts'
import { createReporter } from '../../src/report/reporter.ts'
import { recordingStream } from '../report/recording-stream.ts'
import * as sample from '../report/sample-reports.ts'

const { installed, uninstalled } = sample
const warned = sample.check({ id: 'w', status: 'warn', message: 'old' })
const unexpected = { resource: 'namespace', name: 'flux-system', reason: 'Terminating', expected: false }

function failedWith(...codes: string[]): InstallReport {
  const results = codes.map((code) => sample.result(sample.role, { outcome: 'failed', error: { code, message: code } }))
  return { ...installed, ok: false, results }
}

const CASES: [string, Report, number][] = [
  ['a plan with work', sample.plan, 0],
  ['a plan with a conflict', sample.planOf([sample.role, sample.foreign]), 64],
  ['a verify that passes', sample.provenChain, 0],
  ['a verify with a warning', sample.verifyOf([warned]), 0],
  ['a verify with a check that could not be made', sample.verifyOf([warned, sample.unreadPolicy]), 3],
  ['a verify with a failed check, among unknown ones', sample.brokenChain, 1],
  ['an install that is done', installed, 0],
  ['an install whose checks pass', { ...installed, verify: sample.provenChain }, 0],
  ['an install whose checks fail', { ...installed, ok: false, verify: sample.brokenChain }, 1],
  ['an install with a check that could not be made', { ...installed, verify: sample.verifyOf([sample.unreadPolicy]) }, 3],
  ['an install with a failed action', sample.halfInstalled, 1],
  ['an install that stopped without saying why', { ...installed, ok: false, results: [] }, 1],
  ['an install that a conflict refused', { ...installed, ok: false, plan: sample.planOf([sample.foreign]), results: [] }, 64],
  ['an install that met a foreign field manager', failedWith('kube-conflict'), 64],
  ['an install that met one, and a real failure', failedWith('kube-conflict', 'kube-500'), 1],
  ['an install whose credentials ran out', failedWith('aws-credentials'), 4],
  ['an install that reached its deadline, whatever failed before', failedWith('kube-500', 'deadline'), 124],
  ['an interrupted install', failedWith('deadline', 'interrupted'), 130],
  ['a terminated install', failedWith('terminated'), 143],
  ['an uninstall with expected leftovers', uninstalled, 0],
  ['an uninstall with something that should be gone', { ...uninstalled, ok: false, leftovers: [unexpected] }, 1],
]

const isVerify = ([, report]: (typeof CASES)[number]) => report.schema === 'flux-irsa/verify/v1'

describe.each(['text', 'short', 'json', 'github', 'junit', 'html', 'mermaid'] as const)('shown as %s', (output) => {
  const hasChecksOnly = ['junit', 'html', 'mermaid'].includes(output)
  test.each(hasChecksOnly ? CASES.filter(isVerify) : CASES)('%s', (_name, report, expected) => {
    const [stdout, stderr] = [recordingStream(), recordingStream()]
    const before = exitCodeOf(report)
    createReporter({ stdout, stderr, output, verbosity: 0, env: {} }).result(report)
    expect([before, exitCodeOf(report)]).toEqual([expected, expected])
  })
})

describe('--detailed-exitcode', () => {
  test.each<[string, Report, number]>([
    ['changes are pending', sample.plan, 2],
    ['nothing is', sample.planOf([sample.provider]), 0],
    ['a conflict stays a refusal', sample.planOf([sample.role, sample.foreign]), 64],
    ['it means nothing to a verify', sample.provenChain, 0],
  ])('%s', (_name, report, expected) => {
    expect(exitCodeOf(report, { detailedExitcode: true })).toBe(expected)
  })
})

function commanderError(code: string, exitCode: number): Error {
  return Object.assign(new Error('error: of the parser'), { code, exitCode })
}

describe('an error instead of a report', () => {
  test.each<[string, unknown, number]>([
    ['bad input', badInput('--region', 'x', 'y'), 64],
    ['what the surroundings refuse', new Failure({ code: 'x', source: 'environment', message: 'x' }), 1],
    ['a Failure that says its own', new Failure({ code: 'aws-credentials', source: 'environment', message: 'x', exitCode: 4 }), 4],
    ['a bug', new TypeError('x'), 1],
    ['something that is not an error', undefined, 1],
    ['the deadline', new DOMException('x', 'TimeoutError'), 124],
    ['an abort', new DOMException('x', 'AbortError'), 130],
    ['a command line that the parser refuses', commanderError('commander.unknownOption', 1), 64],
    ['a command line that asks for help', commanderError('commander.helpDisplayed', 0), 0],
  ])('%s', (_name, error, expected) => {
    expect(exitCodeOfFailure(error)).toBe(expected)
  })
})
