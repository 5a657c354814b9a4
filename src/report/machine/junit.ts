import type { CheckResult, VerifyReport } from '../../model/verify-report.ts'
import { storyOf } from '../text/story-of-error.ts'
import { docsPath } from '../text/verify-text.ts'
import { xmlAttribute, xmlText } from './xml-text.ts'

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
const NAME = 'flux-irsa verify'

/**
 * The report as JUnit XML, the dialect that Jenkins, GitLab and Azure read (https://github.com/testmoapp/junitxml): a section is a test
 * suite, a check a test case; `fail` is a failure, `unknown` an error, `skip` skipped, and a warning, for which JUnit has no word, passes
 * and is told in system-out. Times are seconds.
 */
export function junitXml(report: VerifyReport): string {
  const sections = [...new Set(report.checks.map((check) => check.section))]
  const suites = sections.map((section) => junitSuite(section, report, { of: section }))
  return junitDocument(suites, report)
}

/** Some checks of a report as lines of a document, with what they count for. */
export interface JunitSuite {
  lines: string[]
  counts: Record<'tests' | 'failures' | 'errors' | 'skipped', number>
}

/** The checks of one section, or of all, as one test suite; `classPrefix` is what its test cases' classes begin with. */
export function junitSuite(
  name: string,
  { checks: all, target, startedAt }: VerifyReport,
  { of, classPrefix = 'flux-irsa' }: { of?: string; classPrefix?: string } = {},
): JunitSuite {
  const checks = of === undefined ? all : all.filter((check) => check.section === of)
  const time = seconds(checks.reduce((sum, check) => sum + check.durationMs, 0))
  const properties = Object.entries(target).map(([key, value]) => `      <property${attributes({ name: key, value })}/>`)
  const lines = [
    `  <testsuite${attributes({ name, ...countsOf(checks), time, timestamp: startedAt })}>`,
    '    <properties>',
    ...properties,
    '    </properties>',
    ...checks.flatMap((check) => testCase(check, classPrefix)),
    '  </testsuite>',
  ]
  return { lines, counts: countsOf(checks) }
}

/** The whole document. `durationMs` and `startedAt` (RFC 3339) are those of the run, and absent where none began. */
export function junitDocument(suites: JunitSuite[], run: { durationMs?: number; startedAt?: string }): string {
  const sum = (key: keyof JunitSuite['counts']) => suites.reduce((total, { counts }) => total + counts[key], 0)
  const totals = { tests: sum('tests'), failures: sum('failures'), errors: sum('errors'), skipped: sum('skipped') }
  const times: Record<string, string> = run.startedAt ? { time: seconds(run.durationMs ?? 0), timestamp: run.startedAt } : {}
  const lines = suites.flatMap((suite) => suite.lines)
  return [HEAD, `<testsuites${attributes({ name: NAME, ...totals, ...times })}>`, ...lines, '</testsuites>', ''].join('\n')
}

/** An error before there was a report, so that whoever collects the file does not take its absence for green. */
export function junitFailure(error: unknown): string {
  return junitDocument([junitFailureSuite('run', error, 'flux-irsa.run')], {})
}

/** A suite of one test case that is an error: nothing could be checked. */
export function junitFailureSuite(name: string, error: unknown, classname: string): JunitSuite {
  const failure = storyOf(error)
  const text = [
    failure.message,
    ...failure.evidence.map(([key, value]) => `${key}: ${value}`),
    ...(failure.fix ? [`fix: ${failure.fix}`] : []),
  ].join('\n')
  const counts = { tests: 1, failures: 0, errors: 1, skipped: 0 }
  const lines = [
    `  <testsuite${attributes({ name, ...counts })}>`,
    `    <testcase${attributes({ classname, name: 'the checks could be made' })}>`,
    `      <error${attributes({ message: failure.message, type: failure.code })}>${xmlText(text)}</error>`,
    '    </testcase>',
    '  </testsuite>',
  ]
  return { lines, counts }
}

function testCase(check: CheckResult, classPrefix: string): string[] {
  const { id, section, title, status, message, durationMs } = check
  const open = `    <testcase${attributes({ classname: `${classPrefix}.${section}`, name: `${id}: ${title}`, time: seconds(durationMs) })}`
  const told = attributes({ message: message || title, type: check.cause ?? status })
  switch (status) {
    case 'pass':
      return [`${open}/>`]
    case 'skip':
      return [`${open}>`, `      <skipped${attributes({ message })}/>`, '    </testcase>']
    case 'fail':
      return [`${open}>`, `      <failure${told}>${xmlText(detailOf(check))}</failure>`, '    </testcase>']
    case 'unknown':
      return [`${open}>`, `      <error${told}>${xmlText(detailOf(check))}</error>`, '    </testcase>']
    case 'warn':
      return [`${open}>`, `      <system-out>${xmlText(`warning: ${detailOf(check)}`)}</system-out>`, '    </testcase>']
  }
}

function detailOf({ message, evidence, fix, docs }: CheckResult): string {
  return [message, ...evidence, ...(fix ? [`fix: ${fix}`] : []), ...(docs ? [`docs: ${docsPath(docs)}`] : [])].join('\n')
}

function countsOf(checks: CheckResult[]): JunitSuite['counts'] {
  const count = (status: CheckResult['status']) => checks.filter((check) => check.status === status).length
  return { tests: checks.length, failures: count('fail'), errors: count('unknown'), skipped: count('skip') }
}

function attributes(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlAttribute(String(value))}"`)
    .join('')
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3)
