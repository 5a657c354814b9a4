import { BOTH, REALLY_FETCHED, type Fault } from './fault.ts'
import { objectAt, type Scene } from './scene.ts'
import { create, patch, paths, ready, remove, say, type Said } from './touch.ts'

const SOURCES = 'source.toolkit.fluxcd.io/v1'
const stored = ready('True', 'Succeeded', 'stored artifact: revision sha256:0a1b2c')
const pulled = ready('True', 'ChartPullSucceeded', "pulled 'web' chart with version '1.0.0'")
const denied = ready('False', 'BucketOperationFailed', "failed to confirm existence of 'acme-fleet' bucket: Access Denied.")
const NODE = 'arn:aws:sts::123456789012:assumed-role/eksctl-lab-nodegroup-NodeInstanceRole-0A1B/i-0a1b2c3d4e5f'
const ALL = [...BOTH, 'source-controller'].flatMap((name) => ['--service-account', name])

const bucket = paths.source('buckets', 'fleet')
const chart = paths.source('helmcharts', 'apps-web')

/** An object of source-controller, and what that says of it; gone again when the fault is mended. */
async function seed(scene: Scene, path: string, kind: string, spec: object, says: Said): Promise<void> {
  const name = path.split('/').at(-1) ?? ''
  if (!(await objectAt(scene, path)))
    await create(scene, path.slice(0, path.lastIndexOf('/')), { apiVersion: SOURCES, kind, metadata: { name, namespace: 'apps' }, spec })
  await say(scene, path, says)
}

const bucketIs = (scene: Scene, says: Said, spec: object = {}) =>
  seed(
    scene,
    bucket,
    'Bucket',
    { interval: '5m', bucketName: 'acme-fleet', endpoint: 's3.eu-west-1.amazonaws.com', provider: 'aws', ...spec },
    says,
  )

const chartIs = (scene: Scene, says: Said) =>
  seed(
    scene,
    chart,
    'HelmChart',
    { interval: '5m', chart: 'web', version: '*', sourceRef: { kind: 'HelmRepository', name: 'charts' } },
    says,
  )

