import { expect, test } from 'vitest'
import { nextAfter } from '../../src/cli/next-after.ts'
import { repeated } from '../../src/cli/next-command.ts'
import type { InstallReport } from '../../src/model/report.ts'
import type { CheckResult, Status } from '../../src/model/verify-report.ts'

const ARGS = ['install', '--cluster', 'lab', '--repository', 'web', '--yes', '--report-file', 'r.html']
const INSTALL = 'flux-irsa install --cluster lab --region eu-west-1'
const KUBECTL = 'kubectl --namespace flux-system describe pod x'

const check = (status: Status, fix?: string) => ({ id: 'c', status, ...(fix ? { fix } : {}) }) as CheckResult
const checked = (...checks: CheckResult[]) =>
  ({ ok: false, results: [], plan: { actions: [] }, verify: { checks } }) as unknown as InstallReport
const stopped = (...fixes: string[]) =>
  ({ ok: false, plan: { actions: [] }, results: fixes.map((fix) => ({ error: { fix } })) }) as unknown as InstallReport

test.each([
  ['the fix of the check that failed', checked(check('pass'), check('fail', KUBECTL)), KUBECTL],
  ['a failure before what could not be made', checked(check('unknown', 'aws x'), check('fail', KUBECTL)), KUBECTL],
  ['a fix in words', checked(check('fail', 'Have whoever owns the boundary allow it.')), 'Have whoever owns the boundary allow it.'],
  [
    'the same command with more',
    checked(check('fail', `${INSTALL} --repository web --repository apps/main`)),
    `${INSTALL} --repository web --repository apps/main`,
  ],
  ['not what has just failed', checked(check('fail', INSTALL)), undefined],
  ['nor with what was said already', checked(check('fail', `${INSTALL} --repository web`), check('fail', KUBECTL)), KUBECTL],
  ['another command of ours', checked(check('fail', 'flux-irsa bind shop/cart --cluster lab')), 'flux-irsa bind shop/cart --cluster lab'],
  ['the command of an error', stopped('Run the same command again.', KUBECTL), KUBECTL],
  ['nothing where an error has no command', stopped('Run the same command again.'), undefined],
])('%s', (_what, report, expected) => {
  expect(nextAfter(report, ARGS)).toBe(expected)
})

test('a command that is printed never writes the report of the run before', () => {
  expect(repeated('install', ARGS)).toBe('flux-irsa install --cluster lab --repository web')
  expect(repeated('install', ['plan', '--report-file=a.json', '--repository', 'web'])).toBe('flux-irsa install --repository web')
})
