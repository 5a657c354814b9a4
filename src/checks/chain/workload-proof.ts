import { parseArn } from '../../domain/arn.ts'
import { ANNOTATION_GRANT } from '../../domain/ownership.ts'
import { repositoryArns } from '../../domain/permissions-policy.ts'
import { isPattern } from '../../domain/wildcard.ts'
import { registryHost } from '../../domain/image-reference.ts'
import { fail, pass, type Check, type Finding } from '../kernel/check.ts'
import { LIVE_LISTINGS, type Facts } from '../kernel/facts.ts'
import type { EcrRepository } from '../images/image-use.ts'
import { refusedOr } from './proof.ts'
import { serviceAccountNames } from './service-accounts.ts'
import { shell } from '../../domain/shell.ts'

const section = 'proof'

export const WORKLOAD_PROOF: Check[] = [
  {
    id: 'proof-identity',
    section,
    severity: 'fail',
    title: 'AWS knows the workload as its role',
    asksForToken: true,
    needs: ['proof-assume/@'],
    names: serviceAccountNames,
    run: knownAs,
  },
  {
    id: 'ecr-read',
    section,
    severity: 'fail',
    title: 'the role reads its ECR repository',
    asksForToken: true,
    needs: ['proof-identity'],
    begins: { needs: ['proof-assume'], read: logIn },
    each: async (facts) => (await repositories(facts)).map(({ arn }) => ({ name: shownRepository(arn) })),
    run: reads,
  },
]

async function knownAs(facts: Facts, serviceAccount: string): Promise<Finding> {
  const roleArn = (await facts.annotation(serviceAccount)) ?? ''
  return refusedOr(
    async () => {
      const arn = await facts.identity(serviceAccount, roleArn)
      const role = /:assumed-role\/([^/]+)\//.exec(arn)?.[1]
      if (role && roleArn.endsWith(`/${role}`)) return pass(arn)
      return fail(`AWS knows the credentials as ${arn}, not as a session of ${roleArn}`, { fix: facts.settings.install })
    },
    (refusal) =>
      fail(refusal.message, {
        evidence: [`role: ${roleArn}`],
        cause: 'explicit-deny',
        fix: shell`Have whoever owns the policy that the message names (an organization, a VPC endpoint) allow sts:GetCallerIdentity for ${roleArn}.`,
      }),
  )
}

/** The repositories that --ecr-read named; of a pattern nobody can say which ones it means. */
async function repositories(facts: Facts): Promise<EcrRepository[]> {
  const found = await Promise.all(facts.settings.serviceAccounts.map((name) => facts.serviceAccount(name)))
  const named = found.flatMap((account) => remembered(account?.metadata.annotations?.[ANNOTATION_GRANT]))
  const exact = named.filter((name) => !isPattern(name))
  if (exact.length === 0) return []
  const partition = parseArn(facts.cluster.arn)?.partition ?? 'aws'
  const arns = repositoryArns(exact, { partition, region: facts.region, account: facts.caller.account })
  return arns.slice(0, LIVE_LISTINGS).flatMap((arn) => {
    const parsed = parseArn(arn)
    if (!parsed) return []
    const { account, region, resource } = parsed
    return [{ host: registryHost({ account, region }), account, region, repository: resource.slice('repository/'.length), arn }]
  })
}

function remembered(grant: string | undefined): string[] {
  try {
    const { ecrRead } = JSON.parse(grant ?? '{}') as { ecrRead?: unknown }
    return Array.isArray(ecrRead) ? ecrRead.map(String) : []
  } catch {
    return []
  }
}

function shownRepository(arn: string): string {
  return parseArn(arn)?.resource.slice('repository/'.length) ?? arn
}

async function logIn(facts: Facts): Promise<void> {
  const [[first], [serviceAccount = '']] = [await repositories(facts), facts.settings.serviceAccounts]
  if (first) await facts.login(serviceAccount, (await facts.annotation(serviceAccount)) ?? '', first.region)
}

async function reads(facts: Facts, name: string): Promise<Finding> {
  const repository = (await repositories(facts)).find(({ arn }) => shownRepository(arn) === name)
  const [serviceAccount = ''] = facts.settings.serviceAccounts
  if (!repository) throw new Error(`${name} is not among the repositories`)
  const roleArn = (await facts.annotation(serviceAccount)) ?? ''
  const evidence = [`repository: ${repository.arn}`, `role: ${roleArn}`]
  return refusedOr(
    async () => {
      const tags = await facts.tags(serviceAccount, roleArn, repository)
      return pass(`${repository.host}/${repository.repository}: ${tags.length} tags listed`, evidence)
    },
    (refusal) => {
      if (refusal.code === 'registry-not-found') {
        const fix = shell`aws ecr create-repository --region ${repository.region} --repository-name ${repository.repository}`
        return fail(refusal.message, { evidence, cause: 'repository-missing', fix })
      }
      if (repository.account !== facts.caller.account) {
        const fix = shell`Ask the owner of account ${repository.account} to allow ${roleArn} in the policy of that repository.`
        return fail(refusal.message, { evidence, cause: 'cross-account-repo', fix })
      }
      return fail(refusal.message, { evidence, cause: 'missing-repository-permission', fix: facts.settings.install })
    },
  )
}
