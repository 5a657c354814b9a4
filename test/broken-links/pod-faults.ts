import type { Sandbox } from '../../src/sandbox/index.ts'
import { AUTOMATION, BOTH, IMAGES, NAMESPACE, REFLECTOR, ROLE, type Fault } from './fault.ts'
import { deletePods, patch, patchContainer, paths, podsOf, variable, withoutVariable } from './touch.ts'

function template(sandbox: Sandbox, metadata: object) {
  return patch(sandbox, paths.deployment(REFLECTOR), { spec: { template: { metadata } } })
}

async function stuck(sandbox: Sandbox, reason: string, message: string): Promise<void> {
  const [pod] = podsOf(sandbox, REFLECTOR)
  const containerStatuses = [{ name: 'manager', ready: false, state: { waiting: { reason, message } } }]
  await patch(sandbox, `/api/v1/namespaces/${NAMESPACE}/pods/${pod?.metadata.name}/status`, { status: { containerStatuses } }, 'kubelet')
}

const webhook = (sandbox: Sandbox) => {
  const found = sandbox.kube.store.get(paths.webhook)
  if (!found) throw new Error('no webhook')
  return structuredClone(found)
}
const withRule = (sandbox: Sandbox, change: object) => {
  const [first] = webhook(sandbox)['webhooks'] as object[]
  return patch(sandbox, paths.webhook, { webhooks: [{ ...first, ...change }] }, 'kubectl-edit')
}
const restored = (sandbox: Sandbox) => {
  const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }]
  const hook = {
    name: 'iam-for-pods.amazonaws.com',
    failurePolicy: 'Ignore',
    sideEffects: 'None',
    admissionReviewVersions: ['v1beta1'],
    clientConfig: { url: 'https://127.0.0.1:23443/mutate' },
    rules,
  }
  const configuration = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: 'pod-identity-webhook' },
    webhooks: [hook],
  }
  if (sandbox.kube.store.get(paths.webhook))
    return patch(sandbox, paths.webhook, { webhooks: [{ ...hook, namespaceSelector: null }] }, 'eks')
  sandbox.kube.store.create('/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations', configuration, 'eks')
  return undefined
}

