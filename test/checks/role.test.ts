import type { Statement } from '../../src/domain/policy-document.ts'
import { ACCOUNT, REFLECTOR, AUTOMATION, INSTALL, trust, subject } from './objects.ts'
import { type World } from './world.ts'
import { describeBreaks } from './run.ts'

const ROLE = 'prod-flux-imgctrl-irsa'
const statementOf = (world: World): Statement => (world.roles[0]!.trust.Statement as Statement[])[0]!
const bothAccounts = [REFLECTOR, AUTOMATION]

describeBreaks([
  {
    name: 'the role is under another path than the annotation says',
    by: (world) => {
      world.roles[0]!.arn = `arn:aws:iam::${ACCOUNT}:role/team/${ROLE}`
    },
    troubles: [`fail role/${ROLE}`],
    cause: 'role-missing',
    says: 'role/team/',
  },
  {
    name: 'the trust names only the other ServiceAccount',
    by: (world) => {
      world.roles[0]!.trust = trust([subject(AUTOMATION)])
    },
    troubles: [`fail trust/${REFLECTOR}`],
    cause: 'trust-policy-mismatch',
    says: subject(REFLECTOR),
    fix: INSTALL,
  },
  {
    name: 'the trust is that of a cluster that is gone',
    by: (world) => {
      world.roles[0]!.trust = trust(bothAccounts.map(subject), 'oidc.eks.eu-west-1.amazonaws.com/id/OLD0')
    },
    troubles: bothAccounts.map((name) => `fail trust/${name}`),
    cause: 'trust-policy-mismatch',
    says: 'OLD0',
  },
  {
    name: 'the trust wants another audience',
    by: (world) => {
      statementOf(world).Condition!['StringEquals']![`${world.cluster.issuer.slice(8)}:aud`] = 'sts.amazonaws.com.cn'
    },
    troubles: bothAccounts.map((name) => `fail trust/${name}`),
    cause: 'trust-wrong-audience',
  },
  {
    name: 'the trust has a wildcard under StringEquals',
    by: (world) => {
      world.roles[0]!.trust = trust(['system:serviceaccount:flux-system:image-*'])
    },
    troubles: bothAccounts.map((name) => `fail trust/${name}`),
    cause: 'trust-stringequals-wildcard',
  },
  {
    name: 'the trust lets in every ServiceAccount of the cluster',
    by: (world) => {
      delete statementOf(world).Condition!['StringEquals']![`${world.cluster.issuer.slice(8)}:sub`]
    },
    troubles: [`warn trust-scope/${ROLE}`],
    says: 'every ServiceAccount',
  },
])
