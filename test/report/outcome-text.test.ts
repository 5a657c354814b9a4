import { expect, test } from 'vitest'
import type { InstallReport, UninstallReport } from '../../src/model/report.ts'
import { outcomeText } from '../../src/report/text/outcome-text.ts'
import { themeFor } from '../../src/report/text/theme.ts'
import { recordingStream } from './recording-stream.ts'
import * as sample from './sample-reports.ts'

function textOf(report: InstallReport | UninstallReport, options: Partial<Parameters<typeof outcomeText>[1]> = {}): string {
  const theme = themeFor({ stream: recordingStream(), env: {}, width: 100 })
  return outcomeText(report, { theme, verbose: false, totalMs: 41_300, watched: false, ...options }).join('\n')
}

test('an install says what it did, how long each took, what the checks say and what to run next', () => {
  expect(textOf({ ...sample.installed, verify: sample.provenChain }, { next: 'flux-irsa verify --cluster lab' })).toMatchInlineSnapshot(`
    "target    lab · eu-west-1 · account 111122223333
    as        arn:aws:sts::111122223333:assumed-role/platform/alice

    aws
      ✔ updated    iam-policy       lab-flux-ecr-ro  0.2s
      ✔ created    iam-role         lab-flux-imgctrl-irsa  0.2s

    kubernetes
      ✔ updated    service-account  flux-system/image-reflector-controller  0.2s
      ✔ restarted  pods             flux-system/image-reflector-controller  0.2s

    verify
      ✔ 2 passed · 4.2s

    ✔ Installed: 1 created, 2 updated, 1 restarted, 1 unchanged · 41.3s

    Next: flux-irsa verify --cluster lab"
  `)
})

test('an install that failed says at what, how to mend it, and what was not done', () => {
  expect(textOf(sample.halfInstalled)).toMatchInlineSnapshot(`
    "target    lab · eu-west-1 · account 111122223333
    as        arn:aws:sts::111122223333:assumed-role/platform/alice

    aws
      ✔ updated   iam-policy       lab-flux-ecr-ro  0.2s
      ✘ failed    iam-role         lab-flux-imgctrl-irsa

    kubernetes
      – not done  service-account  flux-system/image-reflector-controller
      – not done  pods             flux-system/image-reflector-controller

    ✘ iam-role lab-flux-imgctrl-irsa: iam:CreateRole was denied
      fix      Allow the caller iam:CreateRole.

    ✘ Install is not complete: 1 updated, 1 unchanged, 1 failed, 2 not done · 41.3s"
  `)
})

test('an install whose checks fail does not end in green', () => {
  const text = textOf({ ...sample.installed, ok: false, verify: sample.brokenChain })
  expect(text).toContain('  ✘ role-trust/image-reflector-controller  the role lab-flux-imgctrl-irsa does not trust')
  expect(text).toContain('✘ Installed, but a check failed: 1 created, 2 updated, 1 restarted, 1 unchanged')
})

test('an install with a check that could not be made does not end in green', () => {
  const text = textOf({ ...sample.installed, verify: sample.verifyOf([sample.unreadPolicy]) })
  expect(text).toContain('? Installed, but not every check could be made')
})

test('an install that found everything as wanted says so', () => {
  const report = { ...sample.installed, plan: sample.planOf([sample.provider]), results: [sample.result(sample.provider)] }
  expect(textOf(report).split('\n').at(-1)).toBe('✔ Already installed: 1 unchanged · 41.3s')
})

test('what ended the run after its last action is told with its fix', () => {
  const stopped = { code: 'deadline', message: 'install was not done after 900 s', fix: 'Run the same command again.' }
  const text = textOf({ ...sample.installed, ok: false, verify: sample.verifyOf([sample.unreadPolicy]), stopped })
  expect(text).toContain('✘ install was not done after 900 s\n  fix      Run the same command again.')
  expect(textOf({ ...sample.uninstalled, ok: false, stopped })).toContain('✘ install was not done after 900 s')
})

test('actions that a stopped run never reached are not done', () => {
  expect(textOf({ ...sample.installed, ok: false, results: [] })).toContain('✘ Install is not complete: 1 unchanged, 4 not done · 41.3s')
})

test('an uninstall lists what stays and why, and what should be gone first', () => {
  const stuck = { resource: 'namespace', name: 'flux-system', reason: 'still Terminating', expected: false }
  const report = { ...sample.uninstalled, ok: false, leftovers: [...(sample.uninstalled.leftovers ?? []), stuck] }
  expect(textOf(report)).toMatchInlineSnapshot(`
    "target    lab · eu-west-1 · account 111122223333
    as        arn:aws:sts::111122223333:assumed-role/platform/alice

    aws
      ✔ removed  iam-role    lab-flux-imgctrl-irsa  0.2s
      ✔ removed  iam-policy  lab-flux-ecr-ro  0.2s

    stays
      ✘ namespace      flux-system
          still Terminating
      – crd            fluxinstances.fluxcd.controlplane.io
          the chart keeps it
      – oidc-provider  oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE
          ours, but --delete-oidc-provider was not given

    ✘ Uninstall is not complete: 2 removed, 1 still there · 41.3s"
  `)
})

test('a conflict is told with its owner and its way out', () => {
  const text = textOf({ ...sample.installed, ok: false, plan: sample.planOf([sample.foreign]), results: [] })
  expect(text).toContain('✘ git-secret flux-system/flux-system: kustomize-controller made this Secret')
  expect(text).toContain('\n  fix      flux-irsa install --cluster lab --adopt')
})

test('who has watched the run on this terminal does not read the list again, but every failure', () => {
  const text = textOf(sample.halfInstalled, { watched: true })
  expect(text).not.toContain('target')
  expect(text).not.toContain('flux-system/image-reflector-controller')
  expect(text).toContain('✘ iam-role lab-flux-imgctrl-irsa: iam:CreateRole was denied')
  expect(text).toContain('✘ Install is not complete')
})
