import { AUTOMATION, REFLECTOR, ROLE, ROLE_ANNOTATION, type Fault } from './fault.ts'
import type { Scene } from './scene.ts'
import { annotate, deletePods, patch, paths, remove } from './touch.ts'

const account = paths.account(REFLECTOR)
const roleIs = (scene: Scene, arn: string | null, manager = 'kubectl-edit') => annotate(scene, account, { [ROLE_ANNOTATION]: arn }, manager)
const otherAudience = (scene: Scene) => annotate(scene, account, { 'eks.amazonaws.com/audience': 'my-service' })

export const SERVICE_ACCOUNT_FAULTS: Fault[] = [
  {
    id: 'service-account-missing',
    title: 'a ServiceAccount was deleted',
    break: (scene) => remove(scene, paths.account(AUTOMATION)),
    named: [`fail service-account/${AUTOMATION}`],
    cause: 'irsa-not-injected',
    mendedBy: 'us',
  },
  {
    id: 'annotation-missing',
    title: 'a ServiceAccount names no role',
    break: (scene) => roleIs(scene, null),
    named: [`fail annotation/${REFLECTOR}`],
    cause: 'irsa-not-injected',
    mendedBy: 'us',
  },
  {
    id: 'annotation-malformed',
    title: 'the annotation is no role ARN',
    break: (scene) => roleIs(scene, `arn:aws:iam::1234:role/${ROLE}`),
    named: [`fail annotation/${REFLECTOR}`],
    cause: 'malformed-role-arn',
    mendedBy: 'us',
  },
  {
    id: 'annotation-of-another-role',
    title: 'the annotation names a role that does not exist',
    break: (scene) => roleIs(scene, `arn:aws:iam::${scene.accountId}:role/somebody-elses`),
    named: ['fail role/somebody-elses'],
    cause: 'role-missing',
    mendedBy: 'us',
  },
  {
    id: 'annotation-taken-back',
    title: 'the annotation is held by kubectl alone: flux-operator takes it back',
    break: async (scene) => {
      const arn = `arn:aws:iam::${scene.accountId}:role/${ROLE}`
      await roleIs(scene, `${arn}-x`, 'kubectl-annotate')
      await roleIs(scene, arn, 'kubectl-annotate')
    },
    named: [`warn annotation-owner/${REFLECTOR}`],
    mendedBy: 'us',
  },
  {
    id: 'audience-annotation',
    title: 'a ServiceAccount asks for tokens with another audience',
    break: otherAudience,
    named: [`fail token-audience/${REFLECTOR}`],
    cause: 'trust-wrong-audience',
    mendedBy: 'tool',
  },
  {
    id: 'audience-annotation-in-force',
    title: 'a pod was made with a token of another audience',
    break: async (scene) => {
      await otherAudience(scene)
      await deletePods(scene, REFLECTOR)
    },
    named: [`fail token-audience/${REFLECTOR}`],
    cause: 'trust-wrong-audience',
    mendedBy: 'tool',
    afterwards: { named: [`fail pod/${REFLECTOR}`], cause: 'irsa-not-injected', mendedBy: 'us' },
  },
  {
    id: 'automount-off',
    title: 'automountServiceAccountToken is false on a ServiceAccount',
    break: (scene) => patch(scene, account, { automountServiceAccountToken: false }),
    named: [`fail api-token/${REFLECTOR}`],
    mendedBy: 'tool',
  },
]
