import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../src/model/kube.ts'
import { ACCOUNT, AUTOMATION, INSTALL, POLICY_ARN, readyCondition, REFLECTOR, ROLE_ARN, pod, serviceAccount } from './objects.ts'
import { check, describeBreaks, refusal, troubles, verifyWorld } from './run.ts'
import { healthyWorld, objectIn, tenantAccount, type World } from './world.ts'

const SOURCE = 'source-controller'
const REGISTRY = `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`
const withSource = `${INSTALL} --service-account ${REFLECTOR} --service-account ${AUTOMATION} --service-account ${SOURCE}`
const ok = readyCondition('True', 'Succeeded', 'stored artifact')

function add(world: World, kind: string, name: string, spec: object, status: object = ok): KubeObject {
  const apiVersion = 'source.toolkit.fluxcd.io/v1'
  const object = { apiVersion, kind, metadata: { name, namespace: 'apps', generation: 1 }, spec, status }
  world.objects.push(object)
  return object
}
const chart = (world: World, status?: object) => {
  add(world, 'HelmRepository', 'charts', { type: 'oci', provider: 'aws', url: `oci://${REGISTRY}/charts` }, {})
  return add(world, 'HelmChart', 'web', { chart: 'web', sourceRef: { kind: 'HelmRepository', name: 'charts' } }, status)
}
const bucket = (world: World, status?: object, spec: object = {}) =>
  add(world, 'Bucket', 'fleet', { provider: 'aws', bucketName: 'fleet', endpoint: 's3.eu-west-1.amazonaws.com', ...spec }, status)
const denied = readyCondition('False', 'BucketOperationFailed', "failed to confirm existence of 'fleet' bucket: Access Denied.")

/** source-controller runs; with the role of the others, where `carries`. */
function runs(world: World, carries: boolean): void {
  const role = pod(SOURCE)
  const bare = pod(SOURCE, [])
  world.objects.push(carries ? role : bare)
  if (carries) world.objects.push(serviceAccount(SOURCE))
}
const allow = (world: World, Action: string | string[], Resource: string) => {
  const document = world.policies.find(({ arn }) => arn === POLICY_ARN)!.document
  document.Statement = [...[document.Statement].flat(), { Effect: 'Allow', Action, Resource }]
}

