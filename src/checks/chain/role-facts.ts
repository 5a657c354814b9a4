import type { AwsReader, Role } from '../../model/aws.ts'
import { isRoleArn, parseArn, roleArn, roleNameOfArn } from '../../domain/arn.ts'
import { ROLE_ARN_ANNOTATION } from '../../domain/ownership.ts'
import type { PolicyDocument } from '../../domain/policy-document.ts'
import type { KubeObject } from '../../model/kube.ts'
import type { Reads } from '../kernel/reads.ts'

/** The role that a ServiceAccount names. */
export interface NamedRole {
  /** What checks call it: the name, after the account where that is not the cluster's. */
  id: string
  arn: string
  name: string
  account: string
}

/** All documents that decide what a role may do. */
export interface Permissions {
  identity: PolicyDocument[]
  /** Names of the policies in `identity`, in its order. */
  names: string[]
  boundary?: PolicyDocument
}

export interface RoleFacts {
  serviceAccount(name: string): Promise<KubeObject | undefined>
  /** The annotation's value; `undefined` where there is none. */
  annotation(serviceAccount: string): Promise<string | undefined>
  /** The role by the annotation, else the installation's; `undefined` where neither names one. Does not reject. */
  roleOf(serviceAccount: string): Promise<NamedRole | undefined>
  /** The distinct roles of all ServiceAccounts. */
  roles(): Promise<NamedRole[]>
  role(name: string): Promise<Role | undefined>
  permissions(role: Role): Promise<Permissions>
}

interface Sources {
  aws: AwsReader
  settings: { serviceAccounts: string[]; roleName?: string }
  partition: string
  account: string
  serviceAccount: (name: string) => Promise<KubeObject | undefined>
  sameCluster: () => Promise<{ same: boolean }>
}

/** The facts about roles, by way of the ServiceAccounts that name them. */
export function createRoleFacts({ aws, settings, partition, account, serviceAccount, sameCluster }: Sources, reads: Reads): RoleFacts {
  const annotation = async (name: string) => (await serviceAccount(name))?.metadata.annotations?.[ROLE_ARN_ANNOTATION]
  const role = (name: string) => reads.once(`role ${name}`, () => aws.role(name), { value: (found) => found === undefined })
  const document = async (arn: string) => (await reads.once(`policy ${arn}`, () => aws.policy(arn)))?.document

  /** What another cluster's ServiceAccount says is not about this cluster's role. */
  async function annotationHere(name: string): Promise<string | undefined> {
    return (await sameCluster()).same ? annotation(name) : undefined
  }

  async function roleOf(user: string): Promise<NamedRole | undefined> {
    const annotated = await annotationHere(user).catch(() => undefined)
    if (annotated && isRoleArn(annotated)) {
      const name = roleNameOfArn(annotated) ?? ''
      const owner = parseArn(annotated)?.account ?? ''
      return { id: owner === account ? name : `${owner}/${name}`, arn: annotated, name, account: owner }
    }
    if (!settings.roleName) return undefined
    const known = await role(settings.roleName).catch(() => undefined)
    return {
      id: settings.roleName,
      arn: known?.arn ?? roleArn({ partition, account, name: settings.roleName }),
      name: settings.roleName,
      account,
    }
  }

  async function roles(): Promise<NamedRole[]> {
    const all = await Promise.all(settings.serviceAccounts.map(roleOf))
    return [...new Map(all.filter((each) => each !== undefined).map((each) => [each.arn, each])).values()]
  }

  async function permissions({ name, attached, boundary }: Role): Promise<Permissions> {
    const [inline, managed, limit] = await Promise.all([
      reads.once(`inline policies ${name}`, () => aws.inlinePolicies(name)),
      Promise.all(attached.map(async (arn) => ({ arn, found: await document(arn) }))),
      // A boundary that cannot be found allows nothing; it is not the same as none.
      boundary ? document(boundary).then((found) => found ?? { Statement: [] }) : undefined,
    ])
    const identity = managed.flatMap(({ arn, found }) => (found ? [{ name: arn, found }] : []))
    for (const [policy, found] of Object.entries(inline)) identity.push({ name: `inline ${policy}`, found })
    return {
      identity: identity.map(({ found }) => found),
      names: identity.map((each) => each.name),
      ...(limit ? { boundary: limit } : {}),
    }
  }

  return {
    serviceAccount,
    annotation,
    roleOf,
    roles,
    role,
    permissions: (named) => reads.derived(`permissions ${named.arn}`, () => permissions(named)),
  }
}
