import { expect, test } from 'vitest'
import type { Origins } from '../../src/model/settings.ts'
import { planText } from '../../src/report/text/plan-text.ts'
import { themeFor } from '../../src/report/text/theme.ts'
import { recordingStream } from './recording-stream.ts'
import * as sample from './sample-reports.ts'

function textOf(plan: typeof sample.plan, options: Partial<Parameters<typeof planText>[1]> = {}, width = 120): string {
  const theme = themeFor({ stream: recordingStream(), env: {}, width })
  return planText(plan, { theme, verbose: false, ...options }).join('\n')
}

test('a plan names the target, what changes field by field, the counts and the next command', () => {
  expect(textOf(sample.plan, { next: 'flux-irsa install --cluster lab' })).toMatchInlineSnapshot(`
    "target    lab · eu-west-1 · account 111122223333
    as        arn:aws:sts::111122223333:assumed-role/platform/alice

    aws
      ~ iam-policy       lab-flux-ecr-ro
          document.Statement.Pull.Action  (1 unchanged)
            + ecr:BatchGetImage
          document.Statement.Pull.Resource
            - arn:aws:ecr:eu-west-1:111122223333:repository/apps/*
            + arn:aws:ecr:eu-west-1:111122223333:repository/*
      + iam-role         lab-flux-imgctrl-irsa
          trust.sub  flux-system:image-reflector-controller, flux-system:image-automation-controller
          attached   lab-flux-ecr-ro

    kubernetes
      ~ service-account  flux-system/image-reflector-controller
          eks.amazonaws.com/role-arn  (none) → arn:aws:iam::111122223333:role/lab-flux-imgctrl-irsa
      ↻ pods             flux-system/image-reflector-controller

    Plan: 1 to create, 2 to update, 1 to restart, 1 unchanged.

    Next: flux-irsa install --cluster lab"
  `)
})

test('at 80 columns a change that does not fit stands on lines of its own, and no ARN is cut', () => {
  const text = textOf(sample.plan, {}, 80)
  expect(text).toContain(['      eks.amazonaws.com/role-arn', '        + arn:aws:iam::111122223333:role/lab-flux-imgctrl-irsa'].join('\n'))
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
})

test('what is as wanted is counted, and named with -v only', () => {
  expect(textOf(sample.plan)).not.toContain('oidc-provider')
  expect(textOf(sample.plan)).toContain('1 unchanged')
  expect(textOf(sample.plan, { verbose: true })).toContain('  = oidc-provider    oidc.eks.eu-west-1')
})

test('a plan without work says that there is nothing to do', () => {
  expect(
    textOf(sample.planOf([sample.provider]))
      .split('\n')
      .at(-1),
  ).toBe('Nothing to do: 1 unchanged.')
})

test('a conflict names the owner and the way out', () => {
  const text = textOf(sample.planOf([sample.foreign]))
  expect(text).toContain(
    [
      '  ! git-secret  flux-system/flux-system',
      '      because kustomize-controller made this Secret',
      '      fix     flux-irsa install --cluster lab --adopt',
    ].join('\n'),
  )
  expect(text).toContain('Plan: 1 conflict.')
})

test('with -v each value stands beside where it came from', () => {
  const origins: Origins = { cluster: { value: 'lab', source: 'flag' }, 'git-password': { value: '(secret)', source: 'installed' } }
  expect(textOf(sample.plan, { verbose: true, origins })).toContain(
    ['settings', '  cluster       flag       lab', '  git-password  installed  (secret)'].join('\n'),
  )
  expect(textOf(sample.plan, { origins })).not.toContain('settings')
})

test('a long value loses its middle, and all of it is there with -v', () => {
  const value = `begin-${'x'.repeat(400)}-end`
  const changes = [{ path: 'values', before: undefined, after: value }]
  const plan = sample.planOf([sample.action({ resource: 'instance-release', name: 'flux', changes })])
  expect(textOf(plan)).toMatch(/begin-x+…x+-end/)
  expect(textOf(plan, { verbose: true })).toContain(value)
})

test('a long list shows its first entries and how many more there are', () => {
  const after = Array.from({ length: 30 }, (_, index) => `arn:aws:ecr:eu-west-1:111122223333:repository/apps/service-${index}`)
  const changes = [{ path: 'Resource', before: [], after }]
  const plan = sample.planOf([sample.action({ resource: 'iam-policy', name: 'p', kind: 'update', changes })])
  expect(textOf(plan)).toContain('        … 22 more, with -v')
  expect(textOf(plan, { verbose: true })).toContain('service-29')
})

