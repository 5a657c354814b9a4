import { ROLE_ARN_ANNOTATION } from '../domain/ownership.ts'
import { podIdentity, type PodIdentity, type PodLike } from '../domain/pod-identity.ts'
import type { KubeObject } from '../kube/ports.ts'
import { annotatedAt } from './annotated-at.ts'
import { fail, pass, warn, type Check, type Finding } from './check.ts'
import type { Facts } from './facts.ts'
import { serviceAccountNames } from './service-accounts.ts'
import { KUBERNETES } from './target.ts'

const section = 'pods'

interface PodStatus {
  phase?: string
  containerStatuses?: { name: string; state?: { waiting?: { reason?: string; message?: string } } }[]
}

/** A container in one of these does not get out by waiting. Source: kubelet, pkg/kubelet/images/types.go and container reasons. */
const STUCK = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
])

export const PODS: Check[] = [
  {
    id: 'pod',
    section,
    title: "the controller's pod carries the role",
    needs: ['annotation/@'],
    after: ['flux-operator', 'flux-instance', 'flux-components', 'flux-ready', 'pod-identity/@'],
    names: serviceAccountNames,
    run: carriesRole,
  },
  {
    id: 'pod-identity',
    section,
    title: 'no EKS Pod Identity association overrides the role',
    needs: KUBERNETES,
    names: serviceAccountNames,
    run: overridden,
  },
]

async function carriesRole(facts: Facts, serviceAccount: string): Promise<Finding> {
  const { settings } = facts
  const roleArn = (await facts.annotation(serviceAccount)) ?? ''
  const pods = (await facts.pods()).filter((pod) => runsUnder(pod, serviceAccount))
  if (pods.length === 0) {
    const deployed = (await facts.deployments()).some(({ metadata }) => metadata.name === serviceAccount)
    return fail(`no pod runs under the ServiceAccount ${settings.namespace}/${serviceAccount}`, {
      evidence: [deployed ? `Deployment ${serviceAccount} exists` : `there is no Deployment ${serviceAccount}`],
      symptom: true,
      fix: deployed ? `kubectl --namespace ${settings.namespace} describe deployment ${serviceAccount}` : settings.install,
    })
  }

  const judged = pods.map((pod) => ({ pod, identity: podIdentity(pod as PodLike, { roleArn }) }))
  const wrong = judged.find(({ identity }) => identity.state !== 'injected')
  if (wrong) return explained(facts, serviceAccount, wrong)
  const stuck = pods.map((pod) => ({ pod, why: stuckReason(pod) })).find(({ why }) => why !== undefined)
  if (!stuck) return pass(`${pods.map(({ metadata }) => metadata.name).join(', ')}: ${roleArn}`)
  return fail(`${stuck.pod.metadata.name} carries the role but does not run: ${stuck.why}`, {
    fix: `kubectl --namespace ${settings.namespace} describe pod ${stuck.pod.metadata.name}`,
  })
}

/** A pod that is being deleted or is done does not count: its successor does. */
function runsUnder(pod: KubeObject, serviceAccount: string): boolean {
  const spec = pod['spec'] as { serviceAccountName?: string } | undefined
  const phase = (pod['status'] as PodStatus | undefined)?.phase
  return spec?.serviceAccountName === serviceAccount && !pod.metadata.deletionTimestamp && phase !== 'Succeeded' && phase !== 'Failed'
}

async function explained(
  facts: Facts,
  serviceAccount: string,
  { pod, identity }: { pod: KubeObject; identity: PodIdentity },
): Promise<Finding> {
  const { settings } = facts
  const { name, creationTimestamp = '' } = pod.metadata
  const evidence = [`pod: ${settings.namespace}/${name}, created ${creationTimestamp}`, `found: ${identity.detail}`]
  const fix = settings.install
  switch (identity.state) {
    case 'static-keys':
      return fail(`${name} has static AWS keys, which come before the role`, { evidence, cause: 'irsa-not-injected', fix })
    case 'pod-identity':
      return fail(`EKS Pod Identity overrides the role in ${name}`, { evidence, cause: 'pod-identity-association', fix, symptom: true })
    case 'other-role':
      return fail(`${name} still carries another role; pods take the annotation over only when they start`, {
        evidence,
        cause: 'irsa-not-injected',
        fix,
      })
    case 'half-set':
      return fail(`${name} carries only a part of the role's settings`, { evidence, cause: 'irsa-not-injected', fix })
    default: {
      const account = await facts.serviceAccount(serviceAccount)
      const since = account && annotatedAt(account, ROLE_ARN_ANNOTATION)
      if (since !== undefined && Date.parse(creationTimestamp) >= since) {
        return fail(`${name} is younger than the annotation but was not given the role: the pod identity webhook left it out`, {
          evidence: [...evidence, `annotated: ${new Date(since).toISOString()}`],
          cause: 'webhook-down',
          fix,
        })
      }
      const age = since === undefined ? '' : ' is older than the annotation and'
      return fail(`${name}${age} runs without the role`, { evidence, cause: 'irsa-not-injected', fix })
    }
  }
}

function stuckReason(pod: KubeObject): string | undefined {
  const waiting = (pod['status'] as PodStatus | undefined)?.containerStatuses?.map(({ state }) => state?.waiting) ?? []
  const stuck = waiting.find((each) => each?.reason !== undefined && STUCK.has(each.reason))
  return stuck && [stuck.reason, stuck.message].filter(Boolean).join(': ')
}

/** Pod Identity wins over IRSA. Source: pkg/handler/handler.go of https://github.com/aws/amazon-eks-pod-identity-webhook */
async function overridden({ podIdentityAssociations, pods, settings, cluster, region }: Facts, serviceAccount: string): Promise<Finding> {
  const associations = await podIdentityAssociations()
  const found = associations.find((each) => each.namespace === settings.namespace && each.serviceAccount === serviceAccount)
  if (!found) return pass('none')
  const inForce = (await pods())
    .filter((pod) => runsUnder(pod, serviceAccount))
    .some((pod) => podIdentity(pod as PodLike, { roleArn: '' }).state === 'pod-identity')
  const details = {
    evidence: found.roleArn ? [`role of the association: ${found.roleArn}`] : [],
    cause: 'pod-identity-association',
    fix: `aws eks delete-pod-identity-association --cluster-name ${cluster.name} --association-id ${found.id} --region ${region}`,
  }
  if (inForce) return fail(`the Pod Identity association ${found.id} overrides the role in the running pod`, details)
  return warn(`the Pod Identity association ${found.id} will override the role in every pod that starts from now on`, details)
}
