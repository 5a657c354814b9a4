import { describe, expect, test } from 'vitest'
import { credentialsFix } from '../../src/checks/sources/git-sync.ts'
import { editFix, providerFix, resumeFix } from '../../src/checks/sources/object-fixes.ts'
import { bindInvocation, invocationOf, repeated } from '../../src/cli/next-command.ts'
import { CAUSES } from '../../src/diagnosis/causes/all.ts'
import { explain } from '../../src/diagnosis/explain.ts'
import { identityFor } from '../../src/diagnosis/controller.ts'
import { namesIn, type Names } from '../../src/diagnosis/names.ts'
import { RENDERERS } from '../../src/render/formats.ts'
import { sourceFiles } from '../architecture/source-files.ts'
import { verifyWorld } from '../checks/run.ts'
import { healthyWorld, type World } from '../checks/world.ts'
import { EMPTY, rendered } from '../render/sample.ts'
import { HOSTILE, pasted } from './pasted.ts'

const SHELLS = ['bash', 'sh'] as const

test('the test sees what runs, and what is taken for an option', () => {
  const runs = ['kubectl get pod x$(pwned)', "Ask the owner's 'x;pwned;' why it's so"]
  const options = ['git ls-remote -opwned', "git ls-remote '--pwned=x'"]
  expect(pasted([...runs, ...options, 'git ls-remote -- -opwned', "kubectl get pod 'x$(pwned)'"], 'sh')).toEqual([...runs, ...options])
})