/** Sources that source-controller fetches from AWS, and what else asks AWS for something. */
export const SOURCE_FAULTS: Fault[] = [
  {
    id: 'chart-denied-to-the-node',
    title: 'a chart is pulled with the role of the node, which may not list it',
    onlySimulated: REALLY_FETCHED,
    break: (scene) =>
      chartIs(
        scene,
        ready(
          'False',
          'ChartPullError',
          `chart pull error: failed to get chart version for remote reference: could not get tags for "apps/web": could not fetch tags for "oci://${scene.registry}/apps/web": GET "https://${scene.registry}/v2/apps/web/tags/list": response status code 403: denied: User: ${NODE} is not authorized to perform: ecr:ListImages on resource: arn:aws:ecr:eu-west-1:123456789012:repository/apps/web because no identity-based policy allows the ecr:ListImages action`,
        ),
      ),
    named: ['fail oci-source/helmchart/apps/apps-web'],
    mendedBy: 'us',
    repair: (scene) => say(scene, chart, pulled),
  },
  {
    id: 'chart-by-the-node',
    install: [],
    title: 'a chart is pulled with the role of the node',
    onlySimulated: REALLY_FETCHED,
    break: (scene) => chartIs(scene, pulled),
    named: ['warn node-role'],
    cause: 'irsa-not-injected',
    mendedBy: 'us',
  },
  {
    id: 'bucket-without-provider',
    title: 'a Bucket of S3 does not say provider aws',
    onlySimulated: REALLY_FETCHED,
    install: ALL,
    break: (scene) => bucketIs(scene, denied, { provider: 'generic' }),
    named: ['fail source/bucket/apps/fleet'],
    cause: 'wrong-provider',
    mendedBy: 'tool',
    afterwards: {
      named: ['fail aws-permission/bucket/apps/fleet'],
      mendedBy: 'tool',
      repair: (scene) => say(scene, bucket, stored),
    },
  },
  {
    id: 'bucket-not-allowed',
    title: 'a Bucket asks for what no policy of the role allows',
    onlySimulated: REALLY_FETCHED,
    install: ALL,
    break: (scene) => bucketIs(scene, denied),
    named: ['fail aws-permission/bucket/apps/fleet'],
    mendedBy: 'tool',
    repair: (scene) => say(scene, bucket, stored),
  },
  {
    id: 'bucket-that-grants-nothing',
    title: "a bucket's own policy keeps the role out",
    onlySimulated: REALLY_FETCHED,
    install: ALL,
    break: async (scene) => {
      await bucketIs(scene, denied)
      const { PutRolePolicyCommand } = await import('@aws-sdk/client-iam')
      const Resource = ['arn:aws:s3:::acme-fleet', 'arn:aws:s3:::acme-fleet/*']
      const PolicyDocument = JSON.stringify({ Statement: { Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetObject'], Resource } })
      await scene.iam.send(new PutRolePolicyCommand({ RoleName: 'lab-flux-imgctrl-irsa', PolicyName: 's3', PolicyDocument }))
    },
    named: ['fail source/bucket/apps/fleet'],
    mendedBy: 'somebody',
    repair: (scene) => say(scene, bucket, stored),
  },
  {
    id: 'tenant-without-role',
    title: 'a Bucket is read as a ServiceAccount that names no role',
    onlySimulated: REALLY_FETCHED,
    break: async (scene) => {
      const metadata = { name: 'tenant', namespace: 'apps' }
      await create(scene, '/api/v1/namespaces/apps/serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata })
      await bucketIs(scene, denied, { serviceAccountName: 'tenant' })
    },
    named: ['fail object-account/apps/tenant'],
    cause: 'malformed-role-arn',
    mendedBy: 'us',
    repair: (scene) => say(scene, bucket, stored),
  },
  {
    id: 'source-out-of-reach',
    title: 'a source that has nothing to do with AWS is not fetched',
    onlySimulated: REALLY_FETCHED,
    break: (scene) =>
      seed(
        scene,
        paths.source('helmrepositories', 'podinfo'),
        'HelmRepository',
        { interval: '5m', url: 'https://stefanprodan.github.io/podinfo' },
        ready('False', 'IndexationFailed', 'failed to fetch Helm repository index: failed to cache index to temporary file: 404 Not Found'),
      ),
    named: ['fail source/helmrepository/apps/podinfo'],
    mendedBy: 'somebody',
    repair: (scene) => remove(scene, paths.source('helmrepositories', 'podinfo')),
  },
  {
    id: 'kms-denied',
    title: 'kustomize-controller has no identity to decrypt with',
    onlySimulated: REALLY_FETCHED,
    break: async (scene) => {
      const spec = {
        interval: '5m',
        path: './',
        prune: true,
        decryption: { provider: 'sops' },
        sourceRef: { kind: 'GitRepository', name: 'fleet' },
      }
      const metadata = { name: 'secrets', namespace: 'apps' }
      const path = paths.kustomization('secrets')
      await create(scene, path.slice(0, path.lastIndexOf('/')), {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata,
        spec,
      })
      await say(
        scene,
        path,
        ready(
          'False',
          'BuildFailed',
          'cannot get sops data key: failed to decrypt sops data key with AWS KMS: operation error KMS: Decrypt, get identity: get credentials: no EC2 IMDS role found',
        ),
      )
    },
    named: ['fail aws-object/kustomization/apps/secrets'],
    mendedBy: 'us',
    repair: (scene) => remove(scene, paths.kustomization('secrets')),
  },
  {
    id: 'image-of-another-partition',
    title: 'an image is in a registry of another partition',
    break: (scene) => patch(scene, paths.image('web'), { spec: { image: `${scene.accountId}.dkr.ecr.cn-north-1.amazonaws.com.cn/web` } }),
    onlySimulated: 'the registry of the lab is one of the partition aws',
    named: ['fail aws-partition/imagerepository/apps/web'],
    mendedBy: 'somebody',
    repair: (scene) => patch(scene, paths.image('web'), { spec: { image: `${scene.registry}/web` } }),
  },
]
