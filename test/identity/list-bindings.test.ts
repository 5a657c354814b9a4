import { expect, test } from 'vitest'
import { listBindings } from '../../src/identity/binding/list-bindings.ts'
import type { KubeObject } from '../../src/model/kube.ts'
import type { ReadPorts } from '../../src/model/ports.ts'
import type { Place } from '../../src/model/world.ts'

const ACCOUNT = '111122223333'
const roleArn = (n: number) => `arn:aws:iam::${ACCOUNT}:role/app-${n}`
const place = {
  cluster: { name: 'prod', arn: `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/prod`, issuer: 'https://oidc.example/id/A', endpoint: '' },
  caller: { account: ACCOUNT, arn: '' },
  region: 'eu-west-1',
  partition: 'aws',
} as unknown as Place

const account = (n: number): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: `app-${n}`, namespace: 'apps', annotations: { 'eks.amazonaws.com/role-arn': roleArn(n) } },
})

/** Counts how often anybody looks whose a pod is. */
function podsThatCount(count: number): { pods: KubeObject[]; looked: () => number } {
  let looks = 0
  const pods = Array.from({ length: count }, (_, n) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `app-${n}-0`, namespace: 'apps' },
    get spec() {
      looks++
      return { serviceAccountName: `app-${n}`, containers: [] }
    },
    status: { phase: 'Running' },
  }))
  return { pods, looked: () => looks }
}

test('a list of a thousand bindings asks once for each role, and looks at each pod a few times', async () => {
  const asked: string[] = []
  const { pods, looked } = podsThatCount(1_000)
  const objects: Record<string, KubeObject[]> = { ServiceAccount: Array.from({ length: 1_000 }, (_, n) => account(n)), Pod: pods }
  const role = (name: string) => ({
    name,
    arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    id: name,
    path: '/',
    tags: {},
    trust: { Statement: [] },
  })
  const ports = {
    kube: { list: ({ kind }: { kind: string }) => Promise.resolve(objects[kind]) },
    aws: { roleItself: (name: string) => (asked.push(name), Promise.resolve(role(name))) },
  } as unknown as ReadPorts
  const { bindings } = await listBindings(ports, place)
  expect(bindings).toHaveLength(1_000)
  expect(bindings.every(({ pods: { without } }) => without === 1)).toBe(true)
  expect(asked).toHaveLength(1_000)
  expect(looked()).toBeLessThan(10 * 1_000)
})
