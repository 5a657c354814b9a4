import { podIdentity } from '../../domain/pod-identity.ts'
import { comesAgain, isOfJob } from '../../domain/pod-life.ts'
import { fail, pass, warn, withOption, type Check, type Finding } from '../kernel/check.ts'
import { KUBERNETES } from './cluster.ts'
import { podsUnder } from './controller-pods.ts'
import type { Facts } from '../kernel/facts.ts'
import { associationFix } from './pod-identity.ts'
import { serviceAccountNames } from './service-accounts.ts'
import { shell } from '../../domain/shell.ts'

export const WORKLOAD_POD: Check[] = [
  {
    id: 'workload-pod',
    section: 'pods',
    severity: 'fail',
    title: "the workload's pods carry the role",
    needs: [...KUBERNETES, 'annotation/@'],
    after: ['role', 'webhook', 'token-audience/@', 'pod-identity/@'],
    names: serviceAccountNames,
    run: carriesRole,
  },
]

async function carriesRole(facts: Facts, serviceAccount: string): Promise<Finding> {
  const { namespace, install } = facts.settings
  const roleArn = (await facts.annotation(serviceAccount)) ?? ''
  const pods = await podsUnder(facts, serviceAccount)
  if (pods.length === 0) {
    return warn(`no pod uses the ServiceAccount ${namespace}/${serviceAccount}: nothing has its identity yet`, {
      fix: shell`Name it in the workload: spec.template.spec.serviceAccountName: ${serviceAccount}`,
    })
  }
  const judged = pods.map((pod) => ({ pod, identity: podIdentity(pod, { roleArn }) }))
  const wrong = judged.filter(({ identity }) => identity.state !== 'injected')
  const [first] = wrong
  if (!first) return pass(`${pods.length === 1 ? pods[0]?.metadata.name : `${pods.length} pods`}: ${roleArn}`)
  const evidence = wrong.slice(0, 5).map(({ pod, identity }) => `${pod.metadata.name}: ${identity.detail}`)
  const named = `${wrong.length} of ${pods.length} pods of ${namespace}/${serviceAccount}`
  if (first.identity.state === 'static-keys') {
    return fail(`${named} have static AWS keys, which come before the role`, {
      evidence,
      cause: 'irsa-not-injected',
      fix: shell`Take AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY out of the workload of the pod ${first.pod.metadata.name}.`,
    })
  }
  if (first.identity.state === 'pod-identity') {
    return fail(`EKS Pod Identity overrides the role in ${named}`, {
      evidence,
      cause: 'pod-identity-association',
      fix: await associationFix(facts, serviceAccount),
      symptom: ['pod-identity'],
    })
  }
  const names = wrong.map(({ pod }) => pod.metadata.name).join(', ')
  if (wrong.every(({ pod }) => isOfJob(pod))) {
    return warn(`${named} run without the role: they are a Job's, and older than the annotation`, {
      evidence,
      fix: shell`Let the Job finish, or start it anew: ${names}.`,
    })
  }
  const isStuck = !wrong.some(({ pod }) => comesAgain(pod))
  const why = isStuck ? 'and nothing brings them again when they go' : 'pods take it only when they are born'
  return fail(`${named} run without the role; ${why}`, {
    evidence,
    cause: 'irsa-not-injected',
    fix: isStuck ? shell`Make these pods anew, as they were made: ${names}.` : withOption(install, '--restart'),
    symptom: ['webhook', 'token-audience', ...(first.identity.state === 'other-role' ? (['role'] as const) : [])],
  })
}
