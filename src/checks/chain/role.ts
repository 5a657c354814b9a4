import { judgeTrust, type TrustProblemKind } from '../../domain/trust-judgement.ts'
import { looseness } from '../../domain/trust-looseness.ts'
import { MARKS } from '../../domain/ownership.ts'
import { AUDIENCE, subjectOf } from '../../domain/trust-policy.ts'
import { fail, notApplicable, pass, warn, type Check, type Finding, type Instance } from '../kernel/check.ts'
import type { Facts } from '../kernel/facts.ts'
import { isRefusal } from './proof-facts.ts'
import { shell } from '../../domain/shell.ts'

const section = 'role'

const TRUST_CAUSES: Partial<Record<TrustProblemKind, string>> = {
  audience: 'trust-wrong-audience',
  'wildcard-under-stringequals': 'trust-stringequals-wildcard',
  'explicit-deny': 'explicit-deny',
}

/** Each role once; where no ServiceAccount names one, the one result waits for the annotations. */
export async function rolesInUse({ roles, settings }: Facts): Promise<Instance[]> {
  const ids = [...new Set((await roles()).map(({ id }) => id))]
  if (ids.length > 0) return ids.map((name) => ({ name }))
  return settings.serviceAccounts.length > 0 ? [{ name: '', needs: ['annotation'] }] : []
}

export const ROLE: Check[] = [
  {
    id: 'role',
    section,
    severity: 'fail',
    title: 'the role exists in this account',
    needs: [],
    each: rolesInUse,
    run: exists,
  },
  {
    id: 'trust',
    section,
    severity: 'fail',
    title: "the role trusts the ServiceAccount's tokens",
    needs: [],
    each: ({ settings, roleOf }) =>
      Promise.all(
        settings.serviceAccounts.map(async (name) => {
          const role = await roleOf(name)
          return { name, needs: [role ? `role/${role.id}` : `annotation/${name}`] }
        }),
      ),
    run: trusts,
  },
  {
    id: 'trust-scope',
    section,
    severity: 'warn',
    title: 'the role trusts nobody else',
    needs: ['role/@'],
    each: rolesInUse,
    async run(facts, id) {
      const role = (await facts.roles()).find((each) => each.id === id)
      const found = role && (await facts.role(role.name))
      if (!found) return notApplicable('no role')
      const loose = looseness(found.trust, { providerArn: facts.providerArn, issuer: facts.cluster.issuer })
      if (loose.length === 0) return pass('every statement names audience and subjects')
      const stands = (sid: string) => loose.some((text) => text.startsWith(`${sid} `))
      const theirs = shell`Have whoever put that statement into the trust of the role ${found.name} narrow it; what is not ours stays as it is.`
      // It was asked for, by --wildcards.
      const bound = 'Where that is more than was meant: unbind the pattern, and bind each ServiceAccount by its name.'
      return warn(`the trust is wider than it needs to be: ${loose[0]}`, {
        evidence: loose,
        fix: stands(MARKS.flux.sid) ? facts.settings.install : stands(MARKS.binding.sid) ? bound : theirs,
      })
    },
  },
]

async function exists({ roles, role, cluster, settings }: Facts, id: string): Promise<Finding> {
  const named = (await roles()).filter((each) => each.id === id)
  const [first] = named
  if (!first) return notApplicable('no role')
  const details = { cause: 'role-missing', fix: settings.install }
  const account = cluster.arn.split(':')[4] ?? ''
  if (first.account !== account)
    return fail(`${first.arn} is a role of account ${first.account}; the cluster is in account ${account}`, details)

  const found = await role(first.name)
  if (!found) return fail(`the role ${first.name} does not exist in account ${account}`, details)
  // IAM finds a role by its name alone, STS wants the ARN with the very path.
  const misspelt = named.find(({ arn }) => arn !== found.arn)
  if (misspelt) return fail(`the annotation says ${misspelt.arn}, the role is ${found.arn}`, details)
  return pass(found.arn)
}

async function trusts(facts: Facts, serviceAccount: string): Promise<Finding> {
  const { cluster, providerArn, settings } = facts
  const named = await facts.roleOf(serviceAccount)
  const role = named && (await facts.role(named.name))
  if (!role) return notApplicable('no role')

  const subject = subjectOf({ namespace: settings.namespace, name: serviceAccount })
  const { allowed, problems } = judgeTrust(role.trust, { providerArn, issuer: cluster.issuer, audience: AUDIENCE, subject })
  if (allowed) return pass(`${subject} with audience ${AUDIENCE}`, [`role: ${role.arn}`])
  if (problems.every(({ kind }) => kind === 'unknown-operator')) return asStsSays(facts, serviceAccount, role.arn)

  const [worst] = problems.filter(({ kind }) => kind !== 'unknown-operator')
  return fail(`the trust of ${role.name} does not let ${subject} in: ${worst?.detail ?? 'no statement fits'}`, {
    evidence: [`role: ${role.arn}`, ...problems.map(({ kind, detail }) => `${kind}: ${detail}`)],
    cause: (worst && TRUST_CAUSES[worst.kind]) ?? 'trust-policy-mismatch',
    fix:
      worst?.kind === 'explicit-deny'
        ? shell`Have whoever put it there take that Deny out of the trust of the role ${role.name}: ${worst.detail}.`
        : settings.install,
  })
}

/** A condition that cannot be judged from the token alone: the exchange itself tells. */
async function asStsSays(facts: Facts, serviceAccount: string, roleArn: string): Promise<Finding> {
  try {
    await facts.credentials(serviceAccount, roleArn)
    return pass('the trust has conditions that are not judged here; STS lets the ServiceAccount in', [`role: ${roleArn}`])
  } catch (error) {
    if (!isRefusal(error)) throw error
    return fail(error.message, { evidence: [`role: ${roleArn}`], cause: 'trust-policy-mismatch', fix: facts.settings.install })
  }
}
