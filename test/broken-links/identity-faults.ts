import type { Statement } from '../../src/domain/policy-document.ts'
import { AUTOMATION, BOTH, NAMESPACE, OTHER_ACCOUNT, REFLECTOR, ROLE, ROLE_ANNOTATION, type Fault } from './fault.ts'
import type { Scene } from './scene.ts'
import { annotate, paths } from './touch.ts'
import { changeTrust, changeTrustStatement, detachPolicies, dropClientId, issuerHost, providerArn } from './touch-iam.ts'

const trusts = (status: string) => BOTH.map((name) => `${status} trust/${name}`)
const subject = (name: string, namespace = NAMESPACE) => `system:serviceaccount:${namespace}:${name}`

/** The trust's condition on one claim, under this operator alone. */
function condition(scene: Scene, operator: string, claim: string, value?: string | string[]): Promise<void> {
  return changeTrustStatement(scene, (statement) => {
    const [conditions, key] = [(statement.Condition ??= {}), `${issuerHost(scene)}:${claim}`]
    for (const keys of Object.values(conditions)) delete keys[key]
    if (value !== undefined) conditions[operator] = { ...conditions[operator], [key]: value }
  })
}

/** The subjects stand under another key than the issuer's. */
function renameSubjectKey(scene: Scene, name: string): Promise<void> {
  return changeTrustStatement(scene, ({ Condition: tests = {} }) => {
    const keys = tests['StringEquals'] ?? {}
    delete keys[`${issuerHost(scene)}:sub`]
    keys[name] = BOTH.map((each) => subject(each))
  })
}

const roleIs = (scene: Scene, arn: string) => annotate(scene, paths.account(REFLECTOR), { [ROLE_ANNOTATION]: arn }, 'kubectl-edit')
const without = (scene: Scene, sid: string) => changeTrust(scene, (statements) => statements.filter(({ Sid }) => Sid !== sid))

