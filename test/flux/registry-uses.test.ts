import { expect, test } from 'vitest'
import { ecrPolicy } from '../../src/domain/permissions-policy.ts'
import { cutOffBy, observeRegistryUses } from '../../src/flux/registry-uses.ts'
import type { Desired } from '../../src/model/desired.ts'
import type { KubeObject, KubeReader } from '../../src/model/kube.ts'
import type { Place, World } from '../../src/model/world.ts'

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com'
const PLACE = { caller: { account: '123456789012', arn: '' }, region: 'eu-west-1', partition: 'aws' } as Place
const object = (kind: string, name: string, spec: object): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { namespace: 'apps', name },
  spec,
})
const OBJECTS = [
  object('ImageRepository', 'web', { image: `${HOST}/web`, provider: 'aws' }),
  object('ImageRepository', 'own', { image: `${HOST}/own`, provider: 'aws', serviceAccountName: 'puller' }),
  object('OCIRepository', 'manifests', { url: `oci://${HOST}/manifests`, provider: 'aws' }),
  object('OCIRepository', 'generic', { url: `oci://${HOST}/generic` }),
  object('HelmRepository', 'charts', { url: `oci://${HOST}/charts`, type: 'oci', provider: 'aws' }),
  object('HelmRepository', 'used', { url: `oci://${HOST}/used`, type: 'oci', provider: 'aws' }),
  object('HelmChart', 'app', { chart: 'app', sourceRef: { kind: 'HelmRepository', name: 'used' } }),
]
const kube = { list: ({ kind }: { kind: string }) => Promise.resolve(OBJECTS.filter((one) => one.kind === kind)) } as unknown as KubeReader

async function leftOut(repositories: string[], controllers = ['image-reflector-controller', 'source-controller']): Promise<string[]> {
  const repositoryArns = repositories.map((name) => `arn:aws:ecr:eu-west-1:123456789012:repository/${name}`)
  const document = ecrPolicy({ access: 'minimal', repositoryArns, pullsLayers: true })
  const serviceAccounts = controllers.map((name) => ({ namespace: 'flux-system', name, create: false }))
  const desired = { identities: [{ policy: { document }, serviceAccounts }] } as unknown as Desired
  const notices = cutOffBy(desired, { registryUses: await observeRegistryUses(kube, PLACE) } as World)
  return notices.map((text) => /which (\S+ \S+) reads/.exec(text)?.[1] ?? text)
}

test.each([
  [['*'], []],
  [['web', 'manifests', 'charts/*', 'used/*'], []],
  [['web', 'manifests', 'charts/one', 'used/app'], []],
  [
    ['web', 'used/other'],
    ['OCIRepository apps/manifests', 'HelmChart apps/app', 'HelmRepository apps/charts'],
  ],
  [['manifests', 'cha*', 'used/a*'], ['ImageRepository apps/web']],
])('%j leaves out %j', async (repositories, expected) => {
  expect(await leftOut(repositories)).toEqual(expected)
})

test('what a controller without our role reads is no matter of our policy', async () => {
  expect(await leftOut(['x'], ['image-reflector-controller'])).toEqual(['ImageRepository apps/web'])
})
