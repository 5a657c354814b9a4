import type { Policy } from '../model/aws.ts'
import { isAlreadyThere, mayHaveHappened } from './already.ts'
import { asList, differences, statementsOf } from '../domain/canonical.ts'
import { Failure } from '../domain/failure.ts'
import { widthOf } from '../domain/grant-width.ts'
import { parseArn, policyNameOfArn } from '../domain/arn.ts'
import type { PolicyDocument } from '../domain/policy-document.ts'
import { repositoriesOf } from '../domain/permissions-policy.ts'
import { TAG_OLD_POLICY, TAG_POLICY, taggedPolicies, tagOwner } from '../domain/ownership.ts'
import { cutOffBy } from '../flux/registry-uses.ts'
import type { Desired, DesiredPolicy } from '../model/desired.ts'
import { ourRoles } from '../identity/ours.ts'
import type { Action } from '../model/plan.ts'
import type { WritePorts } from '../model/ports.ts'
import type { World } from '../model/world.ts'
import { descriptionFor, policyOwner } from '../identity/iam-marks.ts'
import { changedMeanwhile, changedTags, iamConflict, tagChanges } from './ownership.ts'
import { action, type ActionBase, idOf, type Resource } from '../model/resource.ts'
import { shell } from '../domain/shell.ts'

const ID = 'iam-policy'
/** IAM keeps five versions of a policy (IAM quotas page; fixed). */
const MAX_VERSIONS = 5

/**
 * The permissions policy. Comes after the role, whose tag names it: so a run that is cut off between the two leaves nothing that the
 * next one cannot find. Compared by meaning.
 */
export const iamPolicy: Resource = {
  name: ID,
  place: 'aws',
  stations: ['policy'],

  plan: (desired, world) => [...policiesOf(desired).map((policy) => planOne(policy, desired, world)), ...stale(desired, world)],

  apply: async (step, { desired, world, ports }) => {
    if (step.kind === 'remove') return replaceDone(step.name, desired, world, ports)
    const policy = policiesOf(desired).find(({ name }) => name === step.name)
    if (!policy) return
    const found = world.policies.get(policy.arn)
    if (found) {
      const now = await ports.aws.policy(policy.arn)
      if (!now || ownerOf(now, world) !== ownerOf(found, world)) throw changedMeanwhile(policy.arn)
      return bringTo(now, policy, ports)
    }
    await ports.aws
      .createPolicy({ ...policy, description: descriptionFor('policy', desired.part, desired.clusterArn) })
      .catch(async (error: unknown) => {
        const there = isAlreadyThere(error) ? await ports.aws.policy(policy.arn) : undefined
        if (!there || ownerOf(there, world) !== 'ours') throw error
        await bringTo(there, policy, ports)
      })
  },

  planRemoval: (world) =>
    ourPolicies(world).map((policy) =>
      action({
        id: `${ID}/${policy.name}`,
        resource: ID,
        name: policy.arn,
        kind: 'remove',
        needs: ['kubernetes'],
      }),
    ),

  remove: (step, { world, ports }) => deletePolicy(step.name, world, ports),

  notices: (settings, desired, world) => {
    const { partition, region } = world
    const { account } = world.caller
    const grants = policiesOf(desired).map(({ document }) => repositoriesOf(document, { partition, region, account }))
    const wide = [...(settings.binding?.policyArns ?? []), ...(settings.binding?.policy ? ['--policy'] : [])].flatMap((name) => {
      const document = name === '--policy' ? settings.binding?.policy : world.policies.get(name)?.document
      const width = document ? widthOf([document]) : []
      return width.length > 0
        ? [`${name} allows ${width.join('; ')}: so may every pod with this identity. Name less with --policy FILE.`]
        : []
    })
    const images = settings.binding?.ecrRead
      ? ["The kubelet pulls images with the role of the node, not with this one: --ecr-read is for the workload's own calls to ECR."]
      : []
    if (!grants.some((grant) => grant?.repositories.includes('*'))) return [...wide, ...images, ...cutOffBy(desired, world)]
    return [
      ...wide,
      ...images,
      `Every ECR repository of account ${account} in ${region} becomes readable; narrow it with ${settings.binding ? '--ecr-read' : '--repository'} NAME or "PATTERN/*".`,
    ]
  },
}

function policiesOf({ identities }: Desired): DesiredPolicy[] {
  return identities.flatMap(({ policy }) => policy ?? [])
}

function planOne(policy: DesiredPolicy, desired: Desired, world: World): Action {
  const base: ActionBase = { id: idOf(desired, ID, policy.name), resource: ID, name: policy.name, needs: ['iam-role'] }
  const found = world.policies.get(policy.arn)
  const elsewhere = ofAnotherPartition(policy.document, world.partition)
  if (elsewhere) return action({ ...base, kind: 'conflict', ...elsewhere })
  if (!found) {
    const changes = [{ path: 'document', before: null, after: policy.document }, ...tagChanges(policy.tags, {})]
    return action({ ...base, kind: 'create', changes })
  }
  const conflict = iamConflict({ ...base, arn: found.arn, tags: found.tags }, ownerOf(found, world), desired, world)
  if (conflict) return conflict
  const changes = [
    ...differences(found.document, policy.document).map((change) => ({ ...change, path: `document.${change.path}` })),
    ...tagChanges(policy.tags, found.tags),
  ]
  return action({ ...base, kind: changes.length > 0 ? 'update' : 'keep', changes })
}

