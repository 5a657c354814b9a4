import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import { createClustersReporter } from '../../../src/report/clusters/reporter.ts'
import { recordingStream } from '../recording-stream.ts'
import * as sample from '../sample-reports.ts'
import { endingOf } from './sample-endings.ts'

const names = ['lab', 'production', 'third']

function startRun({ columns, verbosity = 0 }: { columns?: number; verbosity?: number } = {}) {
  const [stdout, stderr] = [recordingStream(), recordingStream(columns ? { columns } : {})]
  const reporter = createClustersReporter({ command: 'install', names, stdout, stderr, output: 'text', verbosity, env: {} })
  return { reporter, stderr, shown: () => stripVTControlCharacters(stderr.text()) }
}

describe('where nothing can be repainted', () => {
  test('every line has its time and its cluster; single actions are told only with -v, failures always', () => {
    const lines = (verbosity: number) => {
      const { reporter, shown } = startRun({ verbosity })
      reporter.began('lab')
      reporter.emit('lab', { type: 'phase', phase: 'apply', text: 'applying' })
      reporter.emit('lab', { type: 'action-finished', action: sample.role, result: sample.result(sample.role) })
      const error = { code: 'x', message: 'no' }
      const failed = sample.result(sample.serviceAccount, { outcome: 'failed', error })
      reporter.emit('lab', { type: 'action-finished', action: sample.serviceAccount, result: failed })
      reporter.ended(endingOf('lab', 1, sample.halfInstalled))
      reporter.close()
      const written = shown().trimEnd().split('\n')
      for (const line of written) expect(line).toMatch(/^\d\d:\d\d:\d\d \w+ +lab {9}\S/)
      return written.map((line) => line.slice(9).replaceAll(/ +/g, ' '))
    }
    expect(lines(0)).toEqual([
      'start lab 1 of 3',
      'phase lab applying',
      expect.stringMatching(/^fail lab service-account .*: no/),
      expect.stringMatching(/^fail lab Install is not complete/),
    ])
    expect(lines(1)).toHaveLength(5)
  })

  test('every 15 seconds each cluster says what it is at', () => {
    vi.useFakeTimers()
    const { reporter, shown } = startRun()
    reporter.began('lab')
    reporter.began('third')
    reporter.emit('lab', { type: 'action-started', action: sample.role })
    reporter.emit('lab', { type: 'action-waiting', id: sample.role.id, text: 'not visible yet' })
    vi.advanceTimersByTime(15_000)
    vi.useRealTimers()
    reporter.close()
    expect(shown()).toMatch(/wait {2}lab {9}iam-role lab-flux-imgctrl-irsa: not visible yet \(15s\)\n.* wait {2}third {7}working \(15s\)\n/)
  })
})

test('what stays the same is said after ever longer pauses, of each cluster for itself', () => {
  vi.useFakeTimers()
  const { reporter, shown } = startRun()
  reporter.began('lab')
  reporter.began('third')
  vi.advanceTimersByTime(60_000)
  reporter.emit('third', { type: 'phase', phase: 'verify', text: 'verifying third' })
  vi.advanceTimersByTime(60_000)
  vi.useRealTimers()
  reporter.close()
  const waits = shown()
    .split('\n')
    .flatMap((line) => / wait +(.*)/.exec(line)?.[1]?.replaceAll(/ +/g, ' ') ?? [])
  expect(waits.filter((line) => line.startsWith('lab'))).toEqual(['15s', '30s', '1m 00s', '2m 00s'].map((time) => `lab working (${time})`))
  expect(waits.filter((line) => line.startsWith('third working'))).toEqual(
    ['15s', '30s', '1m 00s'].map((time) => `third working (${time})`),
  )
})

describe('at a terminal', () => {
  test('there is one line for each cluster that is worked on, and what became of one stays', async () => {
    const { reporter, shown } = startRun({ columns: 80 })
    reporter.began('lab')
    reporter.began('production')
    reporter.emit('lab', { type: 'action-started', action: sample.role })
    reporter.emit('production', { type: 'phase', phase: 'observe', text: 'reading production' })
    await vi.waitFor(() =>
      expect(shown()).toMatch(
        /install: 0 of 3 clusters done, 1 to come \(\d+s\)\n {4}lab {13}\d+s {2}iam-role lab-flux-imgctrl-irsa\n {4}production {6}\d+s {2}reading production/,
      ),
    )
    reporter.ended(endingOf('lab', 0, sample.installed))
    await vi.waitFor(() => expect(shown()).toMatch(/✔ lab {9}Installed.*4\.2s\n[^]*1 of 3 clusters done, 1 to come[^]*production/))
    reporter.close()
  })

  test('no line is wider than the terminal, so that it is cleared whole', async () => {
    const { reporter, shown } = startRun({ columns: 50 })
    reporter.began('lab')
    reporter.emit('lab', { type: 'action-started', action: sample.role })
    reporter.emit('lab', { type: 'action-waiting', id: sample.role.id, text: 'a long reason '.repeat(10) })
    await vi.waitFor(() => expect(shown()).toContain('…'))
    reporter.close()
    for (const line of shown().split('\n')) expect(line.length).toBeLessThanOrEqual(50)
  })

  test('a question is put below the plans, and nothing is written while it is open', async () => {
    const { reporter, shown, stderr } = startRun({ columns: 80 })
    for (const name of ['lab', 'third']) reporter.began(name)
    await vi.waitFor(() => expect(shown()).toContain('0 of 3'))
    reporter.ask([
      { name: 'lab', plan: sample.plan },
      { name: 'third', plan: sample.plan },
    ])
    expect(shown()).toMatch(/\nlab\n[^]*\nPlan: [^]*\nthird\n[^]*\nPlan: .*\n\n$/)
    // The cursor is given back to who answers.
    const cursor = ['\u001b[?25l', '\u001b[?25h'].map((code) => stderr.text().lastIndexOf(code))
    expect(cursor[1]).toBeGreaterThan(cursor[0] ?? 0)
    const asked = stderr.text()
    reporter.emit('third', { type: 'notice', text: 'something meanwhile' })
    expect(stderr.text()).toBe(asked)
    reporter.answered()
    await vi.waitFor(() => expect(shown()).toMatch(/! third {7}something meanwhile\n[^]*lab {13,}\d+s {2}working/))
    reporter.close()
  })
})