describe.each(SHELLS)('pasted into %s, nothing runs', (shell) => {
  test('of any cause, whatever its names are', () => {
    const keys = Object.keys(namesIn([])) as (keyof Names)[]
    const texts = HOSTILE.flatMap((hostile) => {
      const names = Object.fromEntries(keys.map((key) => [key, hostile])) as Names
      // A command of our own, which is quoted where it is made.
      names.install = identityFor(hostile, hostile)
      return CAUSES.map((cause) => cause.fix(names))
    })
    expect(pasted(texts, shell)).toEqual([])
  })

  test('of what explain answers to an object with such names', async () => {
    const texts: string[] = []
    for (const hostile of HOSTILE) {
      for (const message of MESSAGES) {
        const object = {
          apiVersion: 'image.toolkit.fluxcd.io/v1',
          kind: 'ImageRepository',
          metadata: { name: hostile, namespace: hostile },
          spec: { image: hostile },
          status: { conditions: [{ type: 'Ready', status: 'False', reason: 'x', message }] },
        }
        for (const input of [JSON.stringify(object), `${message} ${hostile}`, message.replaceAll(/[\w.]+(?=[/' ])/g, hostile)])
          texts.push(...(await explain([input])).report.findings.map(({ fix }) => fix))
      }
    }
    expect(texts.length).toBeGreaterThan(100)
    expect(pasted(texts, shell)).toEqual([])
  })

  test('of any check of verify, whatever is broken', async () => {
    const texts: string[] = []
    for (const hostile of HOSTILE.filter((_, index) => shell === 'bash' || index % 3 === 0)) {
      for (const world of brokenWorlds(hostile)) {
        const install = invocationOf('install', { cluster: world.cluster, region: hostile })
        const settings = { namespace: hostile, serviceAccounts: ['image-reflector-controller', 'image-automation-controller'], install }
        const { checks } = await verifyWorld(world, { settings })
        texts.push(...checks.flatMap(({ fix }) => (fix ? [fix] : [])))
      }
    }
    expect(new Set(texts).size).toBeGreaterThan(20)
    expect(pasted(texts, shell)).toEqual([])
  })

  test('of commands that come next, and of those that reach an object', () => {
    const texts = HOSTILE.flatMap((hostile) => {
      const reachedWith = { profile: hostile, assumeRoleArn: hostile, kubeconfig: hostile, context: hostile }
      const place = { cluster: { ...EMPTY.cluster, name: hostile }, region: hostile, reachedWith }
      const object = { kind: hostile, namespace: hostile, name: hostile }
      return [
        invocationOf('verify', place),
        bindInvocation({ namespace: hostile, name: hostile }, place),
        repeated(
          'install',
          ['plan', '--repository', hostile, `--tag=${hostile}`].filter((word) => !word.startsWith('-o') && !word.startsWith('--pwned')),
        ),
        editFix(object),
        providerFix(object, 'aws'),
        resumeFix(object),
        credentialsFix({ namespace: 'flux-system', serviceAccounts: [], install: invocationOf('install', place) }, hostile),
      ]
    })
    expect(pasted(texts, shell)).toEqual([])
  })

  test('of the commands in the comments of what is rendered', () => {
    const texts = HOSTILE.flatMap((hostile) => {
      const cluster = { ...EMPTY.cluster, name: hostile, arn: `${EMPTY.cluster.arn}${hostile}` }
      const { rendering } = rendered(
        { cluster, region: hostile },
        {
          iam: { tags: { [hostile]: hostile } },
          git: { url: hostile, secretName: hostile },
        },
      )
      return (['helm', 'kubernetes', 'cloudformation', 'terraform'] as const).flatMap((form) => commandsIn(RENDERERS[form](rendering)))
    })
    expect(texts.length).toBeGreaterThan(40)
    expect(pasted(texts, shell)).toEqual([])
  })
})

test('every command of the program that holds a value is made by the quoter', () => {
  const command =
    /(?<!shell)`(?:[^`]*[ (])?(?:kubectl|aws (?:iam|eks|sts|ecr|kms|sso|ec2) [a-z-]+|helm [a-z]+|git (?:ls-remote|push|clone|fetch)|flux-irsa (?:install|verify|bind|unbind|list|plan|adopt|uninstall|init|explain) --|cosign [a-z]+) [^`]*(?<!\$)\$\{/
  const loose = sourceFiles
    .filter(({ folder, path }) => folder !== 'sandbox' && !PROSE.test(path))
    .flatMap(({ path, code }) => code.split('\n').flatMap((line) => (command.test(line) ? [`${path}: ${line.trim()}`] : [])))
  expect(loose).toEqual([])
})

/** Scripts for completion, and what tells of a run instead of being run. */
const PROSE = /^(cli\/completion\/scripts|cli\/commands\/demo|report\/|action\/|helm\/|resources\/release)/

/** The commands in comments: they are indented, and copied without what makes them comments. */
function commandsIn(text: string): string[] {
  return text.split('\n').flatMap((line) => /^\s*#  +((?:kubectl|aws|helm) .*)/.exec(line)?.[1] ?? [])
}

/** Worlds in which everything that has a name has this one, each with another thing broken. */
function brokenWorlds(hostile: string): World[] {
  const named = (): World => {
    const text = JSON.stringify({ ...healthyWorld(1), objects: [...healthyWorld(1).objects, ...MORE] })
    const quoted = JSON.stringify(hostile).slice(1, -1)
    return JSON.parse(
      text.replaceAll(/flux-system|prod-flux-imgctrl-irsa|prod-flux-ecr-ro|\bprod\b|app-0|"apps"/g, (name) =>
        name === '"apps"' ? `"${quoted}"` : quoted,
      ),
    ) as World
  }
  const kinds = [...new Set(named().objects.map(({ kind }) => kind))]
  const changed = (by: (world: World) => void): World => {
    const world = named()
    by(world)
    return world
  }
  const each = (kind: string, by: (object: Record<string, unknown>) => void) =>
    changed((world) => world.objects.filter((object) => object.kind === kind).forEach(by))
  return [
    ...kinds.map((kind) => changed((world) => (world.objects = world.objects.filter((object) => object.kind !== kind)))),
    ...kinds.map((kind) =>
      each(kind, (object) => (object['spec'] = { ...(object['spec'] as object), suspend: true, provider: 'generic', replicas: 0 })),
    ),
    ...MESSAGES.flatMap((message) =>
      [
        'ImageRepository',
        'GitRepository',
        'Kustomization',
        'ImagePolicy',
        'ImageUpdateAutomation',
        'HelmRepository',
        'OCIRepository',
        'FluxInstance',
      ].map((kind) =>
        each(
          kind,
          (object) =>
            (object['status'] = {
              conditions: [{ type: 'Ready', status: 'False', reason: 'Failed', message, observedGeneration: 1 }],
              observedGeneration: 1,
            }),
        ),
      ),
    ),
    changed((world) => (world.roles = [])),
    changed((world) => (world.policies = [])),
    changed((world) => (world.provider = undefined)),
    changed((world) => world.roles.forEach((role) => (role.attached = []))),
    changed((world) => world.roles.forEach((role) => (role.boundary = hostile))),
    changed((world) => {
      const deny = { Version: '2012-10-17', Statement: [{ Effect: 'Deny' as const, Action: '*', Resource: '*' }] }
      world.policies.forEach((policy) => (policy.document = deny))
      world.inline = { [hostile]: deny }
    }),
    changed(
      (world) =>
        (world.associations = [
          { id: hostile, namespace: hostile, serviceAccount: 'image-reflector-controller', roleArn: hostile },
        ] as World['associations']),
    ),
    ...(['creationTimestamp', 'labels', 'annotations'] as const).map((field) =>
      each('Pod', (pod) => delete (pod['metadata'] as Record<string, unknown>)[field]),
    ),
    each(
      'Pod',
      (pod) =>
        (pod['spec'] = {
          serviceAccountName: 'image-reflector-controller',
          containers: [{ name: 'manager', env: [{ name: 'AWS_ACCESS_KEY_ID', value: 'x' }] }],
        }),
    ),
  ]
}

const MESSAGES = [
  'scan failed: GET https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/apps/web/tags/list?n=1000: unexpected status code 401 Unauthorized: Not Authorized',
  'User: arn:aws:sts::111122223333:assumed-role/prod-flux/1719 is not authorized to perform: ecr:ListImages on resource: arn:aws:ecr:eu-west-1:111122223333:repository/apps/web because no identity-based policy allows the ecr:ListImages action',
  "unable to clone 'ssh://git@git.acme.com/fleet': knownhosts: key mismatch",
  "failed to checkout and determine revision: unable to clone 'https://github.com/acme/fleet': authentication required",
  'no matches for kind "HelmRelease" in version "helm.toolkit.fluxcd.io/v2beta1"',
  'dial tcp: lookup sts.eu-west-1.amazonaws.com on 10.0.0.2:53: no such host',
  "failed to push to remote: unable to push to 'https://github.com/acme/fleet': authorization failed",
  "the repository with name 'apps/web' does not exist in the registry with id '111122223333'",
]

const status = {
  conditions: [{ type: 'Ready', status: 'True', reason: 'Succeeded', message: 'ok', observedGeneration: 1 }],
  observedGeneration: 1,
}
const metadata = { name: 'app-0', namespace: 'apps', generation: 1 }
const MORE = [
  { apiVersion: 'image.toolkit.fluxcd.io/v1', kind: 'ImagePolicy', metadata, spec: { imageRepositoryRef: { name: 'app-0' } }, status },
  {
    apiVersion: 'image.toolkit.fluxcd.io/v1',
    kind: 'ImageUpdateAutomation',
    metadata,
    spec: { sourceRef: { kind: 'GitRepository', name: 'app-0' }, git: { push: { branch: 'x' } } },
    status,
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmRepository',
    metadata,
    spec: { type: 'oci', url: 'oci://111122223333.dkr.ecr.eu-west-1.amazonaws.com/charts', provider: 'aws' },
    status,
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    metadata,
    spec: { url: 'oci://111122223333.dkr.ecr.eu-west-1.amazonaws.com/charts/x', provider: 'aws' },
    status,
  },
]