describeBreaks([
  {
    name: 'a chart is denied to the role of the node',
    by: (world) => {
      runs(world, false)
      chart(
        world,
        readyCondition(
          'False',
          'ChartPullError',
          `chart pull error: could not get tags for "charts/web": response status code 403: denied: User: arn:aws:sts::${ACCOUNT}:assumed-role/prod-NodeInstanceRole-0A/i-0a1b is not authorized to perform: ecr:ListImages on resource: arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/charts/web`,
        ),
      )
    },
    troubles: ['fail oci-source/helmchart/apps/web'],
    fix: withSource,
  },
  {
    name: 'a chart is pulled with the role of the node',
    by: (world) => {
      runs(world, false)
      chart(world)
    },
    troubles: ['warn node-role'],
    says: 'HelmChart',
    fix: withSource,
  },
  {
    name: 'a Bucket is read with the role of the node, which ours could not do',
    by: (world) => {
      runs(world, false)
      bucket(world)
    },
    troubles: ['warn node-role'],
    fix: /^Give source-controller a role of its own that may do the same on arn:aws:s3:::fleet/,
  },
  {
    name: 'a chart is in a HelmRepository without provider',
    by: (world) => {
      runs(world, false)
      chart(world, readyCondition('False', 'ChartPullError', 'chart pull error: 401 Unauthorized'))
      objectIn(world, 'HelmRepository', 'charts').spec['provider'] = 'generic'
    },
    troubles: ['fail oci-provider/helmrepository/apps/charts'],
    cause: 'wrong-provider',
  },
  {
    name: 'a Bucket is denied, and source-controller has no role',
    by: (world) => {
      runs(world, false)
      bucket(world, denied)
    },
    troubles: ['fail source/bucket/apps/fleet'],
    fix: withSource,
  },
  {
    name: 'a Bucket is denied, and no policy of the role speaks of it',
    by: (world) => {
      runs(world, true)
      bucket(world, denied)
    },
    troubles: ['fail aws-permission/bucket/apps/fleet'],
    says: 's3:ListBucket',
    fix: /^aws iam put-role-policy --role-name prod-flux-imgctrl-irsa --policy-name flux-s3-read --policy-document '\{.*s3:GetObject.*arn:aws:s3:::fleet\/\*.*\}'$/,
  },
  {
    name: "a Bucket is denied by the bucket's own policy",
    by: (world) => {
      runs(world, true)
      for (const action of ['s3:List*', 's3:Get*']) allow(world, action, '*')
      bucket(world, denied)
    },
    troubles: ['fail source/bucket/apps/fleet'],
    fix: new RegExp(`allow ${ROLE_ARN} s3:ListBucket`),
  },
  {
    name: 'a Bucket of S3 is asked as nobody',
    by: (world) => {
      runs(world, true)
      bucket(world, denied, { provider: 'generic' })
    },
    troubles: ['fail source/bucket/apps/fleet'],
    cause: 'wrong-provider',
    fix: `kubectl --namespace apps patch bucket fleet --type merge --patch '{"spec":{"provider":"aws"}}'`,
  },
  {
    name: 'a repository of CodeCommit may not be pulled',
    by: (world) => {
      runs(world, true)
      const url = 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/apps'
      add(world, 'GitRepository', 'apps', { provider: 'aws', url }, readyCondition('False', 'GitOperationFailed', 'authorization failed: '))
    },
    troubles: ['fail aws-permission/gitrepository/apps/apps'],
    says: `codecommit:GitPull on arn:aws:codecommit:eu-west-1:${ACCOUNT}:apps`,
  },
  {
    name: 'a repository of CodeCommit may be pulled, and not be pushed to',
    by: (world) => {
      runs(world, true)
      allow(world, 'codecommit:GitPull', '*')
      const url = 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/apps'
      add(world, 'GitRepository', 'apps', { provider: 'aws', url })
      add(world, 'ImageUpdateAutomation', 'apps', { sourceRef: { kind: 'GitRepository', name: 'apps' } })
    },
    troubles: ['fail aws-permission/imageupdateautomation/apps/apps'],
    says: 'codecommit:GitPush',
  },
  {
    name: 'SOPS is refused by KMS',
    by: (world) => {
      add(
        world,
        'Kustomization',
        'secrets',
        { decryption: { provider: 'sops' } },
        readyCondition('False', 'BuildFailed', 'failed to decrypt sops data key with AWS KMS: AccessDeniedException: kms:Decrypt'),
      )
    },
    troubles: ['fail aws-object/kustomization/apps/secrets'],
    fix: /^flux-irsa bind flux-system\/kustomize-controller --cluster .*--policy policy.json$/,
  },
  {
    name: 'a HelmRelease is for a remote cluster that may not be described',
    by: (world) => {
      const [account, carrier] = [serviceAccount('helm-controller'), pod('helm-controller')]
      world.objects.push(account, carrier)
      const cluster = `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/stage`
      Object.assign(add(world, 'ConfigMap', 'stage', {}), { data: { provider: 'aws', cluster } })
      add(
        world,
        'HelmRelease',
        'web',
        { kubeConfig: { configMapRef: { name: 'stage' } } },
        readyCondition('False', 'Failed', 'failed to describe the cluster: AccessDenied'),
      )
    },
    troubles: ['fail aws-permission/helmrelease/apps/web'],
    says: 'eks:DescribeCluster',
  },
  {
    name: 'a Bucket is not there',
    by: (world) => {
      runs(world, true)
      for (const action of ['s3:ListBucket', 's3:GetObject']) allow(world, action, '*')
      bucket(world, readyCondition('False', 'BucketOperationFailed', "bucket 'fleet' not found"))
    },
    troubles: ['fail source/bucket/apps/fleet'],
    cause: 's3-bucket-missing',
    fix: 'aws s3api head-bucket --bucket fleet',
  },
  {
    name: "a Kustomization that is not known to ask AWS is refused a key of KMS, and explain's cause is the one",
    by: (world) => {
      const says =
        'cannot get sops data key: Error getting data key: 0 successful groups required, got 0: failed to decrypt sops data key with AWS KMS: operation error KMS: Decrypt, api error AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/prod-flux-imgctrl-irsa/1 is not authorized to perform: kms:Decrypt'
      add(world, 'Kustomization', 'secrets', { path: './' }, readyCondition('False', 'BuildFailed', says))
    },
    troubles: ['fail aws-object/kustomization/apps/secrets'],
    cause: 'kms-access',
  },
  {
    name: "the sync's own Kustomization is refused a key of KMS",
    by: (world) => {
      const sync = objectIn(world, 'Kustomization', 'flux-system')
      sync.spec['decryption'] = { provider: 'sops' }
      const says =
        'failed to decrypt sops data key with AWS KMS: operation error KMS: Decrypt, api error AccessDeniedException: not authorized to perform: kms:Decrypt'
      sync.status = readyCondition('False', 'BuildFailed', says)
    },
    troubles: ['fail kustomization'],
    cause: 'kms-access',
    fix: /^flux-irsa bind flux-system\/kustomize-controller --cluster .*--policy policy.json$/,
  },
  {
    name: 'a Bucket names a ServiceAccount that is not there',
    by: (world) => {
      runs(world, false)
      bucket(world, denied, { serviceAccountName: 'tenant' })
    },
    troubles: ['fail object-account/apps/tenant'],
    fix: 'flux-irsa bind apps/tenant --cluster prod --region eu-west-1 --policy policy.json',
  },
  {
    name: 'an image is scanned as a ServiceAccount that names no role',
    by: (world) => {
      objectIn(world, 'ImageRepository', 'app-0').spec['serviceAccountName'] = 'tenant'
      const account = tenantAccount(world)
      account.metadata.annotations = {}
      world.objects.push(account)
    },
    troubles: ['fail object-account/apps/tenant'],
    cause: 'malformed-role-arn',
    fix: `flux-irsa bind apps/tenant --cluster prod --region eu-west-1 --ecr-read arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/apps/app-0`,
  },
  {
    name: 'the role of such a ServiceAccount trusts another',
    by: (world) => {
      objectIn(world, 'ImageRepository', 'app-0').spec['serviceAccountName'] = 'tenant'
      tenantAccount(world, 'other')
      world.objects.push(tenantAccount(world))
      world.roles.find(({ name }) => name === 'tenant')!.trust = world.roles.find(({ name }) => name === 'other')!.trust
    },
    troubles: ['fail object-account/apps/tenant'],
    cause: 'trust-policy-mismatch',
  },
  {
    name: 'the role of such a ServiceAccount is of another account, and its object is not Ready',
    by: (world) => {
      const image = objectIn(world, 'ImageRepository', 'app-0')
      image.spec['serviceAccountName'] = 'tenant'
      const account = tenantAccount(world)
      account.metadata.annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::999988887777:role/tenant' }
      world.objects.push(account)
      image.status = readyCondition('False', 'ReadOperationFailed', 'scan failed: something else')
    },
    troubles: ['unknown object-account/apps/tenant', 'fail image/apps/app-0'],
  },
  {
    name: 'the role of such a ServiceAccount may not read the bucket',
    by: (world) => {
      runs(world, false)
      bucket(world, denied, { serviceAccountName: 'tenant' })
      world.objects.push(tenantAccount(world))
    },
    troubles: ['fail aws-permission/bucket/apps/fleet'],
    fix: /^aws iam put-role-policy --role-name tenant --policy-name flux-s3-read /,
  },
  {
    name: 'an image is in another partition than the role',
    by: (world) => {
      objectIn(world, 'ImageRepository', 'app-0').spec['image'] = `${ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn/apps/app-0`
      objectIn(world, 'ImageRepository', 'app-0').status = readyCondition(
        'False',
        'ReadOperationFailed',
        'UnrecognizedClientException: security token is invalid',
      )
    },
    troubles: ['fail aws-partition/imagerepository/apps/app-0'],
    says: 'aws-cn',
    fix: 'kubectl --namespace apps edit imagerepository app-0',
  },
  {
    name: 'a chart is in another partition than the role',
    by: (world) => {
      runs(world, true)
      chart(world, readyCondition('False', 'ChartPullError', 'chart pull error: 403 Forbidden'))
      objectIn(world, 'HelmRepository', 'charts').spec['url'] = `oci://${ACCOUNT}.dkr.ecr.eusc-de-east-1.amazonaws.eu/charts`
    },
    troubles: ['fail aws-partition/helmchart/apps/web'],
    says: 'aws-eusc',
  },
])

