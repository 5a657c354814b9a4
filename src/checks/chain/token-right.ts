import { Failure } from '../../domain/failure.ts'
import { RIGHTS_GROUPS } from '../../domain/rights-for.ts'
import type { AccessQuestion } from '../../model/kube.ts'
import { notApplicable, pass, warn, type Check, type Finding } from '../kernel/check.ts'
import { EVERYTHING } from '../../engine/preflight.ts'
import { KUBERNETES } from './cluster.ts'
import type { Facts } from '../kernel/facts.ts'

/**
 * RBAC cannot limit for whom a token is good. Who may ask for a controller's token, and is held back by no admission policy, gets one with
 * which the API server takes him for that controller: kustomize-controller is cluster-admin.
 */
export const TOKEN_RIGHT: Check[] = [
  {
    id: 'token-right',
    section: 'caller',
    severity: 'warn',
    title: 'the tokens that the caller may ask for are for AWS alone',
    needs: KUBERNETES,
    asksForToken: true,
    run: judge,
  },
]

async function judge(facts: Facts): Promise<Finding> {
  const { namespace, serviceAccounts, install } = facts.settings
  // To whom may do anything, or run pods as that controller, such a token adds nothing.
  if (await facts.mayI(EVERYTHING)) return notApplicable('the caller is cluster-admin: a token adds nothing')
  const token = (name: string): AccessQuestion => ({
    ...IN_CORE,
    verb: 'create',
    resource: 'serviceaccounts',
    subresource: 'token',
    namespace,
    name,
  })
  const answers = await Promise.all(serviceAccounts.map(async (name) => ({ name, may: await facts.mayI(token(name)) })))
  const [allowed] = answers.filter(({ may }) => may)
  if (!allowed) return pass('the caller may ask for none of these tokens')
  if (await facts.mayI({ ...IN_CORE, verb: 'create', resource: 'pods', namespace }))
    return notApplicable(`the caller may run pods in ${namespace}: a token adds nothing`)
  if (await isRefused(facts, allowed.name)) return pass('an admission policy refuses tokens for anything but AWS')
  const group = RIGHTS_GROUPS.verify
  return warn(`the caller may ask for tokens of ${allowed.name} for anything: with one for the API server it is that controller`, {
    evidence: [`right: create serviceaccounts/token in ${namespace}`],
    fix: `Have an administrator apply the admission policy for the caller's group (${group}): ${install.replace(/^flux-irsa (install|render --output iam)/, 'flux-irsa permissions --for verify')} -o kubernetes | kubectl apply --filename -`,
  })
}

const IN_CORE = { group: '' }

/** Asked by a token that nobody accepts. */
async function isRefused(facts: Facts, name: string): Promise<boolean> {
  try {
    await facts.unusableToken(name)
    return false
  } catch (error) {
    if (error instanceof Failure && REFUSED.has(error.code)) return true
    throw error
  }
}

/** An admission policy answers 403 or 422, as it says itself (ValidatingAdmissionPolicy, validations.reason); webhooks 403 or 400. */
const REFUSED = new Set(['kube-forbidden', 'kube-422', 'kube-400'])
