import { expect, test, vi } from 'vitest'
import { stripVTControlCharacters } from 'node:util'
import { createReporter } from '../../src/report/reporter.ts'
import { follow, startActivity } from '../../src/report/live/activity.ts'
import { statusLines } from '../../src/report/live/progress-spinner.ts'
import { themeFor } from '../../src/report/text/theme.ts'
import { recordingStream } from './recording-stream.ts'
import * as sample from './sample-reports.ts'

const theme = themeFor({ stream: recordingStream(), env: {} })

function startRun(env: Record<string, string> = {}, columns = 80) {
  const [stdout, stderr] = [recordingStream({ columns }), recordingStream({ columns })]
  const reporter = createReporter({ stdout, stderr, output: 'text', verbosity: 0, env })
  return { reporter, stdout, stderr, shown: () => stripVTControlCharacters(stderr.text()) }
}

test('what runs side by side stands below what the program is at, with what each waits for and since when', () => {
  const activity = startActivity()
  follow(activity, { type: 'phase', phase: 'apply', text: 'applying' }, 0)
  follow(activity, { type: 'action-started', action: sample.role }, 1000)
  follow(activity, { type: 'action-started', action: sample.serviceAccount }, 2000)
  follow(activity, { type: 'action-waiting', id: sample.role.id, text: 'not visible yet' }, 5000)
  follow(activity, { type: 'action-waiting', id: sample.role.id, text: 'not visible yet' }, 8000)
  expect(statusLines(activity, theme, 10_000)).toEqual([
    'applying · 10s',
    '    iam-role lab-flux-imgctrl-irsa · 9s · not visible yet (5s)',
    '    service-account flux-system/image-reflector-controller · 8s',
  ])
})

test('at a terminal a spinner shows what runs, and what is over stays as a line', async () => {
  const { reporter, shown } = startRun()
  reporter.emit({ type: 'phase', phase: 'apply', text: 'applying' })
  reporter.emit({ type: 'action-started', action: sample.role })
  await vi.waitFor(() => expect(shown()).toMatch(/⠋ applying · \d+s\n {4}iam-role lab-flux-imgctrl-irsa · \d+s/))
  reporter.emit({ type: 'action-finished', action: sample.role, result: sample.result(sample.role) })
  reporter.close()
  expect(shown()).toContain('✔ iam-role lab-flux-imgctrl-irsa (0.2s)\n')
})

test('no line of the spinner is wider than the terminal, so that it is cleared whole', async () => {
  const { reporter, shown } = startRun({}, 50)
  reporter.emit({ type: 'action-started', action: sample.serviceAccount })
  reporter.emit({ type: 'action-waiting', id: sample.serviceAccount.id, text: 'a long reason '.repeat(10) })
  await vi.waitFor(() => expect(shown()).toContain('…'))
  reporter.close()
  expect(
    Math.max(
      ...shown()
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(50)
})

test('the spinner gives the cursor back and paints nothing after the end', async () => {
  const { reporter, stderr, shown } = startRun()
  reporter.emit({ type: 'phase', phase: 'observe', text: 'looking' })
  await vi.waitFor(() => expect(shown()).toContain('looking'))
  reporter.result(sample.provenChain)
  expect(stderr.text().endsWith('\u001b[?25h')).toBe(true)
})

test('a run that ends before the spinner is loaded leaves none behind', async () => {
  const { reporter, stderr } = startRun()
  reporter.emit({ type: 'phase', phase: 'observe', text: 'looking' })
  reporter.close()
  await import('ora')
  expect(stderr.text()).toBe('')
})

test('in CI a terminal too gets whole lines', () => {
  const { reporter, shown } = startRun({ CI: 'true' })
  reporter.emit({ type: 'phase', phase: 'observe', text: 'looking' })
  reporter.close()
  expect(shown()).toMatch(/^\d\d:\d\d:\d\d phase looking\n$/)
})

test('who watched plan and progress at the terminal reads only what is new in the result', () => {
  const { reporter, stdout } = startRun({ NO_COLOR: '1' })
  reporter.emit({ type: 'plan', plan: sample.plan })
  reporter.result({ ...sample.installed, verify: sample.provenChain }, { next: 'flux-irsa verify --cluster lab' })
  expect(stdout.text().replace(/\d+\.\ds\n\nNext/, '1.0s\n\nNext')).toBe(
    [
      '',
      'verify',
      '  ✔ 2 passed · 4.2s',
      '',
      '✔ Installed: 1 created, 2 updated, 1 restarted, 1 unchanged · 1.0s',
      '',
      'Next: flux-irsa verify --cluster lab',
      '',
    ].join('\n'),
  )
})
