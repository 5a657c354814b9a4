import type { CheckResult } from '../../src/model/verify-report.ts'
import { check, verifyOf } from './sample-reports.ts'

/** What a cluster may put into its texts: markup of every kind, control characters, half a surrogate pair, commands to a CI runner. */
export const NASTY =
  '#quot; </text></svg><script>alert(1)</script>"\'&amp; ]]> | `x` *b* [a](b) @someone %0A\n::error::x\r\n##[add-mask]y\u0000\u001b[31m\ud800 \u202e end'

const at = (id: string, section: string, part: Partial<CheckResult> = {}) => check({ id, section, message: `${id} is well`, ...part })

/** A check of every state, on links of the chain. */
export const mixedChain = verifyOf([
  at('caller', 'caller'),
  at('cluster', 'cluster'),
  at('oidc-provider', 'oidc-provider', { message: 'made 12 days ago' }),
  at('trust/image-automation-controller', 'role'),
  at('trust/image-reflector-controller', 'role', {
    status: 'fail',
    title: 'the role trusts the ServiceAccount: image-reflector-controller',
    message: 'the role does not let image-reflector-controller in',
    evidence: ['found: system:serviceaccount:flux:image-reflector-controller'],
    cause: 'trust-policy-mismatch',
    fix: 'flux-irsa install --cluster lab',
  }),
  at('policy-attached', 'policy', { status: 'unknown', message: 'iam:ListAttachedRolePolicies was denied' }),
  at('annotation-owner/a', 'service-accounts', {
    status: 'warn',
    message: 'the operator takes the annotation back',
    fix: 'flux-irsa install',
  }),
  at('proof-assume/a', 'proof'),
  at('proof-assume/b', 'proof', {
    status: 'skip',
    message: 'not looked at: trust/image-reflector-controller must pass first',
    blockedBy: ['trust/image-reflector-controller'],
  }),
  at('git-repository', 'git', { message: 'Succeeded' }),
])

/** Every field that a remote can fill holds what it should not. */
export const nastyChain = verifyOf(
  (['fail', 'unknown', 'warn', 'pass', 'skip'] as const).flatMap((status, index) =>
    ['trust', 'policy-attached', 'annotation', 'pod', 'image'].map((id) =>
      at(`${id}/${NASTY}${index}`, NASTY, { status, title: NASTY, message: NASTY, evidence: [NASTY], fix: NASTY, cause: NASTY }),
    ),
  ),
)
