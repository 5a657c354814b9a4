import type { ManagedPolicy, PolicyVersion } from './managed-policy.ts'
import { AwsError, deleteConflict, noSuchEntity } from './aws-error.ts'
import { encodedDocument, isoDate, type IamActions, type IamCall } from './iam-call.ts'
import { ownPolicyIn, policyIn } from './iam-policies.ts'
import { checkedPolicy } from './iam-validation.ts'
import { pageOf, required, type Xml } from './query-protocol.ts'

/** IAM's calls on the versions of a managed policy. */
export const policyVersionActions: IamActions = {
  CreatePolicyVersion: (call) => {
    const policy = ownPolicyIn(call)
    const document = checkedPolicy(call.account, required(call.params, 'PolicyDocument'))
    const quota = call.account.quotas.versionsPerPolicy
    if (policy.versions.length >= quota) {
      const advice = 'Before you create a new version, you must delete an existing version.'
      throw new AwsError('LimitExceeded', `A managed policy can have up to ${quota} versions. ${advice}`, 409)
    }
    policy.lastVersion += 1
    const version = { id: `v${policy.lastVersion}`, document, createdAt: call.now() }
    policy.versions.push(version)
    if (call.params.SetAsDefault === 'true') setDefault(policy, version, call.now())
    return { PolicyVersion: described(policy, version) }
  },
  GetPolicyVersion: (call) => {
    const policy = policyIn(call)
    const version = versionIn(policy, call)
    return { PolicyVersion: { ...described(policy, version), Document: encodedDocument(version.document) } }
  },
  ListPolicyVersions: (call) => {
    const policy = policyIn(call)
    const { items, more } = pageOf(policy.versions.toReversed(), call.params)
    return { ...more, Versions: items.map((version) => described(policy, version)) }
  },
  SetDefaultPolicyVersion: (call) => {
    const policy = ownPolicyIn(call)
    setDefault(policy, versionIn(policy, call), call.now())
    return undefined
  },
  DeletePolicyVersion: (call) => {
    const policy = ownPolicyIn(call)
    const { id } = versionIn(policy, call)
    if (id === policy.defaultVersion) throw deleteConflict('Cannot delete the default version of a policy.')
    policy.versions = policy.versions.filter((version) => version.id !== id)
    return undefined
  },
}

function versionIn(policy: ManagedPolicy, { params }: IamCall): PolicyVersion {
  const id = required(params, 'VersionId')
  const version = policy.versions.find((candidate) => candidate.id === id)
  if (!version) throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`)
  return version
}

function setDefault(policy: ManagedPolicy, version: PolicyVersion, at: number): void {
  policy.defaultVersion = version.id
  policy.updatedAt = at
}

function described(policy: ManagedPolicy, { id, createdAt }: PolicyVersion): { [tag: string]: Xml } {
  return { VersionId: id, IsDefaultVersion: id === policy.defaultVersion, CreateDate: isoDate(createdAt) }
}