test('notices stand above the counts', () => {
  const plan = sample.planOf([sample.role], ['The cluster lab is UPDATING.'])
  expect(textOf(plan)).toContain('\n! The cluster lab is UPDATING.\n\nPlan: 1 to create.')
})

test('a name that a remote chose cannot colour or move anything', () => {
  const changes = [{ path: 'p\u001b[1m', before: '\u001b[31m', after: 'x' }]
  const plan = sample.planOf([sample.action({ resource: 'git-secret', name: 'a\u001b[2Jb', kind: 'update', changes })])
  expect(textOf(plan)).not.toContain('\u001b')
})

test('a new role and policy are read as statements, at 80 columns without a word that is cut', () => {
  const provider = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE'
  const subjects = ['system:serviceaccount:flux-system:image-reflector-controller']
  const trust = {
    Sid: 'FluxIrsa',
    Effect: 'Allow',
    Principal: { Federated: provider },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:aud': 'sts.amazonaws.com',
        'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:sub': subjects,
      },
    },
  }
  const login = { Sid: 'EcrLogin', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' }
  const read = { Sid: 'EcrRead', Effect: 'Allow', Action: ['ecr:ListImages', 'ecr:BatchGetImage'], Resource: ['arn:a', 'arn:b'] }
  const role = sample.action({
    resource: 'iam-role',
    name: 'lab-flux-imgctrl-irsa',
    changes: [
      { path: 'trust', before: null, after: trust },
      { path: 'tags.flux-irsa:cluster', before: null, after: 'arn:aws:eks:eu-west-1:111122223333:cluster/lab' },
    ],
  })
  const policy = sample.action({
    resource: 'iam-policy',
    name: 'lab-flux-ecr-ro',
    changes: [{ path: 'document', before: null, after: { Version: '2012-10-17', Statement: [login, read] } }],
  })
  expect(textOf(sample.planOf([role, policy]), {}, 80)).toMatchInlineSnapshot(`
    "target    lab · eu-west-1 · account 111122223333
    as        arn:aws:sts::111122223333:assumed-role/platform/alice

    aws
      + iam-role    lab-flux-imgctrl-irsa
          trust.FluxIrsa
            + allow sts:AssumeRoleWithWebIdentity
              to    arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE
              aud   sts.amazonaws.com
              sub   system:serviceaccount:flux-system:image-reflector-controller
          tags.flux-irsa:cluster  arn:aws:eks:eu-west-1:111122223333:cluster/lab
      + iam-policy  lab-flux-ecr-ro
          document.EcrLogin
            + allow ecr:GetAuthorizationToken
              on    *
          document.EcrRead
            + allow ecr:ListImages, ecr:BatchGetImage
              on    arn:a
                    arn:b

    Plan: 2 to create."
  `)
})

test('a path that is very long does not push the values of the others away', () => {
  const long = `annotations.${'x'.repeat(60)}`
  const changes = ['a', long, 'bb'].map((path) => ({ path, before: null, after: `value of ${path.slice(0, 3)}` }))
  const text = textOf(sample.planOf([sample.action({ resource: 'namespace', name: 'n', changes })]), {}, 80)
  expect(text).toContain(['      a   value of a', `      ${long}`, '        value of ann', '      bb  value of bb'].join('\n'))
})

test('a name that fits below its kind and not beside it stands below it', () => {
  const name = 'n'.repeat(70)
  expect(textOf(sample.planOf([sample.action({ resource: 'policy-attachment', name })]), {}, 80)).toContain(
    `  + policy-attachment\n      ${name}\n`,
  )
})

test('what is made anew over a value that stands there shows both', () => {
  const artifact = 'oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests:latest'
  const changes = [
    { path: 'spec.distribution.artifact', before: artifact, after: null },
    { path: 'spec.distribution.version', before: '2.8.x', after: '2.9.x' },
    { path: 'spec.wait', before: null, after: true },
  ]
  const taken = {
    id: 'instance-release' as const,
    resource: 'instance-release' as const,
    name: 'flux',
    kind: 'create' as const,
    needs: [],
    changes,
  }
  const lines = textOf({ ...sample.plan, actions: [taken] })
    .split('\n')
    .map((line) => line.trim().replaceAll(/ +/g, ' '))
  expect(lines).toEqual(
    expect.arrayContaining([
      `spec.distribution.artifact ${artifact} → (none)`,
      'spec.distribution.version 2.8.x → 2.9.x',
      'spec.wait true',
    ]),
  )
})