/** Provider, role and trust. */
export const IDENTITY_FAULTS: Fault[] = [
  {
    id: 'provider-missing',
    title: "IAM has no OIDC provider for the cluster's issuer",
    break: (scene) => scene.aws.deleteOidcProvider(providerArn(scene)),
    named: ['fail oidc-provider'],
    cause: 'oidc-provider-missing',
    mendedBy: 'us',
  },
  {
    id: 'client-id-missing',
    title: 'the OIDC provider does not take tokens for STS',
    break: dropClientId,
    named: ['fail oidc-client-id'],
    cause: 'trust-wrong-audience',
    mendedBy: 'us',
  },
  {
    id: 'role-missing',
    title: 'the role was deleted',
    break: async (scene) => {
      await detachPolicies(scene)
      await scene.aws.deleteRole(ROLE)
    },
    named: [`fail role/${ROLE}`],
    cause: 'role-missing',
    mendedBy: 'us',
  },
  {
    id: 'role-of-another-account',
    title: 'a ServiceAccount names a role of another account',
    break: (scene) => roleIs(scene, `arn:aws:iam::${OTHER_ACCOUNT}:role/${ROLE}`),
    named: [`fail role/${OTHER_ACCOUNT}/${ROLE}`],
    cause: 'role-missing',
    mendedBy: 'us',
  },
  {
    id: 'role-of-another-path',
    title: 'a ServiceAccount names the role under another path',
    break: (scene) => roleIs(scene, `arn:aws:iam::${scene.accountId}:role/team/${ROLE}`),
    named: [`fail role/${ROLE}`],
    cause: 'role-missing',
    mendedBy: 'us',
  },
  {
    id: 'trust-of-one-subject',
    title: 'the trust names only one of the two ServiceAccounts',
    break: (scene) => condition(scene, 'StringEquals', 'sub', subject(AUTOMATION)),
    named: [`fail trust/${REFLECTOR}`],
    cause: 'trust-policy-mismatch',
    mendedBy: 'us',
  },
  {
    id: 'trust-of-somebody-else',
    title: "the trust names another ServiceAccount in the controller's place",
    break: (scene) => condition(scene, 'StringEquals', 'sub', [subject(AUTOMATION), subject('somebody-else')]),
    named: [`fail trust/${REFLECTOR}`],
    cause: 'trust-policy-mismatch',
    mendedBy: 'us',
  },
  {
    id: 'trust-of-another-namespace',
    title: 'the trust names the ServiceAccounts in another namespace',
    break: (scene) => {
      const elsewhere = BOTH.map((name) => subject(name, 'flux'))
      return condition(scene, 'StringEquals', 'sub', elsewhere)
    },
    named: trusts('fail'),
    cause: 'trust-policy-mismatch',
    mendedBy: 'us',
  },
  {
    id: 'trust-of-another-cluster',
    title: "the trust is that of another cluster's issuer",
    break: (scene) => {
      const gone = 'oidc.eks.eu-west-1.amazonaws.com/id/00000000000000000000000000000000'
      const moved = (text: string) => JSON.parse(text.replaceAll(issuerHost(scene), gone)) as Statement[]
      return changeTrust(scene, (statements) => moved(JSON.stringify(statements)))
    },
    named: trusts('fail'),
    cause: 'trust-policy-mismatch',
    mendedBy: 'us',
  },
  {
    id: 'trust-of-another-audience',
    title: 'the trust wants another audience',
    break: (scene) => condition(scene, 'StringEquals', 'aud', 'sts.amazonaws.com.cn'),
    named: trusts('fail'),
    cause: 'trust-wrong-audience',
    mendedBy: 'us',
  },
  {
    id: 'trust-wildcard-under-stringequals',
    title: 'the trust has a wildcard where only StringLike reads it as one',
    break: (scene) => condition(scene, 'StringEquals', 'sub', subject('image-*')),
    named: trusts('fail'),
    cause: 'trust-stringequals-wildcard',
    mendedBy: 'us',
  },
  {
    id: 'trust-key-with-scheme',
    title: 'a condition key of the trust begins with https://',
    break: (scene) => renameSubjectKey(scene, `${scene.issuer}:sub`),
    named: trusts('fail'),
    cause: 'trust-policy-mismatch',
    mendedBy: 'us',
  },
  {
    id: 'trust-key-with-arn',
    title: "a condition key of the trust begins with the provider's ARN",
    break: (scene) => renameSubjectKey(scene, `${providerArn(scene)}:sub`),
    named: trusts('fail'),
    cause: 'trust-policy-mismatch',
    mendedBy: 'us',
  },
  {
    id: 'trust-emptied',
    title: 'our statement was taken out of the trust',
    break: (scene) => {
      const Principal = { Service: 'pods.eks.amazonaws.com' }
      const other: Statement = { Sid: 'PodIdentity', Effect: 'Allow', Principal, Action: ['sts:AssumeRole', 'sts:TagSession'] }
      return changeTrust(scene, () => [other])
    },
    named: trusts('fail'),
    cause: 'trust-policy-mismatch',
    mendedBy: 'us',
  },
  {
    id: 'trust-denies',
    title: 'a statement of somebody else denies web identities',
    break: (scene) => {
      const deny: Statement = { Sid: 'Freeze', Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRoleWithWebIdentity' }
      return changeTrust(scene, (statements) => [...statements, deny])
    },
    named: trusts('fail'),
    cause: 'explicit-deny',
    mendedBy: 'somebody',
    repair: (scene) => without(scene, 'Freeze'),
  },
  {
    id: 'trust-without-audience',
    title: 'the trust has no condition on the audience',
    break: (scene) => condition(scene, 'StringEquals', 'aud'),
    named: [`warn trust-scope/${ROLE}`],
    mendedBy: 'us',
  },
  {
    id: 'trust-without-subject',
    title: 'the trust lets in every ServiceAccount of the cluster',
    break: (scene) => condition(scene, 'StringEquals', 'sub'),
    named: [`warn trust-scope/${ROLE}`],
    mendedBy: 'us',
  },
  {
    id: 'trust-with-stringlike',
    title: 'the trust lets in a pattern of ServiceAccounts',
    break: (scene) => condition(scene, 'StringLike', 'sub', subject('*')),
    named: [`warn trust-scope/${ROLE}`],
    mendedBy: 'us',
  },
  {
    id: 'trust-of-everyone',
    title: 'a statement of somebody else lets in every AWS principal',
    break: (scene) => {
      const open: Statement = { Sid: 'Open', Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }
      return changeTrust(scene, (statements) => [...statements, open])
    },
    named: [`warn trust-scope/${ROLE}`],
    mendedBy: 'somebody',
    repair: (scene) => without(scene, 'Open'),
  },
]
