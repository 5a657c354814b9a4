import type { Sandbox } from '../../src/sandbox/index.ts'
import { AUTOMATION, REFLECTOR, ROLE, type Fault } from './fault.ts'
import { deletePods, patch, paths } from './touch.ts'

const ANNOTATION = 'eks.amazonaws.com/role-arn'

const annotate = (sandbox: Sandbox, key: string, value: string | null, manager?: string) =>
  patch(sandbox, paths.account(REFLECTOR), { metadata: { annotations: { [key]: value } } }, manager)

export const SERVICE_ACCOUNT_FAULTS: Fault[] = [
  {
    id: 'service-account-missing',
    title: 'a ServiceAccount was deleted',
    break: async (sandbox) => {
      sandbox.kube.store.delete(paths.account(AUTOMATION))
      await sandbox.idle()
    },
    named: [`fail service-account/${AUTOMATION}`],
    cause: 'irsa-not-injected',
    mendedBy: 'us',
  },
  {
    id: 'annotation-missing',
    title: 'a ServiceAccount names no role',
    break: (sandbox) => sandbox.faults.removeAnnotation(),
    named: [`fail annotation/${REFLECTOR}`],
    cause: 'irsa-not-injected',
    mendedBy: 'us',
  },
  {
    id: 'annotation-malformed',
    title: 'the annotation is no role ARN',
    break: (sandbox) => annotate(sandbox, ANNOTATION, `arn:aws:iam::1234:role/${ROLE}`, 'kubectl-edit'),
    named: [`fail annotation/${REFLECTOR}`],
    cause: 'malformed-role-arn',
    mendedBy: 'us',
  },
  {
    id: 'annotation-of-another-role',
    title: 'the annotation names a role that does not exist',
    break: (sandbox) => sandbox.faults.wrongAnnotation(),
    named: ['fail role/somebody-elses'],
    cause: 'role-missing',
    mendedBy: 'us',
  },
  {
    id: 'annotation-taken-back',
    title: 'the annotation is held by kubectl alone: flux-operator takes it back',
    break: async (sandbox) => {
      const arn = `arn:aws:iam::${sandbox.accountId}:role/${ROLE}`
      await annotate(sandbox, ANNOTATION, `${arn}-x`, 'kubectl-annotate')
      await annotate(sandbox, ANNOTATION, arn, 'kubectl-annotate')
    },
    named: [`warn annotation-owner/${REFLECTOR}`],
    mendedBy: 'us',
  },
  {
    id: 'audience-annotation',
    title: 'a ServiceAccount asks for tokens with another audience',
    break: (sandbox) => annotate(sandbox, 'eks.amazonaws.com/audience', 'my-service'),
    named: [`fail token-audience/${REFLECTOR}`],
    cause: 'trust-wrong-audience',
    mendedBy: 'tool',
  },
  {
    id: 'audience-annotation-in-force',
    title: 'a pod was made with a token of another audience',
    break: async (sandbox) => {
      await annotate(sandbox, 'eks.amazonaws.com/audience', 'my-service')
      await deletePods(sandbox, REFLECTOR)
    },
    named: [`fail token-audience/${REFLECTOR}`],
    cause: 'trust-wrong-audience',
    mendedBy: 'tool',
    afterwards: { named: [`fail pod/${REFLECTOR}`], cause: 'irsa-not-injected', mendedBy: 'us' },
  },
  {
    id: 'automount-off',
    title: 'automountServiceAccountToken is false on a ServiceAccount',
    break: (sandbox) => patch(sandbox, paths.account(REFLECTOR), { automountServiceAccountToken: false }),
    named: [`fail api-token/${REFLECTOR}`],
    mendedBy: 'tool',
  },
]
