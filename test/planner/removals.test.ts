import { describe, expect, test } from 'vitest'
import { MARKS, TAG_CLUSTER } from '../../src/domain/ownership.ts'
import { resolveNeeds } from '../../src/engine/graph.ts'
import type { Action } from '../../src/model/plan.ts'
import type { Removal } from '../../src/model/resource.ts'
import type { World } from '../../src/model/world.ts'
import { RESOURCES } from '../../src/resources/table.ts'
import { emptyWorld, installedWorld } from './worlds.ts'

const ALL: Removal = { onlyIrsa: false, deleteOidcProvider: true }
const ONLY_IRSA: Removal = { onlyIrsa: true, deleteOidcProvider: false }

function removals(world: World, removal: Removal): Action[] {
  return resolveNeeds(
    RESOURCES.flatMap((resource) => resource.planRemoval(world, removal)),
    RESOURCES,
  )
}

/** Names of the kinds of things that would go or change. */
function gone(world: World, removal: Removal): string[] {
  const acts = removals(world, removal).filter(({ kind }) => kind !== 'keep')
  return [...new Set(acts.map(({ kind, resource }) => `${kind} ${resource}`))].toSorted()
}

/** An order in which the plan can be carried out, by resource. */
function order(actions: Action[]): string[] {
  const [left, done]: [Action[], string[]] = [[...actions], []]
  while (left.length > 0) {
    const next = left.findIndex(({ needs }) => needs.every((need) => done.includes(need)))
    if (next < 0) throw new Error(`a circle among ${left.map(({ id }) => id).join(', ')}`)
    done.push(...left.splice(next, 1).map(({ id }) => id))
  }
  return done
}

test('where nothing of ours is, nothing goes', () => {
  expect(removals(emptyWorld(), ALL)).toEqual([])
})

test('all that an install left goes', async () => {
  expect(gone(await installedWorld(), ALL)).toEqual([
    'remove iam-policy',
    'remove iam-role',
    'remove instance-release',
    'remove namespace',
    'remove oidc-provider',
    'remove operator-release',
    'remove service-account',
  ])
})

test('with --only irsa Flux stays', async () => {
  const kinds = gone(await installedWorld(), ONLY_IRSA)
  expect(kinds).toContain('remove iam-role')
  expect(kinds.filter((kind) => /remove (instance|operator|namespace|oidc)/.test(kind))).toEqual([])
})

test('the instance goes while its operator lives, and IAM goes after all that works in the cluster', async () => {
  const steps = order(removals(await installedWorld(), ALL))
  const at = (id: string) => steps.findIndex((step) => step.startsWith(id))
  expect(at('instance-release')).toBeLessThan(at('operator-release'))
  const inCluster = ['operator-release', 'service-account'].map(at)
  expect(Math.max(...inCluster)).toBeLessThan(Math.min(at('iam-policy'), at('namespace')))
  // The role's tags are all that the next run finds the policy by.
  expect(at('iam-policy')).toBeLessThan(at('iam-role'))
})

describe('what is not ours stays', () => {
  type Foreign = (world: World) => void
  test.for<[name: string, make: Foreign, stays: RegExp]>([
    ['a role without our tag', (world) => void (world.candidates[0]!.tags = {}), /iam-role/],
    [
      'a role of another cluster',
      (world) => void (world.candidates[0]!.tags[TAG_CLUSTER] = 'arn:aws:eks:us-east-1:1:cluster/lab'),
      /iam-role/,
    ],
    ['a role of bind', (world) => void (world.candidates[0]!.tags = { [MARKS.binding.tag]: world.cluster.arn }), /iam-role/],
    ['a policy without our tag', (world) => void ([...world.policies.values()][0]!.tags = {}), /iam-policy/],
    ['a provider without our tag', (world) => void (world.provider!.tags = {}), /oidc-provider/],
    ['releases without our label', (world) => world.releases.forEach((release) => (release.labels = {})), /-release/],
    ['a namespace without our annotation', (world) => void (world.namespace!.metadata.annotations = {}), /namespace/],
    [
      'a namespace whose annotation somebody else holds',
      (world) => void (world.namespace!.metadata.managedFields = [{ manager: 'kubectl', operation: 'Update' }]),
      /namespace/,
    ],
    [
      'annotations that somebody else holds',
      (world) => {
        for (const { metadata } of world.serviceAccounts) metadata.managedFields = [{ manager: 'eksctl', operation: 'Update' }]
      },
      /service-account/,
    ],
  ])('%s', async ([, make, stays]) => {
    const world = await installedWorld()
    make(world)
    expect(gone(world, ALL).filter((kind) => stays.test(kind))).toEqual([])
  })

  test('a provider that other roles trust', async () => {
    const world = await installedWorld()
    world.roles = [...world.roles, { name: 'others', arn: 'arn:aws:iam::111122223333:role/others', trust: world.roles[0]!.trust }]
    expect(gone(world, ALL)).not.toContain('remove oidc-provider')
  })

  test('a provider that nobody asked to remove', async () => {
    expect(gone(await installedWorld(), { ...ALL, deleteOidcProvider: false })).not.toContain('remove oidc-provider')
  })
})
