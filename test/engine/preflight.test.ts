import { expect, test } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import type { Action } from '../../src/model/plan.ts'
import { requireRights, rightText } from '../../src/engine/preflight.ts'
import { rightsFor } from '../../src/engine/rights.ts'
import type { ResourceName } from '../../src/model/resource-names.ts'
import { RESOURCES } from '../../src/resources/table.ts'
import { chartDigest, type Chart } from '../../src/sandbox/helm/catalogue.ts'
import { objectsOf, render } from '../../src/sandbox/helm/manifest.ts'
import { pluralOf } from '../../src/sandbox/actors/object-path.ts'
import { splitApiVersion } from '../../src/sandbox/kube/kinds.ts'
import type { AccessQuestion, KubeReader } from '../../src/model/kube.ts'

const actionOf = (resource: ResourceName, kind: Action['kind']): Action => ({
  id: resource,
  resource,
  name: resource,
  kind,
  needs: [],
  changes: [],
})
const SERVICE_ACCOUNT = [actionOf('service-account', 'create')]

/** A cluster that allows what `allowed` says, and remembers what it was asked. */
function clusterThat(allowed: (question: AccessQuestion) => boolean): { kube: KubeReader; asked: string[]; mostAtOnce: () => number } {
  const asked: string[] = []
  let [now, most] = [0, 0]
  const mayI = async (question: AccessQuestion) => {
    asked.push(rightText(question))
    most = Math.max(most, ++now)
    await Promise.resolve()
    now--
    return { allowed: allowed(question) }
  }
  return { kube: { mayI } as unknown as KubeReader, asked, mostAtOnce: () => most }
}

test('who may do everything is asked one question', async () => {
  const { kube, asked } = clusterThat(() => true)
  await requireRights(kube, SERVICE_ACCOUNT, ['flux-system'], RESOURCES)
  expect(asked).toEqual(['* *.* in the whole cluster'])
})

test('who has just the rights that are needed is let through, and they are asked for side by side', async () => {
  const { kube, asked, mostAtOnce } = clusterThat((question) => question.verb !== '*')
  await requireRights(kube, SERVICE_ACCOUNT, ['flux-system'], RESOURCES)
  expect(asked).toContain('create serviceaccounts in flux-system')
  expect(mostAtOnce()).toBe(asked.length - 1)
})

test('all missing rights are named at once, with a command that shows the first', async () => {
  const { kube } = clusterThat(({ verb, resource }) => verb !== '*' && resource !== 'serviceaccounts')
  const failure = await requireRights(kube, SERVICE_ACCOUNT, ['flux-system'], RESOURCES).catch((error: unknown) => error as Failure)
  expect(failure).toMatchObject({
    code: 'missing-rights',
    exitCode: 1,
    fix: 'kubectl auth can-i create serviceaccounts --namespace flux-system',
    message:
      'nothing was changed: the caller lacks Kubernetes rights that this needs: create serviceaccounts in flux-system, patch serviceaccounts/service-account in flux-system',
  })
})

test('nothing is asked for that the plan does not do', () => {
  const questions = rightsFor([actionOf('iam-role', 'update'), actionOf('namespace', 'keep')], ['flux-system'], RESOURCES)
  expect(new Set(questions.map((question) => question.resource))).toEqual(new Set(['leases']))
})

test.each([
  ['namespace', 'create'],
  ['namespace', 'remove'],
  ['service-account', 'create'],
  ['service-account', 'update'],
  ['service-account', 'remove'],
  ['git-secret', 'create'],
  ['git-secret', 'update'],
  ['git-secret', 'remove'],
  ['operator-release', 'create'],
  ['operator-release', 'update'],
  ['operator-release', 'remove'],
  ['instance-release', 'create'],
  ['instance-release', 'update'],
  ['instance-release', 'remove'],
  ['pods', 'restart'],
] as const)('to %s/%s belong rights of its own', (resource, kind) => {
  const lockAlone = rightsFor([], ['flux-system'], RESOURCES).length
  expect(rightsFor([actionOf(resource, kind)], ['flux-system'], RESOURCES).length).toBeGreaterThan(lockAlone)
})

test.each(['0.32.0', '0.58.1'])('all that the chart of operator %s makes is asked for, to install and to remove', (version) => {
  const digest = chartDigest('flux-operator', version)
  const chart: Chart = { name: 'flux-operator', version, appVersion: `v${version}`, digest, pulled: '' }
  const objects = objectsOf(render(chart, { name: 'flux-operator', namespace: 'flux-system' }, {}))
  const plurals = new Set(objects.map(({ apiVersion, kind }) => `${pluralOf(kind)}.${splitApiVersion(apiVersion)[0]}`))
  const verbsOn = (kind: Action['kind'], plural: string) =>
    rightsFor([actionOf('operator-release', kind)], ['flux-system'], RESOURCES)
      .filter(({ resource, group }) => `${resource}.${group}` === plural)
      .map(({ verb }) => verb)
  for (const plural of plurals) {
    expect(verbsOn('create', plural), plural).toEqual(expect.arrayContaining(['create', 'patch']))
    if (!plural.startsWith('customresourcedefinitions')) expect(verbsOn('remove', plural), plural).toContain('delete')
  }
  // The API server lets nobody put into a role what he does not hold, short of this verb.
  if (objects.some(({ kind }) => kind === 'ClusterRole'))
    expect(verbsOn('create', 'clusterroles.rbac.authorization.k8s.io')).toContain('escalate')
})
