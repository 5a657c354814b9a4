import { expect, test } from 'vitest'
import type { KubeObject } from '../../../src/model/kube.ts'
import { applyPatches } from '../../../src/sandbox/actors/kustomize.ts'

const account = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'flux-system' } })
const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'source-controller' },
  spec: { template: { spec: { containers: [{ name: 'manager', image: 'x', args: ['a'], env: [{ name: 'A', value: '1' }] }] } } },
}
const SMP = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: any\n  annotations:\n    eks.amazonaws.com/role-arn: arn\n'
const annotations = (objects: KubeObject[]) => objects.map(({ metadata }) => metadata.annotations?.['eks.amazonaws.com/role-arn'])

test('a merge patch reaches the accounts that its target matches', () => {
  const target = { kind: 'ServiceAccount', name: '(image-reflector-controller|source-controller)' }
  const objects = [account('image-reflector-controller'), account('source-controller'), account('kustomize-controller')]
  expect(annotations(applyPatches(objects, [{ patch: SMP, target }]))).toEqual(['arn', 'arn', undefined])
})

test('a target with a namespace matches nothing', () => {
  const target = { kind: 'ServiceAccount', name: 'source-controller', namespace: 'flux-system' }
  expect(annotations(applyPatches([account('source-controller')], [{ patch: SMP, target }]))).toEqual([undefined])
})

test('a JSON patch may add an annotation where there is none yet', () => {
  const patch = '- op: add\n  path: /metadata/annotations/eks.amazonaws.com~1role-arn\n  value: arn\n'
  expect(annotations(applyPatches([account('a')], [{ patch, target: { kind: 'ServiceAccount', name: 'a' } }]))).toEqual(['arn'])
})

test('a JSON patch that does not fit is told in kustomize words', () => {
  const patch = '[{"op":"replace","path":"/spec/nothing/here","value":1}]'
  expect(() => applyPatches([account('a')], [{ patch, target: { kind: 'ServiceAccount' } }])).toThrow(
    /^replace operation does not apply: doc is missing/,
  )
})

test('lists of containers and variables merge by name', () => {
  const patch = JSON.stringify({ spec: { template: { spec: { containers: [{ name: 'manager', env: [{ name: 'B', value: '2' }] }] } } } })
  const [patched] = applyPatches([deployment], [{ patch, target: { kind: 'Deployment' } }])
  const { containers } = ((patched ?? deployment)['spec'] as { template: { spec: { containers: { env: object[] }[] } } }).template.spec
  expect(containers).toMatchObject([{ name: 'manager', image: 'x', args: ['a'] }])
  expect(containers[0]?.env).toHaveLength(2)
  expect(containers[0]?.env).toEqual(
    expect.arrayContaining([
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ]),
  )
})

test('without a target a merge patch names its object itself', () => {
  const patch = 'kind: ServiceAccount\nmetadata:\n  name: b\n  annotations:\n    eks.amazonaws.com/role-arn: arn\n'
  expect(annotations(applyPatches([account('a'), account('b')], [{ patch }]))).toEqual([undefined, 'arn'])
})
