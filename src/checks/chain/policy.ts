import type { CheckReference } from '../../model/check-ids.ts'
import type { Role } from '../../model/aws.ts'
import { parseArn } from '../../domain/arn.ts'
import type { Statement } from '../../domain/policy-document.ts'
import { repositoriesOf } from '../../domain/permissions-policy.ts'
import { evaluate } from '../../domain/policy-evaluation.ts'
import { fail, pass, type Check, type Finding } from '../kernel/check.ts'
import { LIVE_LISTINGS, REFLECTOR, type Facts } from '../kernel/facts.ts'
import { usesControllerRole, type EcrRepository } from '../images/image-use.ts'
import { judgeWidth } from './grant-width.ts'
import { judgePermissions } from './policy-judgement.ts'
import type { Permissions } from './role-facts.ts'
import { rolesInUse } from './role.ts'
import { KUBERNETES } from './cluster.ts'
import { shell } from '../../domain/shell.ts'

const section = 'policy'

// What image-reflector-controller does on the wire is GET tags/list and HEAD manifests; ECR asks these two actions for them.
// Source: https://github.com/fluxcd/image-reflector-controller (imagerepository_controller.go, imagepolicy_controller.go)
const SCAN_ACTIONS = ['ecr:ListImages', 'ecr:BatchGetImage']

export const POLICY: Check[] = [
  {
    id: 'policy-attached',
    section,
    severity: 'fail',
    title: 'the role has a policy',
    needs: ['role/@'],
    each: rolesInUse,
    async run(facts, name) {
      const { names } = await facts.permissions(await existing(facts, name))
      if (names.length > 0) return pass(names.join(', '))
      return fail(`no policy is attached to the role ${name}`, {
        cause: 'missing-ecr-get-authorization-token',
        fix: facts.settings.install,
      })
    },
  },
  {
    id: 'grant-width',
    section,
    severity: 'warn',
    title: 'the role may do no more than its job',
    needs: ['policy-attached/@'],
    each: rolesInUse,
    async run(facts, name) {
      const role = await existing(facts, name)
      return judgeWidth(role, await facts.permissions(role), facts.settings.install)
    },
  },
  {
    id: 'login-permission',
    section,
    severity: 'fail',
    title: 'the role may log in to ECR',
    needs: ['policy-attached/@'],
    each: rolesInUse,
    async run(facts, name) {
      const role = await existing(facts, name)
      return judgePermissions(role, await facts.permissions(role), {
        actions: ['ecr:GetAuthorizationToken'],
        // It has no resource level: an Allow on repository ARNs grants nothing.
        resource: '*',
        missing: 'missing-ecr-get-authorization-token',
        fix: facts.settings.install,
      })
    },
  },
  {
    id: 'repository-permission',
    section,
    severity: 'fail',
    title: "the role's policies allow the scan of its repository",
    needs: KUBERNETES,
    async each(facts) {
      const role = await facts.roleOf(REFLECTOR)
      if (!role || !facts.settings.serviceAccounts.includes(REFLECTOR)) return []
      const uses = (await facts.imageRepositories()) ?? []
      const needsOf = (id: string): CheckReference[] => [`policy-attached/${role.id}`, `aws-partition/imagerepository/${id}`]
      return uses.filter(usesControllerRole).map(({ id }) => ({ name: id, needs: needsOf(id), after: [`login-permission/${role.id}`] }))
    },
    async run(facts, id) {
      const role = await facts.roleOf(REFLECTOR)
      const use = await facts.imageRepository(id)
      if (!role || !use || !usesControllerRole(use)) throw new Error(`${id} is not among the ImageRepositories`)
      const existingRole = await existing(facts, role.name)
      const permissions = await facts.permissions(existingRole)
      const judged = judgePermissions(existingRole, permissions, {
        actions: SCAN_ACTIONS,
        resource: use.ecr.arn,
        missing: 'missing-repository-permission',
        fix: facts.settings.install,
      })
      // Looks at all other repositories too, so only where it is asked for.
      const finding =
        judged.fix === facts.settings.install
          ? { ...judged, fix: await facts.derived('widened for all', () => widened(permissions, facts)) }
          : judged
      if (finding.cause === 'missing-repository-permission') {
        return withOwnersPart(elsewhere(finding, permissions, use.ecr, facts), use.ecr, existingRole)
      }
      if (finding.status !== 'pass' || (await facts.listed()).some(({ ecr }) => ecr.arn === use.ecr.arn)) return finding
      const foreign = use.ecr.account === role.account ? '' : `; the repository policy of account ${use.ecr.account} is not seen from here`
      return { ...finding, message: `${finding.message}; judged from the policy alone, ${LIVE_LISTINGS} others are listed live${foreign}` }
    },
  },
]

