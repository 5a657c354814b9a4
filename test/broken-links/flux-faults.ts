import type { Sandbox } from '../../src/sandbox/index.ts'
import { REFLECTOR, type Fault } from './fault.ts'
import { patch, patchContainer, paths } from './touch.ts'

const IMAGE_KIND = 'imagerepositories.image.toolkit.fluxcd.io'

async function drop(sandbox: Sandbox, path: string): Promise<void> {
  sandbox.kube.store.delete(path)
  await sandbox.idle()
}

/** Caller, cluster, operator, instance. */
export const FLUX_FAULTS: Fault[] = [
  {
    id: 'clock-behind',
    title: 'the clock of this machine is more than 5 minutes behind',
    break: (sandbox) => void (sandbox.aws.clockOffsetMs = 6 * 60_000),
    named: ['fail clock'],
    cause: 'clock-skew',
    mendedBy: 'somebody',
    repair: (sandbox) => void (sandbox.aws.clockOffsetMs = 0),
  },
  {
    id: 'cluster-does-not-know-the-caller',
    title: 'the cluster has no access entry for the caller',
    break: (sandbox) => void sandbox.kube.faults.push({ match: 'kube:*', times: -1, status: 401, code: 'Unauthorized' }),
    named: ['unknown kubernetes-api'],
    cause: 'kube-auth-unauthorized',
    mendedBy: 'somebody',
    repair: (sandbox) => void (sandbox.kube.faults.length = 0),
  },
  {
    id: 'images-unreadable',
    title: 'the caller may not list ImageRepositories',
    break: (sandbox) =>
      void sandbox.kube.faults.push({ match: 'kube:list */imagerepositories', times: -1, status: 403, code: 'Forbidden' }),
    named: ['unknown repository-permission', 'unknown image-repositories', 'unknown proof-tags'],
    mendedBy: 'somebody',
    repair: (sandbox) => void (sandbox.kube.faults.length = 0),
  },
  {
    id: 'operator-missing',
    title: "flux-operator's Deployment was deleted",
    break: (sandbox) => drop(sandbox, paths.deployment('flux-operator')),
    named: ['fail flux-operator'],
    cause: 'flux-not-installed',
    mendedBy: 'us',
  },
  {
    id: 'operator-scaled-to-0',
    title: 'flux-operator is scaled to 0',
    break: (sandbox) => sandbox.faults.stopOperator(),
    named: ['fail flux-operator'],
    mendedBy: 'tool',
  },
  {
    id: 'instance-paused',
    title: 'the reconciling of the FluxInstance is disabled',
    break: (sandbox) => sandbox.faults.pauseInstance(),
    named: ['warn flux-reconciling'],
    mendedBy: 'tool',
  },
  {
    id: 'components-left-out',
    title: 'the FluxInstance leaves the image controllers out',
    break: (sandbox) =>
      sandbox.faults.driftInstance({
        components: ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller'],
      }),
    named: ['fail flux-components'],
    cause: 'crd-missing',
    mendedBy: 'us',
  },
  {
    id: 'flux-too-new',
    title: 'the FluxInstance asks for a Flux that this operator cannot build',
    break: (sandbox) => sandbox.faults.driftInstance({ distribution: { version: '2.10.x' } }),
    named: ['fail flux-versions'],
    cause: 'fluxinstance-build-failed',
    mendedBy: 'us',
  },
  {
    id: 'stored-in-an-old-version',
    title: 'objects may be stored in an API version that is going',
    break: (sandbox) =>
      patch(sandbox, `${paths.crd(IMAGE_KIND)}/status`, { status: { storedVersions: ['v1beta2', 'v1'] } }, 'kube-apiserver'),
    named: ['warn stored-versions'],
    cause: 'crd-missing',
    mendedBy: 'tool',
  },
  {
    id: 'one-namespace-watched',
    title: 'the image reflector watches its own namespace alone',
    break: (sandbox) =>
      patchContainer(sandbox, REFLECTOR, (container) => ({ ...container, args: ['--watch-all-namespaces=false', '--log-level=info'] })),
    named: ['fail flux-watch'],
    mendedBy: 'somebody',
    repair: (sandbox) =>
      patchContainer(sandbox, REFLECTOR, (container) => ({ ...container, args: ['--watch-all-namespaces', '--log-level=info'] })),
  },
  {
    id: 'git-password-refused',
    title: 'the Git host refuses the password',
    break: (sandbox) => sandbox.faults.gitPasswordWrong(),
    named: ['fail git-repository'],
    cause: 'git-auth-bitbucket',
    mendedBy: 'us',
  },
  {
    id: 'git-secret-missing',
    title: 'the Git Secret was deleted',
    break: (sandbox) => sandbox.faults.gitSecretMissing(),
    named: ['fail git-secret'],
    cause: 'git-secret-invalid',
    mendedBy: 'us',
  },
  {
    id: 'git-secret-of-ssh',
    title: 'the Git Secret has the keys of SSH for an https URL',
    break: (sandbox) => secret(sandbox, { username: null, password: null, identity: 'eA==', known_hosts: 'eA==' }),
    named: ['fail git-secret'],
    cause: 'git-secret-invalid',
    mendedBy: 'us',
  },
  {
    id: 'git-password-empty',
    title: 'the password in the Git Secret is empty',
    break: (sandbox) => secret(sandbox, { password: '' }),
    named: ['fail git-secret'],
    cause: 'git-secret-invalid',
    mendedBy: 'us',
  },
  {
    id: 'bitbucket-app-password',
    title: 'the Git Secret holds a Bitbucket app password',
    break: (sandbox) => secret(sandbox, { password: base64('ATBBexample') }),
    named: ['fail git-secret'],
    cause: 'git-auth-bitbucket',
    mendedBy: 'us',
  },
  {
    id: 'bitbucket-user-name',
    title: "a Bitbucket access token stands under a person's user name",
    break: (sandbox) => secret(sandbox, { username: base64('alice'), password: base64('ATCTTexample') }),
    named: ['fail git-secret'],
    cause: 'git-auth-bitbucket',
    mendedBy: 'us',
  },
  {
    id: 'git-branch-missing',
    title: 'the branch does not exist',
    break: (sandbox) => sandbox.faults.driftInstance({ sync: { ref: 'refs/heads/gone' } }),
    named: ['fail git-repository'],
    cause: 'git-ref-missing',
    mendedBy: 'somebody',
    repair: (sandbox) => sandbox.faults.driftInstance({ sync: { ref: 'refs/heads/main' } }),
  },
  {
    id: 'git-suspended',
    title: 'the Git source is suspended',
    break: (sandbox) => patch(sandbox, paths.sync('gitrepositories'), { spec: { suspend: true } }, 'flux'),
    named: ['warn git-repository'],
    cause: 'source-not-ready',
    mendedBy: 'tool',
  },
  {
    id: 'kustomization-suspended',
    title: "the sync's Kustomization is suspended",
    break: (sandbox) => patch(sandbox, paths.sync('kustomizations'), { spec: { suspend: true } }, 'flux'),
    named: ['warn kustomization'],
    cause: 'source-not-ready',
    mendedBy: 'tool',
  },
  {
    id: 'old-api-version-in-git',
    title: 'Git holds objects of an API version that this Flux no longer serves',
    break: (sandbox) =>
      gitHolds(
        sandbox,
        'ImageRepository/apps/web dry-run failed: no matches for kind "ImageRepository" in version "image.toolkit.fluxcd.io/v1beta2"',
      ),
    named: ['fail kustomization'],
    cause: 'crd-missing',
    mendedBy: 'somebody',
    repair: (sandbox) => gitHolds(sandbox, undefined),
  },
  {
    id: 'two-faults-provider-and-git',
    title: 'two at once: the OIDC provider and the Git Secret are gone',
    break: async (sandbox) => {
      await sandbox.faults.removeProvider()
      await sandbox.faults.gitSecretMissing()
    },
    named: ['fail git-secret', 'fail oidc-provider'],
    cause: 'git-secret-invalid',
    mendedBy: 'us',
  },
  {
    id: 'two-faults-trust-and-policy',
    title: 'two at once: trust cut and policy detached',
    break: async (sandbox) => {
      await sandbox.faults.cutTrust()
      await sandbox.faults.detachPolicy()
    },
    named: [`fail trust/${REFLECTOR}`, 'fail policy-attached/lab-flux-imgctrl-irsa'],
    cause: 'trust-policy-mismatch',
    mendedBy: 'us',
  },
  {
    id: 'two-faults-pod-and-image',
    title: 'two at once: a stale pod and an ImageRepository without provider',
    break: async (sandbox) => {
      await sandbox.faults.stalePod()
      await sandbox.faults.providerGeneric('web')
    },
    named: [`fail pod/${REFLECTOR}`, 'fail image-provider/apps/web'],
    cause: 'webhook-down',
    mendedBy: 'us',
    afterwards: { named: ['fail image-provider/apps/web'], cause: 'wrong-provider', mendedBy: 'tool' },
  },
]

const base64 = (text: string) => Buffer.from(text).toString('base64')
const secret = (sandbox: Sandbox, data: Record<string, string | null>) => patch(sandbox, paths.secret, { data }, 'kubectl-edit')

/** The sync's Kustomization looks again. */
async function gitHolds(sandbox: Sandbox, refusal: string | undefined): Promise<void> {
  sandbox.actors.gitContent.refusal = refusal
  const annotations = { 'reconcile.fluxcd.io/requestedAt': String(sandbox.kube.calls.length) }
  await patch(sandbox, paths.sync('kustomizations'), { metadata: { annotations } }, 'flux')
}
