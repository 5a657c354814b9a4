import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import { failureAs, documentOf, type DocumentKind } from '../../src/report/machine/documents.ts'
import { guarded, pastGuard, withoutCommands } from '../../src/report/machine/runner-text.ts'
import { markdownText } from '../../src/report/page/markdown-text.ts'
import { createReporter } from '../../src/report/reporter.ts'
import { all, parseXml, textOf } from '../report/xml.ts'
import { recordingStream } from '../report/recording-stream.ts'
import * as sample from '../report/sample-reports.ts'
import { drive } from '../stories/drive.ts'

const COMMANDS = [
  '::set-output name=x::y',
  '::stop-commands::z',
  '##[error]x',
  '##vso[task.setvariable variable=x]y',
  "##teamcity[buildStop comment='x']",
]
/** At the start of a line in every way that a runner reads one. */
const MESSAGE = COMMANDS.flatMap((command) =>
  ['', ' ', '\t', '\u00a0', '\u3000', '\u0085', '\u0001', '\u200b'].map((space) => `${space}${command}`),
).join('\n')
const KINDS: DocumentKind[] = ['json', 'junit', 'html', 'svg', 'markdown', 'mermaid']
const hostile = sample.verifyOf([
  sample.check({
    id: MESSAGE,
    section: MESSAGE,
    status: 'fail',
    title: MESSAGE,
    message: MESSAGE,
    evidence: [MESSAGE],
    fix: MESSAGE,
    notice: MESSAGE,
  }),
  sample.check({ id: 'image/x', status: 'warn', message: MESSAGE, evidence: MESSAGE.split('\n') }),
])
const failure = new Failure({ code: 'x', source: 'environment', message: MESSAGE, evidence: [[MESSAGE, MESSAGE]], fix: MESSAGE })

/** The lines that a runner obeys: `::` after what .NET trims (actions/runner, ActionCommand.cs), and tags anywhere. */
function obeyed(text: string): string[] {
  return text.split(/[\n\r]/).filter((line) => /^[\s\u0085]*::/.test(line) || /##\w*\[/.test(line))
}

test('the test sees what a runner obeys', () => {
  expect(obeyed(MESSAGE)).toHaveLength(8 * 3 + 6 * 2)
})

describe('no document holds a command to a runner', () => {
  test.each(KINDS)('%s of what was found', (kind) => {
    expect(obeyed(documentOf(hostile, kind))).toEqual([])
  })

  test.each(KINDS)('%s of an error', (kind) => {
    expect(obeyed(failureAs(failure, kind) ?? '')).toEqual([])
  })

  test('and what reads it finds the same text in it', () => {
    const words = '::set-output name=x::y ##[error]x'
    const report = sample.verifyOf([sample.check({ id: 'a', status: 'fail', message: words, evidence: [words] })])
    expect(JSON.parse(documentOf(report, 'json'))).toMatchObject({ checks: [{ message: words }] })
    expect(textOf(all(parseXml(documentOf(report, 'junit')), 'failure')[0]!)).toContain(words)
  })
})

describe('no output of a run holds one', () => {
  const env = { GITHUB_ACTIONS: 'true' }

  test.each(['text', 'short', 'json', 'junit', 'html', 'mermaid', 'github'] as const)('-o %s', (output) => {
    const [stdout, stderr] = [recordingStream(), recordingStream()]
    const reporter = createReporter({ stdout, stderr, output, verbosity: 2, env })
    reporter.emit({ type: 'notice', text: MESSAGE })
    reporter.emit({ type: 'phase', phase: 'verify', text: MESSAGE })
    reporter.result(hostile)
    createReporter({ stdout, stderr, output, verbosity: 2, env }).failure(failure)
    const ours = /^::(?:group::flux-irsa verify|endgroup::|(?:error|warning|notice) title=[^\n]*)$/
    expect(obeyed(stdout.text()).filter((line) => !ours.test(line))).toEqual([])
    expect(obeyed(stderr.text())).toEqual([])
  })

  test.each([
    [{ GITHUB_ACTIONS: 'true' }, []],
    [{ TF_BUILD: 'True' }, []],
    [{ TEAMCITY_VERSION: '2026.1' }, []],
    [{ GITHUB_ACTIONS: 'true' }, ['-o', 'json']],
  ])('explain, under %j with %j', async (runner: Record<string, string>, args) => {
    const input = COMMANDS.map(
      (command) => `ssh: handshake failed: knownhosts: key mismatch ${command}\n${command} x509: certificate signed by unknown authority`,
    ).join('\n')
    const { stdout, stderr } = await drive({ env: runner, ca: '' }, ['explain', ...args], { stdin: input })
    expect(obeyed(stdout + stderr)).toEqual([])
  })

  test('bad input that is repeated', async () => {
    const { stdout, stderr } = await drive({ env, ca: '' }, [
      'verify',
      '--cluster',
      '##[error]x\n::stop-commands::x',
      '--\n::stop-commands::x',
    ])
    expect(obeyed(stdout + stderr)).toEqual([])
  })
})

describe('a guarded stream', () => {
  test.each([
    [[':', ':set-output x'], ': :set-output x'],
    [['  ', ':', ':', 'x'], '  : :x'],
    [['a#', '#', '[x]'], 'a## [x]'],
    [['a\n', '::x\n', '::y'], 'a\n: :x\n: :y'],
    [['arn:aws:iam:', ':1:role/x'], 'arn:aws:iam::1:role/x'],
  ])('of the pieces %j shows %j', (pieces, shown) => {
    const stream = recordingStream()
    const guard = guarded(stream)
    for (const piece of pieces) guard.write(piece)
    expect(stream.text()).toBe(shown)
  })

  test('lets commands of our own past, through several guards', () => {
    const stream = recordingStream()
    pastGuard(guarded(guarded(stream))).write('::group::x\n')
    expect(stream.text()).toBe('::group::x\n')
  })

  test('changes nothing twice', () => {
    expect(withoutCommands(withoutCommands(MESSAGE))).toBe(withoutCommands(MESSAGE))
  })
})

describe('in a comment on GitHub nobody is notified and nothing is linked', () => {
  test.each([
    ['@octocat', '@<!-- -->octocat'],
    ['@acme/platform', '@<!-- -->acme/platform'],
    ['fixes #1', 'fixes #<!-- -->1'],
    ['acme/fleet#1', 'acme/fleet#<!-- -->1'],
    ['GH-1', 'GH-<!-- -->1'],
    ['!1', '!<!-- -->1'],
    ['see https://evil.test/x', 'see https:<!-- -->//evil.test/x'],
    ['www.evil.test', 'www<!-- -->.evil.test'],
    ['mailto:a@evil.test', 'mailto:<!-- -->a@<!-- -->evil.test'],
    ['[x](javascript:alert)', '&#91;x&#93;(javascript:alert)'],
    ['<img src=x>', '&#60;img src=x&#62;'],
  ])('%s', (text, markdown) => {
    expect(markdownText(text)).toBe(markdown)
  })
})