describe('what is well', () => {
  it('is a Bucket that its own policy opens to the role, or a Secret of keys', async () => {
    const world = healthyWorld()
    runs(world, true)
    bucket(world)
    add(world, 'Bucket', 'minio', { provider: 'generic', bucketName: 'b', endpoint: 'minio.acme.test', secretRef: { name: 'keys' } })
    const report = await verifyWorld(world)
    expect(troubles(report)).toEqual([])
    expect(check(report, 'aws-permission/bucket/apps/fleet').message).toContain('the policy of the bucket must allow it')
    expect(check(report, 'source/bucket/apps/minio').status).toBe('pass')
  })

  it('is a cluster that serves none of the kinds', async () => {
    const world = healthyWorld()
    world.unserved = ['HelmRepository', 'HelmChart', 'Bucket', 'OCIRepository', 'ExternalArtifact', 'ArtifactGenerator', 'HelmRelease']
    expect(troubles(await verifyWorld(world))).toEqual([])
  })

  it('is a login with a Secret, or as a ServiceAccount that the object names', async () => {
    const world = healthyWorld()
    runs(world, false)
    bucket(world, ok, { serviceAccountName: 'tenant' })
    world.objects.push(tenantAccount(world))
    for (const [Action, Resource] of [
      ['s3:ListBucket', 'arn:aws:s3:::fleet'],
      ['s3:GetObject', 'arn:aws:s3:::fleet/*'],
    ] as const)
      world.inline[Action] = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource } }
    add(world, 'OCIRepository', 'theirs', { url: `oci://${REGISTRY}/x`, secretRef: { name: 'login' } })
    expect(troubles(await verifyWorld(world))).toEqual([])
  })
})

