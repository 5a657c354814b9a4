import { AUTOMATION, REFLECTOR, ROLE, type Fault } from './fault.ts'
import { become, beRoot, guardTokens, READS } from './touch-caller.ts'
import type { Scene } from './scene.ts'
import { annotate, deletePods, patch, patchContainer, paths, remove } from './touch.ts'
import { changeTrustStatement, detachPolicies, issuerHost, providerArn } from './touch-iam.ts'
import { restoreWebhook, withoutWebhook } from './touch-webhook.ts'

const IMAGE_KIND = 'imagerepositories.image.toolkit.fluxcd.io'
const base64 = (text: string) => Buffer.from(text).toString('base64')
const instance = (scene: Scene, spec: object) => patch(scene, paths.instance, { spec }, 'kubectl-edit')
const secret = (scene: Scene, data: Record<string, string | null>) => patch(scene, paths.secret, { data }, 'kubectl-edit')

/** Caller, cluster, operator, instance. */
export const FLUX_FAULTS: Fault[] = [
  {
    id: 'clock-behind',
    title: 'the clock of this machine is more than 5 minutes behind',
    break: async (scene) => {
      scene.sandbox().aws.clockOffsetMs = 6 * 60_000
    },
    onlySimulated: 'the lab has the clock of this machine',
    named: ['fail clock'],
    cause: 'clock-skew',
    mendedBy: 'somebody',
    repair: async (scene) => {
      scene.sandbox().aws.clockOffsetMs = 0
    },
  },
  {
    id: 'cluster-does-not-know-the-caller',
    title: 'the cluster has no access entry for the caller',
    break: (scene) => become(scene, 'stranger'),
    named: ['unknown kubernetes-api'],
    cause: 'kube-auth-unauthorized',
    mendedBy: 'somebody',
    repair: beRoot,
  },
  {
    id: 'images-unreadable',
    title: 'the caller may not list ImageRepositories',
    break: (scene) => become(scene, 'imageless', READS),
    named: ['unknown repository-permission', 'unknown image-repositories', 'unknown proof-tags'],
    onlySimulated: 'a real server takes a moment to enforce an admission policy, and the first look may come before',
    mendedBy: 'somebody',
    repair: beRoot,
  },
  {
    id: 'tokens-for-anything',
    title: "the caller may ask for a controller's token, and no admission policy keeps it to AWS",
    break: (scene) =>
      become(scene, 'flux-irsa', [...READS, { apiGroups: ['image.toolkit.fluxcd.io'], resources: ['*'], verbs: ['list'] }], {
        isGuarded: false,
      }),
    named: ['warn token-right'],
    onlySimulated: 'a real server takes a moment to enforce an admission policy, and the first look may come before',
    mendedBy: 'somebody',
    repair: (scene) => guardTokens(scene, 'flux-irsa'),
  },
  {
    id: 'operator-missing',
    title: "flux-operator's Deployment was deleted",
    break: (scene) => remove(scene, paths.deployment('flux-operator')),
    named: ['fail flux-operator'],
    cause: 'flux-not-installed',
    mendedBy: 'us',
  },
  {
    id: 'operator-scaled-to-0',
    title: 'flux-operator is scaled to 0',
    break: (scene) => patch(scene, paths.deployment('flux-operator'), { spec: { replicas: 0 } }, 'kubectl-edit'),
    named: ['fail flux-operator'],
    mendedBy: 'tool',
  },
  {
    id: 'instance-paused',
    title: 'the reconciling of the FluxInstance is disabled',
    break: (scene) => annotate(scene, paths.instance, { 'fluxcd.controlplane.io/reconcile': 'disabled' }, 'kubectl-edit'),
    named: ['warn flux-reconciling'],
    mendedBy: 'tool',
  },
  {
    id: 'components-left-out',
    title: 'the FluxInstance leaves the image controllers out',
    break: (scene) =>
      instance(scene, { components: ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller'] }),
    named: ['fail flux-components'],
    cause: 'crd-missing',
    onlySimulated: 'on the lab the kinds of images are still being deleted when their controllers are back, and stay so',
    mendedBy: 'us',
  },
  {
    id: 'flux-too-new',
    title: 'the FluxInstance asks for a Flux that this operator cannot build',
    break: (scene) => instance(scene, { distribution: { version: '2.10.x' } }),
    named: ['fail flux-versions'],
    cause: 'fluxinstance-build-failed',
    mendedBy: 'us',
  },
  {
    id: 'floating-artifact',
    title: "the FluxInstance takes the chart's floating artifact, which has become too new for its operator",
    install: ['--operator-version', '0.32.0', '--flux-version', '2.7.x'],
    break: (scene) =>
      instance(scene, { distribution: { version: '2.x', artifact: 'oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests:latest' } }),
    onlySimulated: "the lab's operator takes no artifact",
    named: ['fail flux-ready', 'warn flux-artifact'],
    cause: 'fluxinstance-build-failed',
    mendedBy: 'us',
  },
  {
    id: 'stored-in-an-old-version',
    title: 'objects may be stored in an API version that is going',
    break: (scene) => patch(scene, `${paths.crd(IMAGE_KIND)}/status`, { status: { storedVersions: ['v1beta2', 'v1'] } }, 'kube-apiserver'),
    named: ['warn stored-versions'],
    cause: 'crd-missing',
    mendedBy: 'tool',
  },
  {
    id: 'one-namespace-watched',
    title: 'the image reflector watches its own namespace alone',
    break: (scene) =>
      patchContainer(scene, REFLECTOR, (container) => ({ ...container, args: ['--watch-all-namespaces=false', '--log-level=info'] })),
    named: ['fail flux-watch'],
    mendedBy: 'somebody',
    repair: (scene) =>
      patchContainer(scene, REFLECTOR, (container) => ({ ...container, args: ['--watch-all-namespaces', '--log-level=info'] })),
  },
  {
    id: 'git-password-refused',
    title: 'the Git host refuses the password',
    break: (scene) => secret(scene, { password: base64('wrong') }),
    named: ['fail git-repository'],
    cause: 'git-auth-bitbucket',
    mendedBy: 'us',
  },
  {
    id: 'git-secret-missing',
    title: 'the Git Secret was deleted',
    break: (scene) => remove(scene, paths.secret),
    named: ['fail git-secret'],
    cause: 'git-secret-invalid',
    mendedBy: 'us',
  },
  {
    id: 'git-secret-of-ssh',
    title: 'the Git Secret has the keys of SSH for an https URL',
    break: (scene) => secret(scene, { username: null, password: null, identity: 'eA==', known_hosts: 'eA==' }),
    named: ['fail git-secret'],
    cause: 'git-secret-invalid',
    mendedBy: 'us',
  },
  {
    id: 'git-password-empty',
    title: 'the password in the Git Secret is empty',
    break: (scene) => secret(scene, { password: '' }),
    named: ['fail git-secret'],
    cause: 'git-secret-invalid',
    mendedBy: 'us',
  },
  {
    id: 'bitbucket-app-password',
    title: 'the Git Secret holds a Bitbucket app password',
    break: (scene) => secret(scene, { password: base64('ATBBexample') }),
    named: ['fail git-secret'],
    cause: 'git-auth-bitbucket',
    mendedBy: 'us',
  },
  {
    id: 'bitbucket-user-name',
    title: "a Bitbucket access token stands under a person's user name",
    break: (scene) => secret(scene, { username: base64('alice'), password: base64('ATCTTexample') }),
    named: ['fail git-secret'],
    cause: 'git-auth-bitbucket',
    mendedBy: 'us',
  },
  {
    id: 'git-branch-missing',
    title: 'the branch does not exist',
    break: (scene) => instance(scene, { sync: { ref: 'refs/heads/gone' } }),
    named: ['fail git-repository'],
    cause: 'git-ref-missing',
    onlySimulated: 'the Git host of the lab has every branch',
    mendedBy: 'somebody',
    repair: (scene) => instance(scene, { sync: { ref: 'refs/heads/main' } }),
  },
  {
    id: 'git-provider-of-an-app',
    title: 'the sync has provider github, and its Secret a password',
    break: (scene) => instance(scene, { sync: { provider: 'github' } }),
    named: ['fail git-secret'],
    mendedBy: 'us',
  },
  {
    id: 'git-suspended',
    title: 'the Git source is suspended',
    break: (scene) => patch(scene, paths.sync('gitrepositories'), { spec: { suspend: true } }, 'flux'),
    named: ['warn git-repository'],
    cause: 'source-not-ready',
    mendedBy: 'tool',
  },
  {
    id: 'kustomization-suspended',
    title: "the sync's Kustomization is suspended",
    break: (scene) => patch(scene, paths.sync('kustomizations'), { spec: { suspend: true } }, 'flux'),
    named: ['warn kustomization'],
    cause: 'source-not-ready',
    mendedBy: 'tool',
  },
  {
    id: 'old-api-version-in-git',
    title: 'Git holds objects of an API version that this Flux no longer serves',
    break: (scene) =>
      scene.gitHolds(
        'ImageRepository/apps/web dry-run failed: no matches for kind "ImageRepository" in version "image.toolkit.fluxcd.io/v1beta2"',
      ),
    named: ['fail kustomization'],
    cause: 'crd-missing',
    mendedBy: 'somebody',
    repair: (scene) => scene.gitHolds(),
  },
  {
    id: 'two-faults-provider-and-git',
    title: 'two at once: the OIDC provider and the Git Secret are gone',
    break: async (scene) => {
      await scene.aws.deleteOidcProvider(providerArn(scene))
      await remove(scene, paths.secret)
    },
    named: ['fail git-secret', 'fail oidc-provider'],
    cause: 'git-secret-invalid',
    mendedBy: 'us',
  },
  {
    id: 'two-faults-trust-and-policy',
    title: 'two at once: trust cut and policy detached',
    break: async (scene) => {
      await changeTrustStatement(scene, ({ Condition: tests = {} }) => {
        const keys = tests['StringEquals'] ?? {}
        keys[`${issuerHost(scene)}:sub`] = `system:serviceaccount:flux-system:${AUTOMATION}`
      })
      await detachPolicies(scene)
    },
    named: [`fail trust/${REFLECTOR}`, `fail policy-attached/${ROLE}`],
    cause: 'trust-policy-mismatch',
    mendedBy: 'us',
  },
  {
    id: 'two-faults-pod-and-image',
    title: 'two at once: a stale pod and an ImageRepository without provider',
    break: async (scene) => {
      await withoutWebhook(scene)
      await deletePods(scene, REFLECTOR)
      await restoreWebhook(scene)
      await patch(scene, paths.image('web'), { spec: { provider: 'generic' } })
    },
    named: [`fail pod/${REFLECTOR}`, 'fail image-provider/apps/web'],
    cause: 'webhook-down',
    mendedBy: 'us',
    afterwards: { named: ['fail image-provider/apps/web'], cause: 'wrong-provider', mendedBy: 'tool' },
  },
]
