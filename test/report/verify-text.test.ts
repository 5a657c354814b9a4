import { expect, test } from 'vitest'
import { themeFor } from '../../src/report/text/theme.ts'
import { verifyText } from '../../src/report/text/verify-text.ts'
import { recordingStream } from './recording-stream.ts'
import * as sample from './sample-reports.ts'

function textOf(report: typeof sample.brokenChain, { verbose = false, width = 80, env = {} } = {}): string {
  const theme = themeFor({ stream: recordingStream(), env, width })
  return verifyText(report, { theme, verbose, next: 'flux-irsa install --cluster lab' }).join('\n')
}

test('a section that is green takes one line; what is not comes last, the worst at the end, with evidence, fix and docs', () => {
  expect(textOf(sample.brokenChain)).toMatchInlineSnapshot(`
    "target    lab · eu-west-1 · account 111122223333
    as        arn:aws:sts::111122223333:assumed-role/platform/alice

      ✔ target  1 passed

    irsa
      ✔ 1 passed, 1 skipped
      ? policy-grants  iam:GetPolicyVersion was denied
          docs  docs/verify.md#policy-grants
      ✘ role-trust/image-reflector-controller  the role lab-flux-imgctrl-irsa does
        not trust the ServiceAccount flux-system/image-reflector-controller
          found  system:serviceaccount:flux:image-reflector-controller
          role   arn:aws:iam::111122223333:role/lab-flux-imgctrl-irsa
          fix    flux-irsa install --cluster lab
          docs   docs/verify.md#role-trust

    ✘ 2 passed, 1 failed, 1 unknown, 1 skipped · 4.2s

    Next: flux-irsa install --cluster lab"
  `)
})

test('with -v every check shows its id, its message and its evidence', () => {
  const provider = { ...sample.provedProvider, evidence: ['client id: sts.amazonaws.com'] }
  const report = sample.verifyOf([provider, sample.brokenTrust])
  const text = textOf(report, { verbose: true })
  expect(text).toContain('  ✔ oidc-provider  IAM has an OIDC provider for the issuer: made 12 days ago\n')
  expect(text).toContain('\n      client id  sts.amazonaws.com')
  expect(text).toContain('      expected  the role trusts the ServiceAccount: image-reflector-controller')
})

test('a check that could not be made never looks like one that passed', () => {
  const text = textOf(sample.verifyOf([sample.provedProvider, sample.unreadPolicy]))
  expect(text).toContain('  ? policy-grants  iam:GetPolicyVersion was denied')
  expect(text).toContain('\n? 1 passed, 1 unknown · 4.2s')
})

test('a skipped check says what blocks it, also when its message does not', () => {
  const text = textOf(sample.verifyOf([{ ...sample.blockedProof, message: 'not looked at' }]), { width: 120, verbose: true })
  expect(text).toContain('a live token lists the tags: not looked at (blocked by role-trust/image-reflector-controller)')
})

test('a terminal without Unicode gets words in brackets', () => {
  const text = textOf(sample.brokenChain, { env: { TERM: 'dumb' } })
  expect(text).toContain('  [ok] target  1 passed')
  expect(text).toContain('  [x]  role-trust')
  expect(text).toMatch(/^[\n -~]*$/)
})

test('a fix is never wrapped, so that it can be pasted', () => {
  const fix = `flux-irsa install --cluster lab ${'--repository apps/service '.repeat(6)}`.trim()
  expect(textOf(sample.verifyOf([{ ...sample.brokenTrust, fix }]))).toContain(fix)
})

test('free evidence and evidence of several lines stay readable', () => {
  const text = textOf(sample.verifyOf([{ ...sample.brokenTrust, evidence: ['Warning BackOff\nkey: value'] }]))
  expect(text).toContain('      Warning BackOff\n      key   value\n')
})

test('a section where nothing was looked at says why', () => {
  const none = { ...sample.provedProvider, section: 'images', status: 'skip' as const, message: 'the cluster has no ImageRepository' }
  expect(textOf(sample.verifyOf([none]))).toContain('  – images  1 skipped: the cluster has no ImageRepository')
})

test('a hint stands below its check, on one line, also where all is well', () => {
  const notice = `${'a long hint '.repeat(20)}kubectl annotate x y-`
  const text = textOf(sample.verifyOf([{ ...sample.provedProvider, notice }]))
  expect(text.split('\n').find((line) => line.includes('note  a long hint'))).toContain('kubectl annotate x y-')
})
