import {
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  DescribePodIdentityAssociationCommand,
  EKSClient,
  paginateListNodegroups,
  paginateListPodIdentityAssociations,
} from '@aws-sdk/client-eks'
import {
  GetAccountSummaryCommand,
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  paginateListAttachedRolePolicies,
  paginateListPolicyVersions,
  paginateListRolePolicies,
  paginateListRoles,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { setTimeout as sleep } from 'node:timers/promises'
import { observed, type CallContext } from '../net/call-context.ts'
import { watchClock } from './clock-offset.ts'
import { decodeDocument } from './documents.ts'
import { awsFailure, isNotFound } from './failures.ts'
import type { AwsReader, Cluster, Tags } from '../model/aws.ts'
import { createProof } from './proof.ts'
import { createRepositoryReader } from './repository-reader.ts'
import type { Session } from './session.ts'

const VERSION_TRIES = 4

/** All that is read from EKS, IAM and STS. What does not exist is `undefined`; any other refusal is a Failure that names the action. */
export function createAwsReader(session: Session, context: CallContext): AwsReader {
  const iam = new IAMClient(session.config)
  const eks = new EKSClient(session.config)
  const sts = new STSClient(session.config)
  const clockOffset = watchClock(sts)
  const abort = { abortSignal: context.signal }

  const call = async <T>(operation: string, run: () => Promise<T>): Promise<T> => {
    const [service = '', name = ''] = operation.split(':')
    try {
      return await observed(context, service, name, run)
    } catch (error) {
      throw awsFailure(error, operation)
    }
  }
  const orAbsent = <T>(operation: string, run: () => Promise<T>): Promise<T | undefined> =>
    call(operation, () =>
      run().catch((error: unknown) => {
        if (isNotFound(error)) return undefined
        throw error
      }),
    )
  const pages = async <P>(operation: string, paginator: AsyncIterable<P>): Promise<P[]> =>
    call(operation, async () => {
      const all: P[] = []
      for await (const page of paginator) {
        all.push(page)
        context.signal.throwIfAborted()
      }
      return all
    })

  const roleItself: AwsReader['roleItself'] = async (name) => {
    const role = (await orAbsent('iam:GetRole', () => iam.send(new GetRoleCommand({ RoleName: name }), abort)))?.Role
    if (!role) return undefined
    return {
      name: role.RoleName ?? name,
      arn: role.Arn ?? '',
      id: role.RoleId ?? '',
      path: role.Path ?? '/',
      trust: decodeDocument(role.AssumeRolePolicyDocument),
      tags: tagsOf(role.Tags),
      ...(role.Description ? { description: role.Description } : {}),
      ...(role.PermissionsBoundary?.PermissionsBoundaryArn ? { boundary: role.PermissionsBoundary.PermissionsBoundaryArn } : {}),
      ...(role.RoleLastUsed?.LastUsedDate ? { lastUsed: role.RoleLastUsed.LastUsedDate.getTime() } : {}),
    }
  }

  return {
    ...createProof(session, context),
    ...createRepositoryReader(session, context),

    callerIdentity: async () => {
      const answer = await call('sts:GetCallerIdentity', () => sts.send(new GetCallerIdentityCommand({}), abort))
      const clockOffsetMs = clockOffset()
      return { account: answer.Account ?? '', arn: answer.Arn ?? '', ...(clockOffsetMs === undefined ? {} : { clockOffsetMs }) }
    },

    cluster: async (name) => {
      const answer = await orAbsent('eks:DescribeCluster', () => eks.send(new DescribeClusterCommand({ name }), abort))
      const cluster = answer?.cluster
      if (!cluster) return undefined
      return {
        name: cluster.name ?? name,
        arn: cluster.arn ?? '',
        status: cluster.status ?? '',
        version: cluster.version ?? '',
        endpoint: cluster.endpoint ?? '',
        certificateAuthority: Buffer.from(cluster.certificateAuthority?.data ?? '', 'base64').toString('utf8'),
        issuer: cluster.identity?.oidc?.issuer ?? '',
        publicAccess: cluster.resourcesVpcConfig?.endpointPublicAccess ?? true,
        privateAccess: cluster.resourcesVpcConfig?.endpointPrivateAccess ?? false,
      } satisfies Cluster
    },

    podIdentityAssociations: async (clusterName, namespace) => {
      const listed = paginateListPodIdentityAssociations({ client: eks }, { clusterName, namespace }, abort)
      const all = await pages('eks:ListPodIdentityAssociations', listed)
      return all
        .flatMap((page) => page.associations ?? [])
        .map((association) => ({
          namespace: association.namespace ?? namespace,
          serviceAccount: association.serviceAccount ?? '',
          id: association.associationId ?? '',
        }))
    },

    podIdentityRole: async (clusterName, associationId) => {
      const answer = await orAbsent('eks:DescribePodIdentityAssociation', () =>
        eks.send(new DescribePodIdentityAssociationCommand({ clusterName, associationId }), abort),
      )
      return answer?.association?.roleArn
    },

    nodeRoles: async (clusterName) => {
      const listed = await pages('eks:ListNodegroups', paginateListNodegroups({ client: eks }, { clusterName }, abort))
      const names = listed.flatMap((page) => page.nodegroups ?? [])
      const found = await Promise.all(
        names.map((nodegroupName) =>
          call('eks:DescribeNodegroup', () => eks.send(new DescribeNodegroupCommand({ clusterName, nodegroupName }), abort)),
        ),
      )
      return [...new Set(found.flatMap(({ nodegroup }) => nodegroup?.nodeRole ?? []))]
    },

    oidcProvider: async (arn) => {
      const answer = await orAbsent('iam:GetOpenIDConnectProvider', () =>
        iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }), abort),
      )
      return answer && { arn, url: answer.Url ?? '', clientIds: answer.ClientIDList ?? [], tags: tagsOf(answer.Tags) }
    },

    roles: async () => {
      const all = await pages('iam:ListRoles', paginateListRoles({ client: iam }, { MaxItems: 1000 }, abort))
      return all
        .flatMap((page) => page.Roles ?? [])
        .map((role) => ({
          name: role.RoleName ?? '',
          arn: role.Arn ?? '',
          trust: decodeDocument(role.AssumeRolePolicyDocument),
        }))
    },

    roleItself,

    role: async (name) => {
      const listed = paginateListAttachedRolePolicies({ client: iam }, { RoleName: name }, abort)
      const [role, attached] = await Promise.all([roleItself(name), pages('iam:ListAttachedRolePolicies', listed).catch(absentList)])
      if (!role) return undefined
      return { ...role, attached: attached.flatMap((page) => page.AttachedPolicies ?? []).map((policy) => policy.PolicyArn ?? '') }
    },

    inlinePolicies: async (role) => {
      const listed = await pages('iam:ListRolePolicies', paginateListRolePolicies({ client: iam }, { RoleName: role }, abort)).catch(
        absentList,
      )
      const names = listed.flatMap((page) => page.PolicyNames ?? [])
      const documents = await Promise.all(
        names.map((name) =>
          call('iam:GetRolePolicy', () => iam.send(new GetRolePolicyCommand({ RoleName: role, PolicyName: name }), abort)),
        ),
      )
      return Object.fromEntries(documents.map((answer, at) => [names[at] ?? '', decodeDocument(answer.PolicyDocument)]))
    },

    policy: async (arn) => {
      const answer = await orAbsent('iam:GetPolicy', () => iam.send(new GetPolicyCommand({ PolicyArn: arn }), abort))
      const policy = answer?.Policy
      if (!policy?.DefaultVersionId) return undefined
      const versionId = policy.DefaultVersionId
      const read = () =>
        orAbsent('iam:GetPolicyVersion', () => iam.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: versionId }), abort))
      let version = await read()
      // A new policy is not seen by all of IAM's servers at once: its own document may come later than itself.
      for (let tries = 1; !version && tries <= VERSION_TRIES; tries++) {
        await sleep(tries * 200, undefined, { signal: context.signal })
        version = await read()
      }
      return {
        arn,
        name: policy.PolicyName ?? '',
        path: policy.Path ?? '/',
        document: decodeDocument(version?.PolicyVersion?.Document),
        versionId,
        attachmentCount: policy.AttachmentCount ?? 0,
        ...(policy.Description ? { description: policy.Description } : {}),
        tags: tagsOf(policy.Tags),
      }
    },

    policyTags: async (arn) => {
      const answer = await orAbsent('iam:GetPolicy', () => iam.send(new GetPolicyCommand({ PolicyArn: arn }), abort))
      return answer?.Policy && tagsOf(answer.Policy.Tags)
    },

    policyVersions: async (arn) => {
      const listed = paginateListPolicyVersions({ client: iam }, { PolicyArn: arn }, abort)
      const all = await pages('iam:ListPolicyVersions', listed).catch(absentList)
      return all
        .flatMap((page) => page.Versions ?? [])
        .map((version) => ({
          id: version.VersionId ?? '',
          isDefault: version.IsDefaultVersion ?? false,
          createdAt: version.CreateDate?.getTime() ?? 0,
        }))
    },

    quotas: async () => {
      const summary = (await call('iam:GetAccountSummary', () => iam.send(new GetAccountSummaryCommand({}), abort))).SummaryMap ?? {}
      return {
        trustPolicySize: summary['AssumeRolePolicySizeQuota'] ?? 2048,
        policySize: summary['PolicySizeQuota'] ?? 6144,
        versionsPerPolicy: summary['VersionsPerPolicyQuota'] ?? 5,
        attachedPoliciesPerRole: summary['AttachedPoliciesPerRoleQuota'] ?? 10,
      }
    },
  }
}

function absentList(error: unknown): [] {
  if (error instanceof Error && isNotFound(error.cause)) return []
  throw error
}

function tagsOf(tags: { Key?: string | undefined; Value?: string | undefined }[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']))
}
