import { ROLE_ARN_ANNOTATION } from '../../domain/ownership.ts'
import { podIdentity, type PodIdentity } from '../../domain/pod-identity.ts'
import type { KubeObject } from '../../model/kube.ts'
import { annotatedAt } from './annotated-at.ts'
import { fail, pass, type Check, type Finding } from '../kernel/check.ts'
import { environmentOf, podsUnder } from './controller-pods.ts'
import type { Facts } from '../kernel/facts.ts'
import { associationFix } from './pod-identity.ts'
import { serviceAccountNames } from './service-accounts.ts'
import { shell } from '../../domain/shell.ts'

const section = 'pods'

interface PodStatus {
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

// Source: pkg/annotations.go and deploy/mutatingwebhook.yaml of https://github.com/aws/amazon-eks-pod-identity-webhook
const SKIP_LABEL = 'eks.amazonaws.com/skip-pod-identity-webhook'
const SKIP_CONTAINERS = 'eks.amazonaws.com/skip-containers'

export const PODS: Check[] = [
  {
    id: 'pod',
    section,
    severity: 'fail',
    title: "the controller's pod carries the role",
    needs: ['annotation/@'],
    after: [
      'role',
      'webhook',
      'token-audience/@',
      'api-token/@',
      'flux-operator',
      'flux-instance',
      'flux-components',
      'flux-ready',
      'pod-identity/@',
    ],
    names: serviceAccountNames,
    run: carriesRole,
  },
]

async function carriesRole(facts: Facts, serviceAccount: string): Promise<Finding> {
  const { settings } = facts
  const roleArn = (await facts.annotation(serviceAccount)) ?? ''
  const pods = await podsUnder(facts, serviceAccount)
  if (pods.length === 0) {
    const deployment = (await facts.deployments()).find(({ metadata }) => metadata.name === serviceAccount)
    return fail(`no pod runs under the ServiceAccount ${settings.namespace}/${serviceAccount}`, {
      evidence: [deployment ? `Deployment ${serviceAccount} exists` : `there is no Deployment ${serviceAccount}`],
      symptom: true,
      fix: !deployment
        ? settings.install
        : (deployment['spec'] as { replicas?: number }).replicas === 0
          ? shell`kubectl --namespace ${settings.namespace} scale deployment ${serviceAccount} --replicas 1`
          : shell`kubectl --namespace ${settings.namespace} describe deployment ${serviceAccount}`,
    })
  }

  const judged = pods.map((pod) => ({ pod, identity: podIdentity(pod, { roleArn }) }))
  const wrong = judged.find(({ identity }) => identity.state !== 'injected')
  if (wrong) return explained(facts, serviceAccount, wrong)
  const stuck = pods.map((pod) => ({ pod, why: stuckReason(pod) })).find(({ why }) => why !== undefined)
  if (!stuck) return pass(`${pods.map(({ metadata }) => metadata.name).join(', ')}: ${roleArn}`)
  return fail(`${stuck.pod.metadata.name} carries the role but does not run: ${stuck.why}`, {
    symptom: ['api-token'],
    fix: shell`kubectl --namespace ${settings.namespace} describe pod ${stuck.pod.metadata.name}`,
  })
}

async function explained(
  facts: Facts,
  serviceAccount: string,
  { pod, identity }: { pod: KubeObject; identity: PodIdentity },
): Promise<Finding> {
  const { settings } = facts
  const { name, creationTimestamp = '' } = pod.metadata
  const evidence = [`pod: ${settings.namespace}/${name}, created ${creationTimestamp}`, `found: ${identity.detail}`]
  const foreign = await facts.foreignFlux()
  const fix = foreign || settings.isForeign ? shell`kubectl --namespace ${settings.namespace} delete pod ${name}` : settings.install
  switch (identity.state) {
    case 'static-keys':
      return fail(`${name} has static AWS keys, which come before the role`, { evidence, cause: 'irsa-not-injected', fix: keysFix(facts) })
    case 'pod-identity':
      return fail(`EKS Pod Identity overrides the role in ${name}`, {
        evidence,
        cause: 'pod-identity-association',
        fix: await associationFix(facts, serviceAccount),
        symptom: ['pod-identity'],
      })
    case 'other-role':
      return fail(`${name} still carries another role; pods take the annotation over only when they start`, {
        evidence,
        cause: 'irsa-not-injected',
        fix,
        // Where the annotation names a role that is not there, that is the root.
        symptom: ['role'],
      })
    case 'half-set':
      return fail(`${name} carries only a part of the role's settings`, {
        evidence,
        cause: 'irsa-not-injected',
        fix: (await variableInTemplate(facts, serviceAccount)) ?? fix,
        symptom: ['token-audience'],
      })
    case 'injected':
    case 'not-injected': {
      const skipped = skippedBy(facts, serviceAccount, pod)
      if (skipped) return fail(`${name} runs without the role: ${skipped.why}`, { evidence, cause: 'irsa-not-injected', fix: skipped.fix })
      const account = await facts.serviceAccount(serviceAccount)
      const since = account && annotatedAt(account, ROLE_ARN_ANNOTATION)
      if (since !== undefined && Date.parse(creationTimestamp) >= since) {
        return fail(`${name} is younger than the annotation but was not given the role: the pod identity webhook left it out`, {
          evidence: [...evidence, `annotated: ${new Date(since).toISOString()}`],
          cause: 'webhook-down',
          fix,
          symptom: ['webhook'],
        })
      }
      const age = since === undefined ? '' : ' is older than the annotation and'
      return fail(`${name}${age} runs without the role`, { evidence, cause: 'irsa-not-injected', fix, symptom: ['webhook'] })
    }
  }
}

/** Why the webhook was told to leave a pod alone. It is the Deployment's template that says so; its successor would be the same. */
function skippedBy({ settings }: Facts, deployment: string, { metadata }: KubeObject): { why: string; fix: string } | undefined {
  const remove = (field: string, key: string) => {
    const patch = [{ op: 'remove', path: `/spec/template/metadata/${field}/${key.replace('/', '~1')}` }]
    return shell`kubectl --namespace ${settings.namespace} patch deployment ${deployment} --type json --patch ${JSON.stringify(patch)}`
  }
  if (metadata.labels?.[SKIP_LABEL] !== undefined)
    return { why: `its label ${SKIP_LABEL} keeps the webhook off`, fix: remove('labels', SKIP_LABEL) }
  if (metadata.annotations?.[SKIP_CONTAINERS] === undefined) return undefined
  return { why: `its annotation ${SKIP_CONTAINERS} keeps the webhook off`, fix: remove('annotations', SKIP_CONTAINERS) }
}

/** The webhook adds none of its variables where one of them is there: then a new pod is no better. */
async function variableInTemplate({ deployments, settings }: Facts, name: string): Promise<string | undefined> {
  const deployment = (await deployments()).find(({ metadata }) => metadata.name === name)
  const template = (deployment?.['spec'] as { template?: KubeObject } | undefined)?.template
  const said = template && ['AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE'].find((variable) => variable in environmentOf(template))
  return (
    said &&
    shell`Take ${said} out of the Deployment ${settings.namespace}/${name}, or out of spec.kustomize.patches of the FluxInstance: the webhook sets it itself.`
  )
}

function keysFix({ settings }: Facts): string {
  return (
    'Take AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY out of the controller: out of spec.kustomize.patches of the FluxInstance ' +
    shell`(kubectl --namespace ${settings.namespace} edit fluxinstance flux), or out of its Deployment.`
  )
}

function stuckReason(pod: KubeObject): string | undefined {
  const waiting = (pod['status'] as PodStatus | undefined)?.containerStatuses?.map(({ state }) => state?.waiting) ?? []
  const stuck = waiting.find((each) => each?.reason !== undefined && STUCK.has(each.reason))
  return stuck && [stuck.reason, stuck.message].filter(Boolean).join(': ')
}
