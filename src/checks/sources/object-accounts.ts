import { isRoleArn, parseArn, roleNameOfArn } from '../../domain/arn.ts'
import { Failure } from '../../domain/failure.ts'
import { ROLE_ARN_ANNOTATION } from '../../domain/ownership.ts'
import { shell } from '../../domain/shell.ts'
import { judgeTrust } from '../../domain/trust-judgement.ts'
import { AUDIENCE, subjectOf } from '../../domain/web-identity.ts'
import type { AwsUse } from '../../flux/aws-uses.ts'
import { KUBERNETES } from '../chain/cluster.ts'
import { fail, notApplicable, pass, undecided, type Check, type Finding } from '../kernel/check.ts'
import { isSuspended } from '../flux/suspension.ts'
import { readinessOf } from '../kernel/condition.ts'
import type { Facts } from '../kernel/facts.ts'

/** The ServiceAccounts that objects name to ask AWS with (object-level workload identity): each is a tenant's identity of its own. */
export const OBJECT_ACCOUNTS: Check[] = [
  {
    id: 'object-account',
    section: 'sources',
    severity: 'fail',
    title: 'the ServiceAccount that an object names may take its role',
    needs: [...KUBERNETES, 'flux-instance'],
    each: async (facts) => [...(await usesByAccount(facts)).keys()].map((name) => ({ name })),
    run: judged,
  },
]

/** What is asked as a ServiceAccount that an object names, by that. */
function usesByAccount({ awsUses, derived }: Facts): Promise<Map<string, AwsUse[]>> {
  return derived('uses by account', async () => {
    const found = new Map<string, AwsUse[]>()
    for (const use of await awsUses()) {
      if (use.account === undefined) continue
      const known = found.get(use.account)
      if (known) known.push(use)
      else found.set(use.account, [use])
    }
    return found
  })
}

/**
 * As the controller does it: it reads the ServiceAccount, asks for a token of it and exchanges that. The trust of a role of another account
 * nobody here can read: what that role gives is seen in the objects alone.
 * Source: fluxcd/pkg auth/access_token.go, auth/aws/provider.go
 */
async function judged(facts: Facts, id: string): Promise<Finding> {
  const uses = ((await usesByAccount(facts)).get(id) ?? []).filter(({ object }) => !isSuspended(object))
  if (uses.length === 0) return notApplicable(`what names ${id} is suspended`)
  try {
    return await judgedBy(facts, id, uses)
  } catch (error) {
    // A tenant's role may not be among those that this caller reads.
    if (!(error instanceof Failure) || waitingOf(uses)) throw error
    return untold(uses, error.message)
  }
}

async function judgedBy(facts: Facts, id: string, uses: AwsUse[]): Promise<Finding> {
  const [namespace = '', name = ''] = id.split('/')
  const evidence = [`named by: ${[...new Set(uses.map((use) => use.id))].slice(0, 3).join(', ')}`]
  const fix = bindFix(facts, { namespace, name }, uses)
  const account = await facts.objectIn(namespace, 'ServiceAccount', name)
  if (!account) return fail(`there is no ServiceAccount ${id}`, { evidence, cause: 'malformed-role-arn', fix })
  const arn = account.metadata.annotations?.[ROLE_ARN_ANNOTATION]
  if (!arn || !isRoleArn(arn)) {
    const problem = arn ? `is no role ARN: ${JSON.stringify(arn)}` : 'is missing'
    return fail(`the annotation ${ROLE_ARN_ANNOTATION} of ${id} ${problem}`, { evidence, cause: 'malformed-role-arn', fix })
  }
  if (parseArn(arn)?.account !== facts.caller.account)
    return untold(uses, `${arn} is a role of another account, whose trust is not read here`)

  const role = await facts.role(roleNameOfArn(arn) ?? '')
  if (role?.arn !== arn) return fail(`the role ${arn} of ${id} does not exist`, { evidence, cause: 'role-missing', fix })
  const subject = subjectOf({ namespace, name })
  const { providerArn, cluster } = facts
  const { allowed, problems } = judgeTrust(role.trust, { providerArn, issuer: cluster.issuer, audience: AUDIENCE, subject })
  if (allowed) return pass(`${subject} takes ${arn}`, evidence)
  const [worst] = problems.filter(({ kind }) => kind !== 'unknown-operator')
  if (!worst) return untold(uses, `the trust of ${role.name} has conditions that are not judged here`)
  return fail(`the trust of ${role.name} does not let ${subject} in: ${worst.detail}`, {
    evidence: [...evidence, ...problems.map(({ kind, detail }) => `${kind}: ${detail}`)],
    cause: worst.kind === 'audience' ? 'trust-wrong-audience' : 'trust-policy-mismatch',
    fix,
  })
}

/** What cannot be judged is no pass, but where every object that uses it is Ready: that proves it. */
function untold(uses: AwsUse[], message: string): Finding {
  const waiting = waitingOf(uses)
  return waiting ? undecided(`${message}, and ${waiting.id} is not Ready`, {}) : pass(`${message}; what uses it is Ready`)
}

function waitingOf(uses: AwsUse[]): AwsUse | undefined {
  return uses.find(({ object }) => readinessOf(object).state !== 'ready')
}

/** `bind` gives a ServiceAccount its role; what the role may do follows from what its objects ask for. */
function bindFix({ settings, cluster, region }: Facts, account: { namespace: string; name: string }, uses: AwsUse[]): string {
  const id = `${account.namespace}/${account.name}`
  const bind = settings.bind?.(account) ?? shell`flux-irsa bind ${id} --cluster ${cluster.name} --region ${region}`
  const repositories = uses.filter(({ grant }) => grant.startsWith('ecr-')).flatMap(({ resources }) => resources)
  const reads = [...new Set(repositories)].map((arn) => shell` --ecr-read ${arn}`).join('')
  const others = uses.some(({ grant }) => !grant.startsWith('ecr-'))
  return `${bind}${reads}${others ? ' --policy policy.json' : ''}`
}