/**
 * The install that reads all ImageRepositories of the cluster: what our policy names already, and every repository that it leaves out,
 * so that one fix does not undo another. `also`: ARNs of repositories that something else reads.
 */
export async function widened({ identity }: Permissions, facts: Facts, also: string[] = []): Promise<string> {
  const where = { partition: parseArn(facts.cluster.arn)?.partition ?? 'aws', region: facts.region, account: facts.caller.account }
  const named = identity.map((document) => repositoriesOf(document, where)).find((grant) => grant !== undefined)?.repositories ?? []
  const used = ((await facts.imageRepositories()) ?? []).filter(usesControllerRole).map(({ ecr }) => ecr.arn)
  // A policy may not even name what is in another partition.
  const readable = [...used, ...also].filter((arn) => parseArn(arn)?.partition === where.partition)
  const left = readable.filter((arn) => SCAN_ACTIONS.some((action) => evaluate(identity, { action, resource: arn }) !== 'allow'))
  const home = `arn:${where.partition}:ecr:${where.region}:${where.account}:repository/`
  const wanted = inBrief([...new Set([...named, ...left.map((arn) => (arn.startsWith(home) ? arn.slice(home.length) : arn))])])
  return [facts.settings.install, ...wanted.map((repository) => shell`--repository ${repository}`)].join(' ')
}

/** More names than that make a policy that IAM refuses (6144 characters), and a line that nobody reads. */
const MOST_NAMES = 60

/** Very many repositories by the folders that they are in; where these are as many, all. */
function inBrief(repositories: string[]): string[] {
  if (repositories.length <= MOST_NAMES) return repositories
  const folders = [...new Set(repositories.map((name) => (name.includes('/') ? name.replace(/\/[^/]*$/, '/*') : name)))]
  if (folders.length <= MOST_NAMES) return folders
  return [...new Set(folders.map((name) => (name.startsWith('arn:') ? name.replace(/:repository\/.*$/, ':repository/*') : '*')))]
}

async function existing(facts: Facts, name: string): Promise<Role> {
  const role = await facts.role(name)
  if (!role) throw new Error(`the role ${name} is gone`)
  return role
}

/** What the policy of a repository must say for a role to scan it. */
export function grantFor(roleArn: string): Statement {
  return { Sid: 'Flux', Effect: 'Allow', Principal: { AWS: roleArn }, Action: ['ecr:BatchGetImage', 'ecr:ListImages'] }
}

/**
 * Of another account's repository both sides must allow it, so both are asked for at once.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
function withOwnersPart(finding: Finding, { account }: EcrRepository, role: Role): Finding {
  if (account === parseArn(role.arn)?.account) return finding
  const statement = JSON.stringify(grantFor(role.arn))
  return {
    ...finding,
    evidence: [...(finding.evidence ?? []), `statement to ask account ${account} for, in the policy of that repository: ${statement}`],
  }
}

/** The policy is right but for the place: the host of the image is that of another region or account. */
function elsewhere(finding: Finding, { identity }: Permissions, ecr: EcrRepository, { region, caller }: Facts): Finding {
  const prefix = ecr.arn.split(':').slice(0, 3).join(':')
  const home = `${prefix}:${region}:${caller.account}:repository/${ecr.repository}`
  if (home === ecr.arn || SCAN_ACTIONS.some((action) => evaluate(identity, { action, resource: home }) !== 'allow')) return finding
  const other = [
    ...(ecr.region === region ? [] : [`region ${ecr.region}, not ${region}`]),
    ...(ecr.account === caller.account ? [] : [`account ${ecr.account}, not ${caller.account}`]),
  ]
  return {
    ...finding,
    message: `the image is in ${other.join(' and ')}: the role's policies allow ${ecr.repository} at home alone`,
    evidence: [`image: ${ecr.host}/${ecr.repository}`, ...(finding.evidence ?? [])],
    cause: ecr.account === caller.account ? 'wrong-region-registry' : 'missing-repository-permission',
  }
}
