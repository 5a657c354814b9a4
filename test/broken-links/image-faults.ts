import { BOTH, OTHER_ACCOUNT, REALLY_FETCHED, ROLE_ANNOTATION, type Fault } from './fault.ts'
import { objectAt, type Scene } from './scene.ts'
import { create, patch, paths, ready, say } from './touch.ts'
import { changePolicy } from './touch-iam.ts'

const found = ready('True', 'Succeeded', 'Latest image tag for web resolved to 1.1.0', { latestRef: { name: 'web', tag: '1.1.0' } })
const pushed = ready('True', 'Succeeded', 'repository up-to-date', {
  lastAutomationRunTime: '2026-11-20T09:00:00Z',
  lastPushTime: '2026-11-19T09:00:00Z',
  lastPushCommit: '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567',
})
const ACCOUNTS = '/api/v1/namespaces/apps/serviceaccounts'
const stored = ready('True', 'Succeeded', "stored artifact for digest '1.0.0@sha256:0a'")

/** ImageRepositories, ImagePolicies, ImageUpdateAutomations, and what source-controller pulls from ECR. */
export const IMAGE_FAULTS: Fault[] = [
  {
    id: 'image-without-provider',
    title: 'an ImageRepository in ECR does not say provider aws',
    break: (scene) => generic(scene, 'web'),
    named: ['fail image-provider/apps/web'],
    cause: 'wrong-provider',
    mendedBy: 'tool',
  },
  {
    id: 'all-images-without-provider',
    title: 'no ImageRepository in ECR says provider aws',
    break: (scene) => generic(scene, 'apps-api', 'apps-main', 'web'),
    named: ['apps-api', 'apps-main', 'web'].map((name) => `fail image-provider/apps/${name}`),
    cause: 'wrong-provider',
    mendedBy: 'tool',
  },
  {
    id: 'policy-without-a-fitting-tag',
    title: "no tag fits an ImagePolicy's range",
    break: (scene) =>
      say(
        scene,
        paths.policy('web'),
        ready('False', 'VersionNotFound', 'cannot determine latest tag for policy: unable to determine latest version from provided list', {
          latestRef: null,
        }),
      ),
    named: ['fail image-policy/apps/web'],
    cause: 'no-latest-image',
    mendedBy: 'somebody',
    repair: (scene) => say(scene, paths.policy('web'), found),
  },
  {
    id: 'policy-without-repository',
    title: 'an ImagePolicy reads an ImageRepository that does not exist',
    break: async (scene) => {
      await patch(scene, paths.policy('web'), { spec: { imageRepositoryRef: { name: 'webb' } } })
      await say(scene, paths.policy('web'), ready('False', 'DependencyNotReady', 'referenced ImageRepository does not exist'))
    },
    named: ['fail image-policy/apps/web'],
    cause: 'no-latest-image',
    mendedBy: 'somebody',
    repair: async (scene) => {
      await patch(scene, paths.policy('web'), { spec: { imageRepositoryRef: { name: 'web' } } })
      await say(scene, paths.policy('web'), found)
    },
  },
  {
    id: 'push-denied',
    title: 'the Git login may read, but not push',
    break: (scene) =>
      say(
        scene,
        paths.automation('fleet'),
        ready('False', 'GitOperationFailed', 'failed to push to remote: authorization failed: 403 Forbidden: no write access'),
      ),
    named: ['fail image-automation/apps/fleet'],
    cause: 'git-push-denied',
    mendedBy: 'us',
    repair: (scene) => say(scene, paths.automation('fleet'), pushed),
  },
  {
    id: 'push-to-a-protected-branch',
    title: 'the branch is protected',
    break: (scene) =>
      say(
        scene,
        paths.automation('fleet'),
        ready('False', 'GitOperationFailed', 'failed to push to remote: command error on refs/heads/main: pre-receive hook declined'),
      ),
    named: ['fail image-automation/apps/fleet'],
    cause: 'git-push-denied',
    mendedBy: 'somebody',
    repair: (scene) => say(scene, paths.automation('fleet'), pushed),
  },
  {
    id: 'artifact-without-provider',
    title: 'an OCIRepository in ECR does not say provider aws',
    onlySimulated: REALLY_FETCHED,
    break: async (scene) => {
      await patch(scene, paths.source('ocirepositories', 'manifests'), { spec: { provider: 'generic' } })
      await say(
        scene,
        paths.source('ocirepositories', 'manifests'),
        ready('False', 'OCIArtifactPullFailed', 'failed to determine artifact digest: GET https://…: 401 Unauthorized: Not Authorized'),
      )
    },
    named: ['fail oci-provider/ocirepository/apps/manifests'],
    cause: 'wrong-provider',
    mendedBy: 'tool',
    repair: (scene) => say(scene, paths.source('ocirepositories', 'manifests'), { ...stored, ahead: 1 }),
  },
  {
    id: 'charts-without-provider',
    title: 'a HelmRepository in ECR does not say provider aws',
    break: (scene) => patch(scene, paths.source('helmrepositories', 'charts'), { spec: { provider: null } }),
    named: ['fail oci-provider/helmrepository/apps/charts'],
    cause: 'wrong-provider',
    mendedBy: 'tool',
  },
  {
    id: 'source-controller-without-role',
    title: 'source-controller pulls from ECR, and has no role',
    onlySimulated: REALLY_FETCHED,
    break: async (scene) => {
      await pulledByController(scene)
      await say(
        scene,
        paths.source('ocirepositories', 'manifests'),
        ready(
          'False',
          'OCIArtifactPullFailed',
          `failed to determine artifact digest: Get "https://${scene.registry}/v2/apps/main/manifests/1.0.0": failed to get access token for artifact registry: failed to create provider access token for the controller: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, canceled, context deadline exceeded`,
        ),
      )
    },
    named: ['fail oci-source/ocirepository/apps/manifests'],
    cause: 'irsa-not-injected',
    mendedBy: 'us',
    repair: (scene) => say(scene, paths.source('ocirepositories', 'manifests'), stored),
  },
  {
    id: 'pull-not-allowed',
    title: 'source-controller has the role, whose policy allows no pull',
    onlySimulated: REALLY_FETCHED,
    install: [...BOTH, 'source-controller'].flatMap((name) => ['--service-account', name]),
    break: async (scene) => {
      await pulledByController(scene)
      const allowed = ['ecr:ListImages', 'ecr:BatchGetImage']
      await changePolicy(scene, (statements) => statements.map((one) => (one.Resource === '*' ? one : { ...one, Action: allowed })))
    },
    named: ['fail oci-permission/ocirepository/apps/manifests'],
    cause: 'missing-repository-permission',
    mendedBy: 'us',
  },
  {
    id: 'public-image-with-provider',
    title: 'an image of ECR Public says provider aws, and the role may not log in there',
    break: (scene) => patch(scene, paths.image('web'), { spec: { image: 'public.ecr.aws/docker/library/nginx' } }),
    onlySimulated: 'the lab has no ECR Public',
    named: ['fail image-provider/apps/web'],
    cause: 'wrong-provider',
    mendedBy: 'tool',
  },
]