/**
 * IAM refuses a resource of another partition ("Partition "aws-cn" is not valid for resource"), and no role would reach it: partitions are
 * isolated from each other. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
function ofAnotherPartition(document: PolicyDocument, partition: string): { reason: string; fix: string } | undefined {
  const resources = statementsOf(document).flatMap(({ Resource }) => asList(Resource))
  const arn = resources.find((resource) => /^arn:aws[a-z-]*:/.test(resource) && parseArn(resource)?.partition !== partition)
  if (!arn) return undefined
  return {
    reason: `${arn} is in another partition than the cluster (${partition}): a role reaches nothing there`,
    fix: `Name resources of the partition ${partition}, or give what needs that one a Secret with a login of its own.`,
  }
}

async function bringTo(found: Policy, policy: DesiredPolicy, { aws }: WritePorts): Promise<void> {
  const tags = changedTags(policy.tags, found.tags)
  if (Object.keys(tags).length > 0) await aws.tagPolicy(policy.arn, tags)
  if (differences(found.document, policy.document).length === 0) return
  const versions = await aws.policyVersions(policy.arn)
  const oldest = versions.filter((version) => !version.isDefault).sort((a, b) => a.createdAt - b.createdAt)[0]
  if (versions.length >= MAX_VERSIONS && oldest) await aws.deletePolicyVersion(policy.arn, oldest.id)
  await createVersion(policy, aws)
}

/** A version whose answer got lost may be there: it is looked for before it is made again, or there would be two. */
async function createVersion({ arn, document }: Pick<DesiredPolicy, 'arn' | 'document'>, aws: WritePorts['aws'], tries = 3): Promise<void> {
  try {
    await aws.createPolicyVersion(arn, document)
  } catch (error) {
    if (!mayHaveHappened(error)) throw error
    const now = await aws.policy(arn)
    if (now && differences(now.document, document).length === 0) return
    if (tries <= 1) throw error
    await createVersion({ arn, document }, aws, tries - 1)
  }
}

/** Our policies as far as they can be found: by the tag of our roles, and by name. */
function ourPolicies(world: World): Policy[] {
  return [...world.policies.values()].filter((policy) => ownerOf(policy, world) === 'ours')
}

function ownerOf(policy: Policy, world: World) {
  return policyOwner(policy, world, ourRoles(world))
}

function stale(desired: Desired, world: World) {
  const old = ourRoles(world)
    .flatMap((role) => taggedPolicies(role.tags))
    .filter((arn) => !policiesOf(desired).some((policy) => policy.arn === arn))
  return ourPolicies(world)
    .filter((policy) => old.includes(policy.arn))
    .map((policy) =>
      action({
        id: `old-policy/${policyNameOfArn(policy.arn)}`,
        resource: ID,
        name: policy.arn,
        kind: 'remove',
        needs: ['policy-attachment', 'pods', 'workload-pods', 'old-service-account'],
      }),
    )
}

async function replaceDone(arn: string, desired: Desired, world: World, ports: WritePorts): Promise<void> {
  await deletePolicy(arn, world, ports)
  for (const { role, policy } of desired.identities) {
    const found = world.candidates.find(({ name }) => name === role.name)
    if (!found || !taggedPolicies(found.tags).includes(arn)) continue
    await ports.aws.untagRole(role.name, policy ? [TAG_OLD_POLICY] : [TAG_OLD_POLICY, TAG_POLICY])
  }
}

/**
 * Off our roles and without its old versions, or IAM refuses to delete it (API_DeletePolicy). Comes before the roles: their tags are all
 * that a run after one that was cut off can find it by.
 */
async function deletePolicy(arn: string, world: World, { aws }: WritePorts): Promise<void> {
  const attached = ourRoles(world).filter((role) => role.attached.includes(arn))
  const [tags, versions] = await Promise.all([
    aws.policyTags(arn),
    aws.policyVersions(arn),
    ...attached.map((role) => aws.detachPolicy(role.name, arn)),
  ])
  if (!tags) return
  // Whoever gave it to others, or took our mark off, since it was seen: then it is theirs too.
  if (tagOwner(tags, world.cluster.arn, world.part) !== 'ours') throw changedMeanwhile(arn)
  for (const version of versions) if (!version.isDefault) await aws.deletePolicyVersion(arn, version.id)
  await aws.deletePolicy(arn).catch((error: unknown) => {
    throw isInUse(error) ? policyInUse(arn) : error
  })
}

/** API_DeletePolicy: what is attached to users, groups or roles cannot be deleted. */
function isInUse(error: unknown): boolean {
  return error instanceof Failure && error.code === 'aws-delete-conflict'
}

function policyInUse(arn: string): Failure {
  return new Failure({
    code: 'policy-in-use',
    source: 'environment',
    message: `the policy ${policyNameOfArn(arn)} is attached to what is not ours too, and stays; ours no longer has it`,
    fix: shell`aws iam list-entities-for-policy --policy-arn ${arn}`,
    docs: 'uninstall.md#leftovers',
  })
}
