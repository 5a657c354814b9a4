import type { Role } from '../aws/ports.ts'
import { parseArn } from '../domain/arn.ts'
import { repositoriesOf } from '../domain/permissions-policy.ts'
import { evaluate } from '../domain/policy-evaluation.ts'
import { fail, pass, type Check, type Finding } from './check.ts'
import { LIVE_LISTINGS, REFLECTOR, type Facts } from './facts.ts'
import { usesControllerRole } from './image-use.ts'
import type { Permissions } from './role-facts.ts'
import { rolesInUse } from './role.ts'
import { shellWord } from './shell-word.ts'
import { KUBERNETES } from './target.ts'

const section = 'policy'

// What image-reflector-controller does on the wire is GET tags/list and HEAD manifests; ECR asks these two actions for them.
// Source: https://github.com/fluxcd/image-reflector-controller (imagerepository_controller.go, imagepolicy_controller.go)
const SCAN_ACTIONS = ['ecr:ListImages', 'ecr:BatchGetImage']

export const POLICY: Check[] = [
  {
    id: 'policy-attached',
    section,
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
    id: 'login-permission',
    section,
    title: 'the role may log in to ECR',
    needs: ['policy-attached/@'],
    each: rolesInUse,
    async run(facts, name) {
      const permissions = await facts.permissions(await existing(facts, name))
      // GetAuthorizationToken has no resource level: an Allow on repository ARNs grants nothing.
      return judge(permissions, ['ecr:GetAuthorizationToken'], '*', 'missing-ecr-get-authorization-token', facts.settings.install)
    },
  },
  {
    id: 'repository-permission',
    section,
    title: "the role's policies allow the scan of its repository",
    needs: KUBERNETES,
    async each(facts) {
      const role = await facts.roleOf(REFLECTOR)
      if (!role || !facts.settings.serviceAccounts.includes(REFLECTOR)) return []
      const uses = (await facts.imageRepositories()) ?? []
      return uses.filter(usesControllerRole).map(({ id }) => ({ name: id, needs: [`policy-attached/${role.id}`] }))
    },
    async run(facts, id) {
      const role = await facts.roleOf(REFLECTOR)
      const use = (await facts.imageRepositories())?.filter(usesControllerRole).find((each) => each.id === id)
      if (!role || !use) throw new Error(`${id} is not among the ImageRepositories`)
      const permissions = await facts.permissions(await existing(facts, role.name))
      const finding = judge(permissions, SCAN_ACTIONS, use.ecr.arn, 'missing-repository-permission', await widened(permissions, facts))
      if (finding.status !== 'pass' || (await facts.listed()).some(({ ecr }) => ecr.arn === use.ecr.arn)) return finding
      const foreign = use.ecr.account === role.account ? '' : `; the repository policy of account ${use.ecr.account} is not seen from here`
      return { ...finding, message: `${finding.message}; judged from the policy alone, ${LIVE_LISTINGS} others are listed live${foreign}` }
    },
  },
]

/**
 * The install that reads all ImageRepositories of the cluster: what our policy names already, and every repository that it leaves out,
 * so that one fix does not undo another.
 */
async function widened({ identity }: Permissions, facts: Facts): Promise<string> {
  const where = { partition: parseArn(facts.cluster.arn)?.partition ?? 'aws', region: facts.region, account: facts.caller.account }
  const named = identity.map((document) => repositoriesOf(document, where)).find((grant) => grant !== undefined)?.repositories ?? []
  const used = ((await facts.imageRepositories()) ?? []).filter(usesControllerRole).map(({ ecr }) => ecr.arn)
  const left = used.filter((arn) => SCAN_ACTIONS.some((action) => evaluate(identity, { action, resource: arn }) !== 'allow'))
  const home = `arn:${where.partition}:ecr:${where.region}:${where.account}:repository/`
  const wanted = [...new Set([...named, ...left.map((arn) => (arn.startsWith(home) ? arn.slice(home.length) : arn))])]
  return [facts.settings.install, ...wanted.map((repository) => `--repository ${shellWord(repository)}`)].join(' ')
}

async function existing(facts: Facts, name: string): Promise<Role> {
  const role = await facts.role(name)
  if (!role) throw new Error(`the role ${name} is gone`)
  return role
}

/**
 * The role's own policies and its boundary; what an organization or another account's repository policy says is not in sight.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
function judge({ identity, names, boundary }: Permissions, actions: string[], resource: string, missing: string, fix: string): Finding {
  const evidence = [`resource: ${resource}`, `policies: ${names.join(', ')}`]
  const answers = actions.map((action) => ({
    action,
    byIdentity: evaluate(identity, { action, resource }),
    byBoundary: boundary ? evaluate([boundary], { action, resource }) : 'allow',
  }))
  const denied = answers.filter(({ byIdentity, byBoundary }) => byIdentity === 'deny' || byBoundary === 'deny').map(({ action }) => action)
  if (denied.length > 0) return fail(`${denied.join(', ')} is denied explicitly`, { evidence, cause: 'explicit-deny', fix })

  const unsaid = answers.filter(({ byIdentity }) => byIdentity === 'none').map(({ action }) => action)
  if (unsaid.length > 0) return fail(`no policy of the role allows ${unsaid.join(', ')} on ${resource}`, { evidence, cause: missing, fix })

  const left = answers.filter(({ byBoundary }) => byBoundary === 'none').map(({ action }) => action)
  if (left.length > 0) return fail(`the permissions boundary leaves ${left.join(', ')} out`, { evidence, cause: 'explicit-deny', fix })
  return pass(`${actions.join(', ')} allowed on ${resource}`, evidence)
}