/** What a cluster with image automation has besides ImageRepositories, all of it well; made where it is not there. */
export async function seedAutomation(scene: Scene): Promise<void> {
  const make = async (path: string, kind: string, spec: object) => {
    if (await objectAt(scene, path)) return
    const [, , group, version, , namespace, plural, name = ''] = path.split('/')
    const object = { apiVersion: `${group}/${version}`, kind, metadata: { name, namespace: 'apps' }, spec }
    await create(scene, `/apis/${group}/${version}/namespaces/${namespace}/${plural}`, object, 'kustomize-controller')
  }
  const policy = { semver: { range: '1.x' } }
  await make(paths.policy('web'), 'ImagePolicy', { imageRepositoryRef: { name: 'web' }, policy })
  const interval = '5m'
  const sourceRef = { kind: 'GitRepository', name: 'flux-system', namespace: 'flux-system' }
  await make(paths.automation('fleet'), 'ImageUpdateAutomation', { interval, sourceRef })
  const charts = { interval, url: `oci://${scene.registry}/apps`, type: 'oci', provider: 'aws' }
  await make(paths.source('helmrepositories', 'charts'), 'HelmRepository', charts)
  await say(scene, paths.policy('web'), found)
  await say(scene, paths.automation('fleet'), pushed)
  // source-controller of the lab would really pull it, without a role.
  if (scene.name === 'lab') return
  // Whose role it is, its object shows: it is Ready.
  const annotations = { [ROLE_ANNOTATION]: `arn:aws:iam::${OTHER_ACCOUNT}:role/puller` }
  const puller = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'puller', namespace: 'apps', annotations } }
  if (!(await objectAt(scene, `${ACCOUNTS}/puller`))) await create(scene, ACCOUNTS, puller)
  await make(paths.source('ocirepositories', 'manifests'), 'OCIRepository', {
    interval,
    url: `oci://${scene.registry}/apps/main`,
    provider: 'aws',
    // source-controller has no role, and what it could do all the same would be its node's.
    serviceAccountName: 'puller',
  })
  await say(scene, paths.source('ocirepositories', 'manifests'), stored)
}

/** The artifact is pulled with the identity of source-controller itself. */
async function pulledByController(scene: Scene): Promise<void> {
  const path = paths.source('ocirepositories', 'manifests')
  await patch(scene, path, { spec: { serviceAccountName: null } })
  await say(scene, path, stored)
}

/** These ImageRepositories are read without a login to ECR. */
async function generic(scene: Scene, ...names: string[]): Promise<void> {
  for (const name of names) await patch(scene, paths.image(name), { spec: { provider: 'generic' } }, 'kubectl-edit')
}
