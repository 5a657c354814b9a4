import { DeleteRolePermissionsBoundaryCommand, RemoveClientIDFromOpenIDConnectProviderCommand } from '@aws-sdk/client-iam'
import type { Role } from '../../src/model/aws.ts'
import { oidcProviderArn } from '../../src/domain/issuer.ts'
import type { PolicyDocument, Statement } from '../../src/domain/policy-document.ts'
import { ROLE } from './fault.ts'
import type { Scene } from './scene.ts'

const VERSIONS = 5

export function issuerHost({ issuer }: Scene): string {
  return issuer.replace('https://', '')
}

export function providerArn({ accountId, issuer }: Scene): string {
  return oidcProviderArn(`arn:aws:eks:eu-west-1:${accountId}:cluster/lab`, issuer)
}

async function role({ aws }: Scene): Promise<Role> {
  return (await aws.role(ROLE)) ?? fail('the role is gone')
}

/** The role's trust, rewritten. */
export async function changeTrust(scene: Scene, change: (statements: Statement[]) => Statement[]): Promise<void> {
  const { trust } = await role(scene)
  await scene.aws.updateTrust(ROLE, { ...trust, Statement: change([trust.Statement].flat()) })
}

/** Our statement in the role's trust, changed in place. */
export async function changeTrustStatement(scene: Scene, change: (statement: Statement) => void): Promise<void> {
  await changeTrust(scene, (statements) => {
    change(statements.find(({ Sid }) => Sid === 'FluxIrsa') ?? fail('the trust has no statement of ours'))
    return statements
  })
}

/** A new version of the role's policy, in force. */
export async function changePolicy(scene: Scene, change: (statements: Statement[]) => Statement[]): Promise<void> {
  const arn = (await role(scene)).attached[0] ?? fail('no policy is attached')
  const document = (await scene.aws.policy(arn))?.document ?? fail('no policy in force')
  const versions = await scene.aws.policyVersions(arn)
  const oldest = versions.filter(({ isDefault }) => !isDefault).sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)))[0]
  if (versions.length >= VERSIONS && oldest) await scene.aws.deletePolicyVersion(arn, oldest.id)
  await scene.aws.createPolicyVersion(arn, { ...document, Statement: change([document.Statement].flat()) })
}

export async function detachPolicies(scene: Scene): Promise<void> {
  for (const arn of (await role(scene)).attached) await scene.aws.detachPolicy(ROLE, arn)
}

/** A boundary of this document, made for it; the answer is its ARN. */
export async function bound(scene: Scene, name: string, Statement: PolicyDocument['Statement']): Promise<string> {
  const document: PolicyDocument = { Version: '2012-10-17', Statement }
  await scene.aws.createPolicy({ name, path: '/', document, description: '', tags: {} })
  const arn = `arn:aws:iam::${scene.accountId}:policy/${name}`
  await scene.aws.putBoundary(ROLE, arn)
  return arn
}

export async function unbound({ iam }: Scene): Promise<void> {
  await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: ROLE }))
}

/** The provider no longer takes tokens for STS. */
export async function dropClientId(scene: Scene): Promise<void> {
  const given = { OpenIDConnectProviderArn: providerArn(scene), ClientID: 'sts.amazonaws.com' }
  await scene.iam.send(new RemoveClientIDFromOpenIDConnectProviderCommand(given))
}

function fail(what: string): never {
  throw new Error(what)
}
