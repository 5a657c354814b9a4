import { AUTOMATION, BOTH, IMAGES, NAMESPACE, REFLECTOR, ROLE, ROLE_ANNOTATION, type Fault } from './fault.ts'
import { objectAt, type Scene } from './scene.ts'
import { annotate, deletePods, patch, patchContainer, paths, podsOf, variable, withoutVariable } from './touch.ts'
import { become, beRoot } from './touch-caller.ts'
import { replaceWebhook, restoreWebhook, withoutWebhook } from './touch-webhook.ts'

const template = (scene: Scene, metadata: object) => patch(scene, paths.deployment(REFLECTOR), { spec: { template: { metadata } } })
const roleNamed = ({ accountId }: Scene, name: string) => `arn:aws:iam::${accountId}:role/${name}`
const MENDED = { mendedBy: 'somebody', repair: restoreWebhook } as const

/** What the kubelet says of a container that does not come to run. */
async function stuck(scene: Scene, reason: string, message: string): Promise<void> {
  const [pod] = await podsOf(scene, REFLECTOR)
  const containerStatuses = [
    { name: 'manager', ready: false, restartCount: 0, image: '', imageID: '', state: { waiting: { reason, message } } },
  ]
  await patch(scene, `${paths.pods}/${pod?.metadata.name}/status`, { status: { containerStatuses } }, 'kubelet')
}

const associate = (scene: Scene, id: string) =>
  scene.setAssociations([{ id, namespace: NAMESPACE, serviceAccount: REFLECTOR, roleArn: roleNamed(scene, 'pod-identity') }])