it('a role that may not be read, or is of another account, is no pass by itself: its Ready objects are', async () => {
  const world = healthyWorld()
  objectIn(world, 'ImageRepository', 'app-0').spec['serviceAccountName'] = 'tenant'
  const account = tenantAccount(world)
  account.metadata.annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::999988887777:role/tenant' }
  world.objects.push(account)
  const report = await verifyWorld(world)
  expect(check(report, 'object-account/apps/tenant')).toMatchObject({ status: 'pass', message: expect.stringContaining('is Ready') })
})

it('a kind that may not be listed is unknown, never green', async () => {
  const world = healthyWorld()
  world.refusals['list Bucket'] = refusal('kube-forbidden', 'list buckets is forbidden')
  const report = await verifyWorld(world)
  expect(troubles(report)).toEqual(['unknown source'])
  expect(check(report, 'source').cause).toBe('rbac-forbidden')
})

it('each kind is listed once, and two thousand charts cost no call more', async () => {
  const count = async (charts: number) => {
    const world = healthyWorld()
    runs(world, true)
    chart(world)
    for (let n = 0; n < charts; n++)
      add(world, 'HelmChart', `web-${n}`, { chart: 'web', sourceRef: { kind: 'HelmRepository', name: 'charts' } })
    const report = await verifyWorld(world)
    expect(report.verdict).toBe('pass')
    const lists = world.calls.filter((call) => call.startsWith('list '))
    expect(new Set(lists).size).toBe(lists.length)
    return world.calls.length
  }
  expect(await count(2000)).toBe(await count(1))
})