/** The webhook and the pods. */
export const POD_FAULTS: Fault[] = [
  {
    id: 'stale-pod',
    title: 'a pod is annotated but was not given the role',
    break: (sandbox) => sandbox.faults.stalePod(),
    named: [`fail pod/${REFLECTOR}`],
    cause: 'webhook-down',
    mendedBy: 'us',
  },
  {
    id: 'pod-of-another-role',
    title: 'a pod carries the role of before',
    break: (sandbox) => sandbox.faults.wrongPodRole(),
    // Somebody wrote the annotation by hand in between.
    named: [`fail pod/${REFLECTOR}`, `warn annotation-owner/${REFLECTOR}`],
    cause: 'irsa-not-injected',
    mendedBy: 'us',
  },
  {
    id: 'webhook-missing',
    title: "the pod identity webhook's configuration is gone",
    break: (sandbox) => sandbox.kube.store.delete(paths.webhook),
    named: ['fail webhook'],
    cause: 'webhook-down',
    mendedBy: 'somebody',
    repair: restored,
  },
  {
    id: 'webhook-not-asked',
    title: 'the webhook is not asked when pods are created',
    break: (sandbox) =>
      withRule(sandbox, { rules: [{ operations: ['UPDATE'], resources: ['pods'], apiGroups: [''], apiVersions: ['v1'] }] }),
    named: ['fail webhook'],
    cause: 'webhook-down',
    mendedBy: 'somebody',
    repair: restored,
  },
  {
    id: 'webhook-without-service',
    title: 'the webhook calls a Service that does not exist',
    break: (sandbox) => withRule(sandbox, { clientConfig: { service: { namespace: 'kube-system', name: 'pod-identity-webhook' } } }),
    named: ['fail webhook'],
    cause: 'webhook-down',
    mendedBy: 'somebody',
    repair: restored,
  },
  {
    id: 'webhook-leaves-namespace-out',
    title: "the webhook's namespaceSelector leaves the namespace of Flux out",
    break: (sandbox) => withRule(sandbox, { namespaceSelector: { matchLabels: { irsa: 'enabled' } } }),
    named: ['fail webhook'],
    cause: 'webhook-down',
    mendedBy: 'somebody',
    repair: restored,
  },
  {
    id: 'webhook-missing-and-pod-replaced',
    title: 'the webhook is gone, and a pod was made without it',
    break: async (sandbox) => {
      sandbox.kube.store.delete(paths.webhook)
      await deletePods(sandbox, REFLECTOR)
    },
    named: ['fail webhook'],
    cause: 'webhook-down',
    mendedBy: 'somebody',
    repair: restored,
    afterwards: { named: [`fail pod/${REFLECTOR}`], cause: 'webhook-down', mendedBy: 'us' },
  },
  {
    id: 'pod-identity-in-force',
    title: 'an EKS Pod Identity association overrides the role',
    break: (sandbox) => sandbox.faults.podIdentityAssociation(),
    named: [`fail pod-identity/${REFLECTOR}`],
    cause: 'pod-identity-association',
    mendedBy: 'tool',
    afterwards: { named: [`fail pod/${REFLECTOR}`], cause: 'pod-identity-association', mendedBy: 'us' },
  },
  {
    id: 'pod-identity-to-come',
    title: 'an EKS Pod Identity association waits for the next pod',
    break: (sandbox) => {
      const roleArn = `arn:aws:iam::${sandbox.accountId}:role/pod-identity`
      sandbox.aws.account.clusters[0]?.podIdentity.push({ id: 'a-waiting', namespace: NAMESPACE, serviceAccount: REFLECTOR, roleArn })
    },
    named: [`warn pod-identity/${REFLECTOR}`],
    cause: 'pod-identity-association',
    mendedBy: 'tool',
  },
  {
    id: 'static-keys',
    title: 'a controller has static AWS keys',
    break: (sandbox) => patchContainer(sandbox, REFLECTOR, variable('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE')),
    named: [`fail pod/${REFLECTOR}`],
    cause: 'irsa-not-injected',
    mendedBy: 'somebody',
    repair: (sandbox) => patchContainer(sandbox, REFLECTOR, withoutVariable('AWS_ACCESS_KEY_ID')),
  },
  {
    id: 'skip-label',
    title: 'a label keeps the webhook off a controller',
    break: (sandbox) => template(sandbox, { labels: { 'eks.amazonaws.com/skip-pod-identity-webhook': 'true' } }),
    named: [`fail pod/${REFLECTOR}`],
    cause: 'irsa-not-injected',
    mendedBy: 'tool',
  },
  {
    id: 'skip-containers',
    title: "an annotation keeps the webhook off a controller's container",
    break: (sandbox) => template(sandbox, { annotations: { 'eks.amazonaws.com/skip-containers': 'manager' } }),
    named: [`fail pod/${REFLECTOR}`],
    cause: 'irsa-not-injected',
    mendedBy: 'tool',
  },
  {
    id: 'half-set',
    title: 'a controller sets one of the variables itself, so the webhook sets none',
    break: (sandbox) => patchContainer(sandbox, REFLECTOR, variable('AWS_ROLE_ARN', `arn:aws:iam::${sandbox.accountId}:role/${ROLE}`)),
    named: [`fail pod/${REFLECTOR}`],
    cause: 'irsa-not-injected',
    mendedBy: 'somebody',
    repair: (sandbox) => patchContainer(sandbox, REFLECTOR, withoutVariable('AWS_ROLE_ARN')),
  },
  {
    id: 'region-missing',
    title: 'a controller has AWS_DEFAULT_REGION and so no AWS_REGION',
    break: (sandbox) => patchContainer(sandbox, REFLECTOR, variable('AWS_DEFAULT_REGION', 'eu-west-1')),
    named: [`warn pod-region/${REFLECTOR}`],
    cause: 'sts-endpoint',
    mendedBy: 'somebody',
    repair: (sandbox) => patchContainer(sandbox, REFLECTOR, withoutVariable('AWS_DEFAULT_REGION')),
  },
  {
    id: 'no-pod',
    title: 'a controller is scaled to 0',
    break: (sandbox) => patch(sandbox, paths.deployment(AUTOMATION), { spec: { replicas: 0 } }),
    named: [`fail pod/${AUTOMATION}`],
    mendedBy: 'tool',
  },
  {
    id: 'image-pull-backoff',
    title: "a controller's image cannot be pulled",
    break: (sandbox) => stuck(sandbox, 'ImagePullBackOff', 'Back-off pulling image "ghcr.io/fluxcd/image-reflector-controller"'),
    named: [`fail pod/${REFLECTOR}`],
    mendedBy: 'somebody',
    repair: (sandbox) => deletePods(sandbox, REFLECTOR),
  },
  {
    id: 'crash-loop',
    title: 'a controller crashes',
    break: (sandbox) => stuck(sandbox, 'CrashLoopBackOff', 'back-off 5m0s restarting failed container'),
    named: [`fail pod/${REFLECTOR}`],
    mendedBy: 'somebody',
    repair: (sandbox) => deletePods(sandbox, REFLECTOR),
  },
  {
    id: 'sts-unreachable',
    title: 'STS does not answer',
    break: (sandbox) => void sandbox.aws.faults.push({ match: 'sts:AssumeRoleWithWebIdentity', times: -1, hangup: true }),
    // Flux cannot reach it either.
    named: [...BOTH.map((name) => `unknown proof-assume/${name}`), ...IMAGES.map((id) => `fail image/${id}`)],
    mendedBy: 'somebody',
    repair: (sandbox) => void (sandbox.aws.faults.length = 0),
  },
  {
    id: 'token-right-missing',
    title: "the caller may not ask for a ServiceAccount's token",
    break: (sandbox) =>
      void sandbox.kube.faults.push({
        match: 'kube:create /api/v1/namespaces/*/serviceaccounts/*/token',
        times: -1,
        status: 403,
        code: 'Forbidden',
      }),
    named: BOTH.map((name) => `unknown proof-assume/${name}`),
    cause: 'rbac-forbidden',
    mendedBy: 'somebody',
    repair: (sandbox) => void (sandbox.kube.faults.length = 0),
  },
]