/** The webhook and the pods. */
export const POD_FAULTS: Fault[] = [
  {
    id: 'stale-pod',
    title: 'a pod is annotated but was not given the role',
    break: async (scene) => {
      await withoutWebhook(scene)
      await deletePods(scene, REFLECTOR)
      await restoreWebhook(scene)
    },
    named: [`fail pod/${REFLECTOR}`],
    cause: 'webhook-down',
    mendedBy: 'us',
  },
  {
    id: 'pod-of-another-role',
    title: 'a pod carries the role of before',
    break: async (scene) => {
      const account = paths.account(REFLECTOR)
      const before = (await objectAt(scene, account))?.metadata.annotations?.[ROLE_ANNOTATION] ?? null
      await annotate(scene, account, { [ROLE_ANNOTATION]: roleNamed(scene, 'from-before') }, 'kubectl-edit')
      await deletePods(scene, REFLECTOR)
      await annotate(scene, account, { [ROLE_ANNOTATION]: before }, 'kubectl-edit')
    },
    // Somebody wrote the annotation by hand in between.
    named: [`fail pod/${REFLECTOR}`, `warn annotation-owner/${REFLECTOR}`],
    cause: 'irsa-not-injected',
    mendedBy: 'us',
  },
  {
    id: 'webhook-missing',
    title: "the pod identity webhook's configuration is gone",
    break: withoutWebhook,
    named: ['fail webhook'],
    cause: 'webhook-down',
    ...MENDED,
  },
  {
    id: 'webhook-not-asked',
    title: 'the webhook is not asked when pods are created',
    break: (scene) =>
      replaceWebhook(scene, { rules: [{ operations: ['UPDATE'], resources: ['pods'], apiGroups: [''], apiVersions: ['v1'] }] }),
    named: ['fail webhook'],
    cause: 'webhook-down',
    ...MENDED,
  },
  {
    id: 'webhook-without-service',
    title: 'the webhook calls a Service that does not exist',
    break: (scene) => replaceWebhook(scene, { clientConfig: { service: { namespace: 'kube-system', name: 'pod-identity-webhook' } } }),
    named: ['fail webhook'],
    cause: 'webhook-down',
    ...MENDED,
  },
  {
    id: 'webhook-leaves-namespace-out',
    title: "the webhook's namespaceSelector leaves the namespace of Flux out",
    break: (scene) => replaceWebhook(scene, { namespaceSelector: { matchLabels: { irsa: 'enabled' } } }),
    named: ['fail webhook'],
    cause: 'webhook-down',
    ...MENDED,
  },
  {
    id: 'webhook-missing-and-pod-replaced',
    title: 'the webhook is gone, and a pod was made without it',
    break: async (scene) => {
      await withoutWebhook(scene)
      await deletePods(scene, REFLECTOR)
    },
    named: ['fail webhook'],
    cause: 'webhook-down',
    ...MENDED,
    afterwards: { named: [`fail pod/${REFLECTOR}`], cause: 'webhook-down', mendedBy: 'us' },
  },
  {
    id: 'pod-identity-in-force',
    title: 'an EKS Pod Identity association overrides the role',
    break: async (scene) => {
      await associate(scene, 'a-in-force')
      await deletePods(scene, REFLECTOR)
    },
    onlySimulated: "the lab's webhook is not told of associations, so no pod gets one",

    named: [`fail pod-identity/${REFLECTOR}`],
    cause: 'pod-identity-association',
    mendedBy: 'tool',
    afterwards: { named: [`fail pod/${REFLECTOR}`], cause: 'pod-identity-association', mendedBy: 'us' },
  },
  {
    id: 'pod-identity-to-come',
    title: 'an EKS Pod Identity association waits for the next pod',
    break: (scene) => associate(scene, 'a-waiting'),
    named: [`warn pod-identity/${REFLECTOR}`],
    cause: 'pod-identity-association',
    mendedBy: 'tool',
  },
  {
    id: 'static-keys',
    title: 'a controller has static AWS keys',
    break: (scene) => patchContainer(scene, REFLECTOR, variable('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE')),
    named: [`fail pod/${REFLECTOR}`],
    cause: 'irsa-not-injected',
    mendedBy: 'somebody',
    repair: (scene) => patchContainer(scene, REFLECTOR, withoutVariable('AWS_ACCESS_KEY_ID')),
  },
  {
    id: 'skip-label',
    title: 'a label keeps the webhook off a controller',
    break: (scene) => template(scene, { labels: { 'eks.amazonaws.com/skip-pod-identity-webhook': 'true' } }),
    named: [`fail pod/${REFLECTOR}`],
    cause: 'irsa-not-injected',
    mendedBy: 'tool',
  },
  {
    id: 'skip-containers',
    title: "an annotation keeps the webhook off a controller's container",
    break: (scene) => template(scene, { annotations: { 'eks.amazonaws.com/skip-containers': 'manager' } }),
    named: [`fail pod/${REFLECTOR}`],
    cause: 'irsa-not-injected',
    mendedBy: 'tool',
  },
  {
    id: 'half-set',
    title: 'a controller sets one of the variables itself, so the webhook sets none',
    break: (scene) => patchContainer(scene, REFLECTOR, variable('AWS_ROLE_ARN', roleNamed(scene, ROLE))),
    named: [`fail pod/${REFLECTOR}`],
    cause: 'irsa-not-injected',
    mendedBy: 'somebody',
    repair: (scene) => patchContainer(scene, REFLECTOR, withoutVariable('AWS_ROLE_ARN')),
  },
  {
    id: 'region-missing',
    title: 'a controller has AWS_DEFAULT_REGION and so no AWS_REGION',
    break: (scene) => patchContainer(scene, REFLECTOR, variable('AWS_DEFAULT_REGION', 'eu-west-1')),
    named: [`warn pod-region/${REFLECTOR}`],
    cause: 'sts-endpoint',
    mendedBy: 'somebody',
    repair: (scene) => patchContainer(scene, REFLECTOR, withoutVariable('AWS_DEFAULT_REGION')),
  },
  {
    id: 'no-pod',
    title: 'a controller is scaled to 0',
    break: (scene) => patch(scene, paths.deployment(AUTOMATION), { spec: { replicas: 0 } }),
    named: [`fail pod/${AUTOMATION}`],
    mendedBy: 'tool',
  },
  {
    id: 'image-pull-backoff',
    title: "a controller's image cannot be pulled",
    break: (scene) => stuck(scene, 'ImagePullBackOff', 'Back-off pulling image "ghcr.io/fluxcd/image-reflector-controller"'),
    named: [`fail pod/${REFLECTOR}`],
    mendedBy: 'somebody',
    repair: (scene) => deletePods(scene, REFLECTOR),
  },
  {
    id: 'crash-loop',
    title: 'a controller crashes',
    break: (scene) => stuck(scene, 'CrashLoopBackOff', 'back-off 5m0s restarting failed container'),
    named: [`fail pod/${REFLECTOR}`],
    mendedBy: 'somebody',
    repair: (scene) => deletePods(scene, REFLECTOR),
  },
  {
    id: 'sts-unreachable',
    title: 'STS does not answer',
    break: (scene) => scene.strike({ match: 'sts:AssumeRoleWithWebIdentity', times: -1, hangup: true }),
    // Flux cannot reach it either.
    named: [...IMAGES.map((id) => `fail image/${id}`), ...BOTH.map((name) => `unknown proof-assume/${name}`)],
    cause: 'sts-network',
    onLab: {
      named: BOTH.map((name) => `unknown proof-assume/${name}`),
      cause: undefined,
      because: 'there the reflector says nothing of a connection that broke',
    },
    mendedBy: 'somebody',
    repair: (scene) => scene.calm(),
  },
  {
    id: 'sts-region-off',
    title: 'STS is turned off in this region',
    break: (scene) =>
      scene.strike({
        match: 'sts:AssumeRoleWithWebIdentity',
        times: -1,
        status: 403,
        code: 'RegionDisabledException',
        message: `STS is not activated in this region for account:${scene.accountId}. Your account administrator can activate STS in this region using the IAM Console.`,
      }),
    named: BOTH.map((name) => `fail proof-assume/${name}`),
    cause: 'sts-endpoint',
    mendedBy: 'somebody',
    repair: (scene) => scene.calm(),
  },
  {
    id: 'token-right-missing',
    title: "the caller may not ask for a ServiceAccount's token",
    break: (scene) => become(scene, 'tokenless', [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }]),
    named: BOTH.map((name) => `unknown proof-assume/${name}`),
    cause: 'rbac-forbidden',
    mendedBy: 'somebody',
    repair: beRoot,
  },
]
