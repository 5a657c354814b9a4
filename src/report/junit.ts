import type { CheckResult, VerifyReport } from '../checks/report.ts'
import { storyOf } from './story-of-error.ts'
import { docsPath } from './verify-text.ts'
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
  const suites = sections.flatMap((section) =>
    suite(
      section,
      report.checks.filter((check) => check.section === section),
      report,
    ),
  )
  const all = attributes({ name: NAME, ...counts(report.checks), time: seconds(report.durationMs), timestamp: report.startedAt })
  return [HEAD, `<testsuites${all}>`, ...suites, '</testsuites>', ''].join('\n')
}

/** An error before there was a report, so that whoever collects the file does not take its absence for green. */
export function junitFailure(error: unknown): string {
  const failure = storyOf(error)
  const text = [
    failure.message,
    ...failure.evidence.map(([key, value]) => `${key}: ${value}`),
    ...(failure.fix ? [`fix: ${failure.fix}`] : []),
  ].join('\n')
  return [
    HEAD,
    `<testsuites${attributes({ name: NAME, tests: 1, failures: 0, errors: 1, skipped: 0 })}>`,
    `  <testsuite${attributes({ name: 'run', tests: 1, failures: 0, errors: 1, skipped: 0 })}>`,
    `    <testcase${attributes({ classname: 'flux-irsa.run', name: 'the checks could be made' })}>`,
    `      <error${attributes({ message: failure.message, type: failure.code })}>${xmlText(text)}</error>`,
    '    </testcase>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function suite(section: string, checks: CheckResult[], { target, startedAt }: VerifyReport): string[] {
  const time = seconds(checks.reduce((sum, check) => sum + check.durationMs, 0))
  const properties = Object.entries(target).map(([name, value]) => `      <property${attributes({ name, value })}/>`)
  return [
    `  <testsuite${attributes({ name: section, ...counts(checks), time, timestamp: startedAt })}>`,
    '    <properties>',
    ...properties,
    '    </properties>',
    ...checks.flatMap(testCase),
    '  </testsuite>',
  ]
}

function testCase(check: CheckResult): string[] {
  const { id, section, title, status, message, durationMs } = check
  const open = `    <testcase${attributes({ classname: `flux-irsa.${section}`, name: `${id}: ${title}`, time: seconds(durationMs) })}`
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

function counts(checks: CheckResult[]): Record<string, number> {
  const count = (status: CheckResult['status']) => checks.filter((check) => check.status === status).length
  return { tests: checks.length, failures: count('fail'), errors: count('unknown'), skipped: count('skip') }
}

function attributes(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlAttribute(String(value))}"`)
    .join('')
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3)
