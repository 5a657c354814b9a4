import { describe, expect, test } from 'vitest'
import { MARKS, ROLE_ARN_ANNOTATION, TAG_CLUSTER } from '../../src/domain/ownership.ts'
import { resolveNeeds } from '../../src/engine/graph.ts'
import type { Action } from '../../src/model/plan.ts'
import type { World } from '../../src/model/world.ts'
import { RESOURCES } from '../../src/resources/table.ts'
import { desiredFor, emptyWorld, installedWorld, objectOf, podOf } from './worlds.ts'

const MARK: Record<Action['kind'], string> = { create: '+', update: '~', keep: '=', remove: '-', restart: '↻', conflict: '!' }

/** The plan as a person reads it: a line for each action that is not merely kept, with the paths that change. */
async function planFor(world: World, args: string[] = []): Promise<string[]> {
  return lines((await actionsFor(world, args)).filter(({ kind }) => kind !== 'keep'))
}

async function actionsFor(world: World, args: string[]): Promise<Action[]> {
  const { desired } = await desiredFor(world, args)
  return resolveNeeds(
    RESOURCES.flatMap((resource) => resource.plan(desired, world)),
    RESOURCES,
  )
}

function lines(actions: Action[]): string[] {
  return actions.map(({ kind, id, changes }) =>
    [`${MARK[kind]} ${id}`, ...(kind === 'create' ? [] : changes.map(({ path }) => path))].join(' '),
  )
}

const GIT = ['--git-url', 'https://github.com/acme/fleet', '--git-secret', 'mine']

test('in an empty cluster everything is created, and nothing else', async () => {
  expect(await planFor(emptyWorld())).toMatchInlineSnapshot(`
    [
      "+ oidc-provider",
      "+ iam-role",
      "+ iam-policy",
      "+ policy-attachment",
      "+ namespace",
      "+ service-account/image-automation-controller",
      "+ service-account/image-reflector-controller",
      "+ operator-release",
      "+ instance-release",
      "+ pods/image-automation-controller",
      "+ pods/image-reflector-controller",
    ]
  `)
})

test.for([
  ['the defaults', []],
  ['a repository', ['--repository', 'apps/*']],
  ['several controllers', ['--service-account', 'source-controller', '--service-account', 'image-reflector-controller']],
  ['a role each', ['--role-per-service-account']],
  ['a boundary', ['--permissions-boundary', 'arn:aws:iam::111122223333:policy/limit']],
  ['other names and a path', ['--name-prefix', 'team', '--path', '/flux/']],
] as const)('what an install with %s left is kept by the same install, and by one that names nothing', async ([, args]) => {
  const world = await installedWorld([...args])
  expect(await planFor(world, [...args])).toEqual([])
  expect(await planFor(world)).toEqual([])
})

describe('what was changed by others is set right, and that alone', () => {
  type Break = (world: World) => void
  const role = (world: World) => world.candidates[0]!
  test.for<[name: string, breaks: Break, plan: string[]]>([
    ['the provider is gone', (world) => void (world.provider = undefined), ['+ oidc-provider']],
    ['the provider lost its client id', (world) => void (world.provider!.clientIds = ['other']), ['~ oidc-provider clientIds']],
    ['the policy is gone', (world) => world.policies.clear(), ['+ iam-policy']],
    ['the policy is detached', (world) => void (role(world).attached = []), ['+ policy-attachment']],
    ['the role is gone', (world) => void (world.candidates = world.roles = []), ['+ iam-role', '+ policy-attachment']],
    ['a tag is gone', (world) => void delete role(world).tags['flux-irsa:policy'], ['~ iam-role tags.flux-irsa:policy']],
    [
      'an annotation is gone',
      (world) =>
        void (world.serviceAccounts[0]!.metadata = { ...objectOf('ServiceAccount', world.serviceAccounts[0]!.metadata.name).metadata }),
      [`~ service-account/image-automation-controller annotations.${ROLE_ARN_ANNOTATION} annotations.flux-irsa/grant`],
    ],
    ['a ServiceAccount is gone', (world) => void world.serviceAccounts.pop(), ['+ service-account/image-reflector-controller']],
    [
      'a pod was born without the identity',
      (world) => void (world.pods[1] = podOf('image-reflector-controller')),
      ['↻ pods/image-reflector-controller identity'],
    ],
    ['the operator release failed', (world) => void (world.releases[0]!.status = 'failed'), ['~ operator-release status']],
    [
      'the operator is scaled away',
      (world) => void (world.operator!['spec'] = { replicas: 0 }),
      ['~ operator-release Deployment.spec.replicas'],
    ],
    ['the operator Deployment is gone', (world) => void (world.operator = undefined), ['~ operator-release Deployment']],
    [
      'the instance is gone',
      (world) => {
        world.releases.pop()
        world.instance = undefined
      },
      ['+ instance-release'],
    ],
    [
      'the instance is paused',
      (world) => void (world.instance!.metadata.annotations = { 'fluxcd.controlplane.io/reconcile': 'disabled' }),
      ['~ instance-release annotations.fluxcd.controlplane.io/reconcile'],
    ],
  ])('%s', async ([, breaks, plan]) => {
    const world = await installedWorld()
    breaks(world)
    expect(await planFor(world)).toEqual(plan)
  })
})

