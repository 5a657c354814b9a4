import type { Role } from '../../model/aws.ts'
import type { Settings } from '../../model/settings.ts'
import { pathOfArn, policyArn, policyNameOfArn } from '../../domain/arn.ts'
import { equivalent, statementsOf } from '../../domain/canonical.ts'
import { Failure } from '../../domain/failure.ts'
import { attachedByUs, MARKS, TAG_POLICY } from '../../domain/ownership.ts'
import { ecrPolicy, repositoriesOf, repositoryArns } from '../../domain/permissions-policy.ts'
import type { PolicyDocument } from '../../domain/policy-document.ts'
import { allowsNoMore, isTexts, rememberedBy } from '../grant-memory.ts'
import { holdsAnnotation } from '../ours.ts'
import { accountsOf, bindingOf, boundSubjects, type BindingGrant } from './bound.ts'
import type { DesiredPolicy } from '../../model/desired.ts'
import type { World } from '../../model/world.ts'

/** What a role shall be allowed, and what its ServiceAccounts remember of it. */
export interface Wish {
  policy: DesiredPolicy | undefined
  attached: string[]
  grant: BindingGrant
}

/** What the options say that the role may do; `undefined` when they say nothing. */
export function saidWish(settings: Settings, world: World, role: Pick<Role, 'name' | 'path'>, ours: Role | undefined): Wish | undefined {
  const { policyArns, policy, ecrRead } = bindingOf(settings)
  if (!policyArns && !policy && !ecrRead) return undefined
  const grant: BindingGrant = {
    ...(ecrRead ? { ecrRead: ecrRead.toSorted() } : {}),
    ...(policyArns ? { policyArns: policyArns.toSorted() } : {}),
    ...(policy ? { document: true as const } : {}),
  }
  const document = documentOf(policy, ecrRead, world)
  return { policy: document && policyFor(role, ours, document, settings, world), attached: policyArns ?? [], grant }
}

/**
 * Nothing said: ours stays as it is; of somebody else's, which is taken over, we make and attach nothing. Throws a Failure (exit 64) where
 * our policy is gone and nothing but its document can bring it back.
 */
export function keptWish(ours: Role | undefined, subjects: string[], settings: Settings, world: World): Wish | undefined {
  if (ours) {
    const wish = wishAsItIs(ours, [...boundSubjects(ours), ...subjects], world)
    const arn = ours.tags[TAG_POLICY]
    if (arn && !wish.policy) throw policyGone(ours.name, arn)
    return wish
  }
  return settings.adopt ? { policy: undefined, attached: [], grant: {} } : undefined
}

/**
 * What a role of ours may do now, as IAM has it. A policy that was made of --ecr-read alone is known without looking, and so mended: its
 * options are remembered in the cluster, where tenants write, and count as far as IAM confirms them (grant-memory.ts).
 */
export function wishAsItIs(role: Role, subjects: string[], world: World): Wish {
  const arn = role.tags[TAG_POLICY]
  const found = arn ? world.policies.get(arn) : undefined
  const onRole = [...new Set(attachedByUs(role.tags).values())].filter((one) => role.attached.includes(one))
  const isHarmless = ({ ecrRead, policyArns = [] }: BindingGrant) => {
    if (!isTexts(ecrRead ?? []) || !isTexts(policyArns)) return false
    const document = documentOf(undefined, ecrRead, world)
    return policyArns.every((one) => onRole.includes(one)) && (!document || allowsNoMore(document, found?.document))
  }
  const accounts = accountsOf(subjects, world).filter((candidate) => holdsAnnotation(candidate, 'binding'))
  const remembered = rememberedBy<BindingGrant>(accounts, [role], isHarmless)
  const attached = [...new Set([...onRole, ...(remembered?.policyArns ?? [])])]
  const grant = remembered ?? {
    ...(attached.length > 0 ? { policyArns: attached.toSorted() } : {}),
    ...(found ? optionsOf(found.document, world) : arn ? { document: true as const } : {}),
  }
  if (!arn) return { policy: undefined, attached, grant }
  const name = policyNameOfArn(arn) ?? role.name
  const document = grant.document ? found?.document : (documentOf(undefined, grant.ecrRead, world) ?? found?.document)
  if (!document) return { policy: undefined, attached, grant }
  return { policy: { arn, name, path: pathOfArn(arn), document, tags: tagsOf(world) }, attached, grant }
}

/** The options that make this very document, where --ecr-read alone does. */
function optionsOf(document: PolicyDocument, world: World): BindingGrant {
  const { partition, region, caller } = world
  const ecrRead = repositoriesOf(document, { partition, region, account: caller.account })?.repositories
  const made = documentOf(undefined, ecrRead, world)
  return made && equivalent(made, document) ? { ecrRead: ecrRead ?? [] } : { document: true }
}

function documentOf(policy: PolicyDocument | undefined, ecrRead: string[] | undefined, world: World): PolicyDocument | undefined {
  if (!ecrRead) return policy
  const { partition, region } = world
  const ecr = ecrPolicy({
    access: 'read',
    repositoryArns: repositoryArns(ecrRead, { partition, region, account: world.caller.account }),
    pullsLayers: true,
  })
  return policy ? { ...policy, Statement: [...statementsOf(policy), ...statementsOf(ecr)] } : ecr
}

function policyFor(
  { name, path }: Pick<Role, 'name' | 'path'>,
  ours: Role | undefined,
  document: PolicyDocument,
  settings: Settings,
  world: World,
): DesiredPolicy {
  const tagged = ours?.tags[TAG_POLICY]
  const policyName = settings.iam.policyName ?? (tagged && policyNameOfArn(tagged)) ?? name
  const { partition, caller } = world
  const arn = policyArn({ partition, account: caller.account, path, name: policyName })
  return { arn, name: policyName, path, document, tags: { ...settings.iam.tags, ...tagsOf(world) } }
}

/** The tag that says whose a role and its policy are. */
export function tagsOf(world: World): Record<string, string> {
  return { [MARKS.binding.tag]: world.cluster.arn }
}

function policyGone(role: string, arn: string): Failure {
  return new Failure({
    code: 'policy-gone',
    source: 'user',
    message: `the policy ${arn} of the role ${role} is gone, and only its document can bring it back`,
    fix: 'Say again what the role may do: --policy FILE, with --policy-arn and --ecr-read where it had them.',
    docs: 'bind.md',
  })
}
