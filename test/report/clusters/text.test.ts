import { expect, test } from 'vitest'
import { clustersShort, clustersText } from '../../../src/report/clusters/text.ts'
import { themeFor } from '../../../src/report/text/theme.ts'
import { recordingStream } from '../recording-stream.ts'
import * as sample from '../sample-reports.ts'
import { endingOf, resultOf, three } from './sample-endings.ts'

const theme = themeFor({ stream: recordingStream(), env: {}, width: 80 })
const text = (result = three, verbose = false) => clustersText(result, { theme, verbose }).join('\n')

test('a section for each of which there is something to say, and a line for every one', () => {
  expect(text()).toMatchInlineSnapshot(`
    "── prod ────────────────────────────────────────────────────────────────────────

    target    lab · eu-west-1 · account 111122223333
    as        arn:aws:sts::111122223333:assumed-role/platform/alice

      ✘ trust/image-reflector-controller  the role does not let
        image-reflector-controller in
          found  system:serviceaccount:flux:image-reflector-controller
          fix    flux-irsa install --cluster lab
          docs   docs/verify.md#trust/image-reflector-controller
      ? policy-attached  iam:ListAttachedRolePolicies was denied
          docs  docs/verify.md#policy-attached
      ! annotation-owner/a  the operator takes the annotation back
          fix   flux-irsa install
          docs  docs/verify.md#annotation-owner/a

    ✘ 6 passed, 1 warned, 1 failed, 1 unknown, 1 skipped · 4.2s

    ── gone ────────────────────────────────────────────────────────────────────────

    ✘ there is no EKS cluster "gone" in eu-west-1, account 111122223333
      caller  arn:aws:iam::111122223333:user/<me>
      fix     aws eks list-clusters --region eu-west-1

    clusters
      ✔ staging  2 passed · 4.2s
      ✘ prod     6 passed, 1 warned, 1 failed, 1 unknown, 1 skipped · 4.2s
      ✘ gone     there is no EKS cluster "gone" in eu-west-1, account 111122223333 ·
                 0.3s

    ✘ 3 clusters: 1 ok, 2 failed · 9.1s"
  `)
})

test('with -v there is a section for every one, with every check', () => {
  const shown = text(three, true)
  for (const name of ['staging', 'prod', 'gone']) expect(shown).toContain(`── ${name} `)
  expect(shown).toContain('IAM has an OIDC provider for the issuer')
})

test('plans of which one has work show that one, and what comes next', () => {
  const nothing = sample.planOf([sample.provider])
  const endings = [endingOf('staging', 0, nothing), endingOf('prod', 0, sample.plan)]
  const shown = text(resultOf(endings, { command: 'plan', exitCode: 0, next: 'flux-irsa install --all' }))
  expect(shown).not.toContain('── staging')
  expect(shown.slice(shown.indexOf('\nclusters'))).toMatchInlineSnapshot(`
    "
    clusters
      ✔ staging  Nothing to do: 1 unchanged · 4.2s
      ~ prod     1 to create, 2 to update, 1 to restart, 1 unchanged · 4.2s

    ✔ 2 clusters: 2 ok · 9.1s

    Next: flux-irsa install --all"
  `)
})

test('what install did is told for each that had work', () => {
  const endings = [endingOf('staging', 0, sample.installed), endingOf('prod', 1, sample.halfInstalled)]
  const shown = text(resultOf(endings, { command: 'install' }))
  expect(shown).toContain('── prod')
  expect(shown.slice(shown.indexOf('\nclusters'))).toMatchInlineSnapshot(`
    "
    clusters
      ✔ staging  Installed: 1 created, 2 updated, 1 restarted, 1 unchanged · 4.2s
      ✘ prod     Install is not complete: 1 updated, 1 unchanged, 1 failed, 2 not
                 done · 4.2s

    ✘ 2 clusters: 1 ok, 1 failed · 9.1s"
  `)
})

test('short is what is pasted into a chat', () => {
  expect(clustersShort(three, theme).join('\n')).toMatchInlineSnapshot(`
    "flux-irsa 0.1.0 · lab · eu-west-1 · account 111122223333 (staging)
    2 passed · 4.2s
    flux-irsa 0.1.0 · lab · eu-west-1 · account 111122223333 (prod)
    ✘ trust/image-reflector-controller  the role does not let image-reflector-controller in
        fix: flux-irsa install --cluster lab
    ? policy-attached  iam:ListAttachedRolePolicies was denied
    ! annotation-owner/a  the operator takes the annotation back
        fix: flux-irsa install
    6 passed, 1 warned, 1 failed, 1 unknown, 1 skipped · 4.2s
    flux-irsa 0.1.0 · gone
    ✘ there is no EKS cluster "gone" in eu-west-1, account 111122223333
      caller  arn:aws:iam::111122223333:user/<me>
      fix     aws eks list-clusters --region eu-west-1
    3 clusters: 1 ok, 2 failed"
  `)
})

test('exit codes stand in words in the last line', () => {
  const codes = [0, 2, 1, 3, 4, 64, 124, 130]
  const endings = codes.map((code) => endingOf(`c${code}`, code, sample.provenChain))
  expect(text(resultOf(endings)).split('\n').slice(-2).join(' ').replaceAll(/ +/g, ' ')).toBe(
    '✘ 8 clusters: 2 ok, 1 failed, 1 unknown, 1 without credentials, 1 refused, 1 out of time, 1 interrupted · 9.1s',
  )
})
