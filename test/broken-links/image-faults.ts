import type { Sandbox } from '../../src/sandbox/index.ts'
import { type Fault } from './fault.ts'
import { patch, paths, ready, say } from './touch.ts'

const found = ready('True', 'Succeeded', 'Latest image tag for web resolved to 1.1.0', { latestRef: { name: 'web', tag: '1.1.0' } })
const pushed = ready('True', 'Succeeded', 'repository up-to-date', {
  lastAutomationRunTime: '2026-11-20T09:00:00Z',
  lastPushTime: '2026-11-19T09:00:00Z',
  lastPushCommit: '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567',
})
const stored = ready('True', 'Succeeded', "stored artifact for digest '1.0.0@sha256:0a'")

/** ImageRepositories, ImagePolicies, ImageUpdateAutomations, and what source-controller pulls from ECR. */
export const IMAGE_FAULTS: Fault[] = [
  {
    id: 'image-without-provider',
    title: 'an ImageRepository in ECR does not say provider aws',
    break: (sandbox) => sandbox.faults.providerGeneric('web'),
    named: ['fail image-provider/apps/web'],
    cause: 'wrong-provider',
    mendedBy: 'tool',
  },
  {
    id: 'all-images-without-provider',
    title: 'no ImageRepository in ECR says provider aws',
    break: (sandbox) => sandbox.faults.providerGeneric(),
    named: ['apps-api', 'apps-main', 'web'].map((name) => `fail image-provider/apps/${name}`),
    cause: 'wrong-provider',
    mendedBy: 'tool',
  },
  {
    id: 'policy-without-a-fitting-tag',
    title: "no tag fits an ImagePolicy's range",
    break: (sandbox) =>
      say(
        sandbox,
        paths.policy('web'),
        ready('False', 'VersionNotFound', 'cannot determine latest tag for policy: unable to determine latest version from provided list', {
          latestRef: null,
        }),
      ),
    named: ['fail image-policy/apps/web'],
    cause: 'no-latest-image',
    mendedBy: 'somebody',
    repair: (sandbox) => say(sandbox, paths.policy('web'), found),
  },
  {
    id: 'policy-without-repository',
    title: 'an ImagePolicy reads an ImageRepository that does not exist',
    break: async (sandbox) => {
      await patch(sandbox, paths.policy('web'), { spec: { imageRepositoryRef: { name: 'webb' } } })
      await say(sandbox, paths.policy('web'), ready('False', 'DependencyNotReady', 'referenced ImageRepository does not exist'))
    },
    named: ['fail image-policy/apps/web'],
    cause: 'no-latest-image',
    mendedBy: 'somebody',
    repair: async (sandbox) => {
      await patch(sandbox, paths.policy('web'), { spec: { imageRepositoryRef: { name: 'web' } } })
      await say(sandbox, paths.policy('web'), found)
    },
  },
  {
    id: 'push-denied',
    title: 'the Git login may read, but not push',
    break: (sandbox) =>
      say(
        sandbox,
        paths.automation('fleet'),
        ready('False', 'GitOperationFailed', 'failed to push to remote: authorization failed: 403 Forbidden: no write access'),
      ),
    named: ['fail image-automation/apps/fleet'],
    cause: 'git-push-denied',
    mendedBy: 'us',
    repair: (sandbox) => say(sandbox, paths.automation('fleet'), pushed),
  },
  {
    id: 'push-to-a-protected-branch',
    title: 'the branch is protected',
    break: (sandbox) =>
      say(
        sandbox,
        paths.automation('fleet'),
        ready('False', 'GitOperationFailed', 'failed to push to remote: command error on refs/heads/main: pre-receive hook declined'),
      ),
    named: ['fail image-automation/apps/fleet'],
    cause: 'git-push-denied',
    mendedBy: 'somebody',
    repair: (sandbox) => say(sandbox, paths.automation('fleet'), pushed),
  },
  {
    id: 'artifact-without-provider',
    title: 'an OCIRepository in ECR does not say provider aws',
    break: async (sandbox) => {
      await patch(sandbox, paths.source('ocirepositories', 'manifests'), { spec: { provider: 'generic' } })
      await say(
        sandbox,
        paths.source('ocirepositories', 'manifests'),
        ready('False', 'OCIArtifactPullFailed', 'failed to determine artifact digest: GET https://…: 401 Unauthorized: Not Authorized'),
      )
    },
    named: ['fail oci-provider/ocirepository/apps/manifests'],
    cause: 'wrong-provider',
    mendedBy: 'tool',
    repair: (sandbox) => say(sandbox, paths.source('ocirepositories', 'manifests'), { ...stored, ahead: 1 }),
  },
  {
    id: 'charts-without-provider',
    title: 'a HelmRepository in ECR does not say provider aws',
    break: (sandbox) => patch(sandbox, paths.source('helmrepositories', 'charts'), { spec: { provider: null } }),
    named: ['fail oci-provider/helmrepository/apps/charts'],
    cause: 'wrong-provider',
    mendedBy: 'tool',
  },
  {
    id: 'source-controller-without-role',
    title: 'source-controller pulls from ECR, and has no role',
    break: (sandbox) =>
      say(
        sandbox,
        paths.source('ocirepositories', 'manifests'),
        ready(
          'False',
          'AuthenticationFailed',
          'failed to get credential from aws: no EC2 IMDS role found, operation error ec2imds: GetMetadata',
        ),
      ),
    named: ['fail oci-source/ocirepository/apps/manifests'],
    cause: 'irsa-not-injected',
    mendedBy: 'us',
    repair: (sandbox) => say(sandbox, paths.source('ocirepositories', 'manifests'), stored),
  },
]

/** What a cluster with image automation has besides ImageRepositories, all of it well. */
export async function seedAutomation(sandbox: Sandbox): Promise<void> {
  const { store } = sandbox.kube
  const create = (path: string, apiVersion: string, kind: string, name: string, spec: object) => {
    store.create(path, { apiVersion, kind, metadata: { name, namespace: 'apps' }, spec }, 'kustomize-controller')
  }
  const image = 'image.toolkit.fluxcd.io/v1'
  const source = 'source.toolkit.fluxcd.io/v1'
  const at = (group: string, plural: string) => `/apis/${group}/namespaces/apps/${plural}`
  create(at(image, 'imagepolicies'), image, 'ImagePolicy', 'web', {
    imageRepositoryRef: { name: 'web' },
    policy: { semver: { range: '1.x' } },
  })
  create(at(image, 'imageupdateautomations'), image, 'ImageUpdateAutomation', 'fleet', {
    sourceRef: { kind: 'GitRepository', name: 'flux-system', namespace: 'flux-system' },
  })
  create(at(source, 'ocirepositories'), source, 'OCIRepository', 'manifests', {
    url: `oci://${sandbox.registry}/apps/main`,
    provider: 'aws',
  })
  create(at(source, 'helmrepositories'), source, 'HelmRepository', 'charts', {
    url: `oci://${sandbox.registry}/apps`,
    type: 'oci',
    provider: 'aws',
  })
  await say(sandbox, paths.policy('web'), found)
  await say(sandbox, paths.automation('fleet'), pushed)
  await say(sandbox, paths.source('ocirepositories', 'manifests'), stored)
}
