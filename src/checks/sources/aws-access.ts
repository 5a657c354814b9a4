import type { Role } from '../../model/aws.ts'
import { isRoleArn, parseArn, roleNameOfArn } from '../../domain/arn.ts'
import { Failure } from '../../domain/failure.ts'
import { ROLE_ARN_ANNOTATION } from '../../domain/ownership.ts'
import type { AwsUse, GrantName } from '../../flux/aws-uses.ts'
import { KUBERNETES } from '../chain/cluster.ts'
import { judgePermissions } from '../chain/policy-judgement.ts'
import { fail, pass, type Check, type Finding } from '../kernel/check.ts'
import { readinessOf } from '../kernel/condition.ts'
import type { Facts } from '../kernel/facts.ts'
import { shell } from '../../domain/shell.ts'
import { editFix, placeOf } from './object-fixes.ts'

const section = 'sources'

/**
 * What is asked of each of a use's ARNs, in their order. ECR's have checks of their own, and no object names the key of KMS.
 * Source: https://fluxcd.io/flux/integrations/aws/
 */
const ACTIONS: Partial<Record<GrantName, string[][]>> = {
  's3-read': [['s3:ListBucket'], ['s3:GetObject']],
  'codecommit-pull': [['codecommit:GitPull']],
  'codecommit-push': [['codecommit:GitPull', 'codecommit:GitPush']],
  'eks-describe': [['eks:DescribeCluster']],
}

/** Whether the identity of a controller, or of a ServiceAccount that an object names, can and may do what the objects ask of it. */
export const AWS_ACCESS: Check[] = [
  {
    id: 'aws-partition',
    section,
    severity: 'fail',
    title: 'what the object asks for is in the partition of the role',
    needs: [...KUBERNETES, 'flux-instance'],
    each: async ({ awsUses }) => named((await awsUses()).filter(({ as, partition }) => as === 'controller' && partition !== undefined)),
    run: inItsPartition,
  },
  {
    id: 'aws-permission',
    section,
    severity: 'fail',
    title: "the role's policies allow what the object asks for",
    needs: [...KUBERNETES, 'flux-instance', 'aws-partition/@'],
    async each(facts) {
      const uses = (await facts.awsUses()).filter(({ as, grant, resources }) => as !== 'secret' && ACTIONS[grant] && resources.length > 0)
      const judged = await Promise.all(uses.map(async (use) => ({ use, role: await roleBehind(facts, use) })))
      return judged.flatMap(({ use, role }) =>
        role ? [{ name: use.id, needs: [use.account ? `object-account/${use.account}` : `role/${role.name}`] }] : [],
      )
    },
    run: isAllowed,
  },
]

/** An object may have several uses: it is one instance. */
function named(uses: AwsUse[]): { name: string }[] {
  return [...new Set(uses.map(({ id }) => id))].map((name) => ({ name }))
}

/** The role that the controller carries, or the ServiceAccount that the object names, where it is one of this account and there. */
async function roleBehind(facts: Facts, { controller, account }: AwsUse): Promise<Role | undefined> {
  if (account) return roleOfAccount(facts, account).catch(unlessRefused)
  const arn = parseArn((await facts.annotation(controller).catch(() => undefined)) ?? '')
  const role = arn?.account === facts.caller.account ? await facts.roleOf(controller) : undefined
  return role && (await facts.role(role.name))
}

async function roleOfAccount(facts: Facts, account: string): Promise<Role | undefined> {
  const [namespace = '', name = ''] = account.split('/')
  const arn = (await facts.objectIn(namespace, 'ServiceAccount', name))?.metadata.annotations?.[ROLE_ARN_ANNOTATION] ?? ''
  const isHere = isRoleArn(arn) && parseArn(arn)?.account === facts.caller.account
  return isHere ? facts.role(roleNameOfArn(arn) ?? '') : undefined
}

/** What cannot be read is unknown by its own check (object-account). */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof Failure)) throw error
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html (partitions are isolated from each other) */
async function inItsPartition(facts: Facts, id: string): Promise<Finding> {
  const home = parseArn(facts.cluster.arn)?.partition ?? 'aws'
  for (const { object, partition, controller, resources, as } of await facts.usesOf(id)) {
    if (as !== 'controller' || partition === undefined) continue
    const role = await facts.annotation(controller).catch(() => undefined)
    const own = parseArn(role ?? '')?.partition ?? home
    if (partition === own) continue
    return fail(
      `${id} asks for what is in the partition ${partition}: ${controller} has an identity of ${own}, which reaches nothing of another partition`,
      {
        evidence: [`resource: ${resources[0] ?? ''}`, role ? `role: ${role}` : `cluster: ${facts.cluster.arn}`],
        fix: editFix(placeOf(object)),
      },
    )
  }
  return pass(home)
}

async function isAllowed(facts: Facts, id: string): Promise<Finding> {
  for (const use of (await facts.usesOf(id)).filter(({ as, grant }) => as !== 'secret' && ACTIONS[grant])) {
    const role = await roleBehind(facts, use)
    if (!role) continue
    const permissions = await facts.permissions(role)
    for (const [at, actions] of (ACTIONS[use.grant] ?? []).entries()) {
      const resource = use.resources[at] ?? ''
      const judged = judgePermissions(role, permissions, { actions, resource, missing: '', fix: allowFix(role, use) })
      if (judged.status === 'pass') continue
      const { cause, ...finding } = judged
      // The bucket's own policy may allow what those of the role do not.
      if (use.grant === 's3-read' && !cause && readinessOf(use.object).state === 'ready')
        return pass(`${id} is Ready, though ${judged.message}: the policy of the bucket must allow it`)
      return cause ? judged : finding
    }
  }
  return pass('allowed')
}

/** A policy of its own, so that nothing of what stands there changes. */
function allowFix({ name }: Role, { grant, resources }: AwsUse): string {
  const Statement = (ACTIONS[grant] ?? []).map((Action, at) => ({ Effect: 'Allow', Action, Resource: resources[at] }))
  const document = JSON.stringify({ Version: '2012-10-17', Statement })
  return shell`aws iam put-role-policy --role-name ${name} --policy-name ${`flux-${grant}`} --policy-document ${document}`
}