describe('what others own is a conflict that names them, and no write', () => {
  type Break = (world: World) => void
  test.for<[name: string, breaks: Break, id: string, reason: RegExp]>([
    ['a role without our tag', (world) => void (world.candidates[0]!.tags = {}), 'iam-role', /was not made by flux-irsa/],
    [
      'a role of another cluster',
      (world) => void (world.candidates[0]!.tags[TAG_CLUSTER] = 'arn:aws:eks:us-east-1:111122223333:cluster/lab'),
      'iam-role',
      /belongs to another cluster: arn:aws:eks:us-east-1/,
    ],
    [
      'a role of bind',
      (world) => void (world.candidates[0]!.tags = { [MARKS.binding.tag]: world.cluster.arn }),
      'iam-role',
      /was made by flux-irsa bind/,
    ],
    ['a policy of somebody else', (world) => void ([...world.policies.values()][0]!.tags = {}), 'iam-policy', /was not made by flux-irsa/],
    [
      'an annotation of eksctl',
      (world) => {
        const annotations = { [ROLE_ARN_ANNOTATION]: 'arn:aws:iam::111122223333:role/eksctl-made' }
        world.serviceAccounts = [objectOf('ServiceAccount', 'image-reflector-controller', { annotations }, {}, 'eksctl')]
      },
      'service-account/image-reflector-controller',
      /held by eksctl: arn:aws:iam::111122223333:role\/eksctl-made/,
    ],
    ['a FluxInstance without our release', (world) => void world.releases.pop(), 'instance-release', /was not made by flux-irsa/],
    ['a release of somebody else', (world) => void (world.releases[1]!.labels = {}), 'instance-release', /was not made by flux-irsa/],
  ])('%s', async ([, breaks, id, reason]) => {
    const world = await installedWorld()
    breaks(world)
    const conflict = (await actionsFor(world, [])).find((action) => action.id === id)
    expect(conflict).toMatchObject({ kind: 'conflict', reason: expect.stringMatching(reason) as string })
    expect(conflict?.fix).toBeTruthy()
  })
})

describe('another wish changes what hangs on it, in an order that leaves nobody without access', () => {
  test('a narrower grant is a new policy document', async () => {
    expect(await planFor(await installedWorld(), ['--repository', 'apps/main'])).toMatchInlineSnapshot(`
      [
        "~ iam-role tags.flux-irsa:grant",
        "~ iam-policy document.EcrRead.Resource",
        "~ service-account/image-automation-controller annotations.flux-irsa/grant",
        "~ service-account/image-reflector-controller annotations.flux-irsa/grant",
      ]
    `)
  })

  test('a new role is made before the pods change over, and the old one goes last', async () => {
    const actions = await actionsFor(await installedWorld(), ['--role-name', 'other'])
    const at = (id: string) => actions.find((action) => action.id.startsWith(id))
    expect(lines(actions.filter(({ kind }) => kind !== 'keep'))).toMatchInlineSnapshot(`
      [
        "+ iam-role",
        "- old-role/lab-flux-imgctrl-irsa",
        "+ policy-attachment",
        "~ service-account/image-automation-controller annotations.eks.amazonaws.com/role-arn",
        "~ service-account/image-reflector-controller annotations.eks.amazonaws.com/role-arn",
        "~ instance-release values.instance.kustomize.patches spec.kustomize.patches",
        "↻ pods/image-automation-controller identity",
        "↻ pods/image-reflector-controller identity",
      ]
    `)
    expect(at('old-role/')?.needs).toContain('pods/image-reflector-controller')
  })

  test('a controller more is annotated and its pod replaced', async () => {
    const more = ['--service-account', 'image-reflector-controller', '--service-account', 'source-controller']
    expect(await planFor(await installedWorld(), more)).toMatchInlineSnapshot(`
      [
        "~ iam-role trust.FluxIrsa.Condition.StringEquals.oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E:sub tags.flux-irsa:grant",
        "~ iam-policy document.EcrRead.Action",
        "~ service-account/image-reflector-controller annotations.flux-irsa/grant",
        "+ service-account/source-controller",
        "- old-service-account/image-automation-controller annotations.eks.amazonaws.com/role-arn",
        "~ instance-release values.instance.kustomize.patches spec.kustomize.patches",
        "+ pods/source-controller",
        "↻ pods/image-automation-controller identity",
      ]
    `)
  })

  test('an existing Secret is named to Flux and not touched', async () => {
    const world = await installedWorld()
    world.secrets.set('mine', objectOf('Secret', 'mine', {}, { data: { username: 'YQ==', password: 'Yg==' } }, 'kubectl'))
    expect(await planFor(world, GIT)).toMatchInlineSnapshot(`
      [
        "~ instance-release values.instance.sync spec.sync.kind spec.sync.url spec.sync.ref spec.sync.path spec.sync.pullSecret",
      ]
    `)
  })

  test('a name that only differs in case is the same role: IAM tells no difference', async () => {
    const world = await installedWorld()
    expect(await planFor(world, ['--role-name', world.candidates[0]!.name.toUpperCase()])).not.toContain('+ iam-role')
  })
})

test('a repository of another partition is refused before anything is written: no role reaches it', async () => {
  const actions = await actionsFor(emptyWorld(), ['--repository', 'arn:aws-cn:ecr:cn-north-1:111122223333:repository/apps'])
  expect(actions.filter(({ kind }) => kind === 'conflict').map(({ id, reason }) => [id, reason])).toEqual([
    ['iam-policy', expect.stringMatching(/^arn:aws-cn:ecr:.* is in another partition than the cluster \(aws\)/)],
  ])
})
