import { expect, test } from 'vitest'
import type { KubeObject } from '../../src/model/kube.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { ACCOUNT, bind, namespace } from '../stories/binding.ts'
import {
  actionOf,
  ANNOTATION,
  freshSandbox,
  install,
  installedSandbox,
  INSTANCE_PATH,
  ROLE,
  MERGE,
  object,
  tryInstall,
  uninstall,
  writesDuring,
} from '../stories/story.ts'

const HERE = '/api/v1/namespaces/flux-system'
const GIT_SECRET = `${HERE}/secrets/flux-irsa-git`
const GIT = ['--git-url', 'https://bitbucket.org/acme/fleet.git', '--git-path', '/']
const given = (password: string) => ({ env: { FLUX_IRSA_GIT_PASSWORD: password } })
const EAST = 'arn:aws:eks:us-east-1:123456789012:cluster/east'

/** Somebody is faster than us: when our write of this path arrives, the deed is done. */
function inTheLastMoment(sandbox: Sandbox, path: RegExp, deed: () => void): void {
  let isDone = false
  sandbox.gate = {
    fate: ({ to, name, write }) => {
      if (!isDone && write && to === 'kubernetes' && path.test(name)) {
        isDone = true
        deed()
      }
      return 'pass'
    },
  }
}

function make(sandbox: Sandbox, path: string, rest: Partial<KubeObject>): KubeObject {
  const [collection, name] = [path.slice(0, path.lastIndexOf('/')), path.split('/').at(-1) ?? '']
  const [, , , , inNamespace = '', plural = ''] = path.split('/')
  const kind = plural === 'secrets' ? 'Secret' : 'ServiceAccount'
  const metadata = { name, namespace: inNamespace, ...rest.metadata }
  sandbox.kube.store.create(collection, { apiVersion: 'v1', kind, ...rest, metadata }, 'kubectl-create')
  return structuredClone(object(sandbox, path))
}

const THEIR_SECRET = { type: 'Opaque', data: { username: 'dGhlaXJz', password: 'dGhlaXJz' } }

test('a Git Secret that somebody makes anew between our look and our write is not overwritten', async () => {
  const sandbox = await installedSandbox(GIT, given('first-of-the-test'))
  let theirs: KubeObject | undefined
  inTheLastMoment(sandbox, /secrets\/flux-irsa-git$/, () => {
    sandbox.kube.store.delete(GIT_SECRET)
    theirs = make(sandbox, GIT_SECRET, THEIR_SECRET)
  })
  const { code, report } = await tryInstall(sandbox, [], given('second-of-the-test'))
  expect(code).toBe(1)
  expect(report.results.find(({ id }) => id === 'git-secret')?.error).toMatchObject({ fix: 'Run the same command again.' })
  expect(object(sandbox, GIT_SECRET)).toEqual(theirs)
  expect((await tryInstall(sandbox, [], given('second-of-the-test'))).code).toBe(64)
  expect(object(sandbox, GIT_SECRET)).toEqual(theirs)
})

test('a Git Secret that somebody makes where we saw none is not overwritten', async () => {
  const sandbox = await freshSandbox()
  let theirs: KubeObject | undefined
  inTheLastMoment(sandbox, /secrets(\/flux-irsa-git)?$/, () => (theirs = make(sandbox, GIT_SECRET, THEIR_SECRET)))
  const { code } = await tryInstall(sandbox, GIT, given('first-of-the-test'))
  expect(code).toBe(1)
  expect(object(sandbox, GIT_SECRET)).toEqual(theirs)
})

test('a ServiceAccount with a role that somebody makes where bind saw none keeps its role', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  const annotations = { [ANNOTATION]: 'arn:aws:iam::123456789012:role/theirs' }
  let theirs: KubeObject | undefined
  inTheLastMoment(
    sandbox,
    /serviceaccounts(\/cart)?$/,
    () => (theirs = make(sandbox, ACCOUNT, { metadata: { name: 'cart', annotations } })),
  )
  const { code } = await bind(sandbox, ['shop/cart', '--create', '--ecr-read', 'apps/main'])
  expect(code).not.toBe(0)
  expect(object(sandbox, ACCOUNT)).toEqual(theirs)
})

test('what a backup carried over from another cluster is not ours: it is a conflict, and stays', async () => {
  const sandbox = await installedSandbox(GIT, given('first-of-the-test'))
  for (const path of [HERE, GIT_SECRET])
    sandbox.kube.store.patch(path, { metadata: { annotations: { 'flux-irsa/cluster': EAST } } }, { type: MERGE, manager: 'velero-server' })
  const before = structuredClone([HERE, GIT_SECRET].map((path) => object(sandbox, path)))
  const writes = await writesDuring(sandbox, async () => {
    const { code, report } = await tryInstall(sandbox, [], given('second-of-the-test'))
    expect([code, actionOf(report, 'git-secret').kind]).toEqual([64, 'conflict'])
  })
  expect(writes).toEqual([])
  const { code, report } = await uninstall(sandbox)
  expect(code).toBe(0)
  expect([HERE, GIT_SECRET].map((path) => object(sandbox, path))).toEqual(before)
  expect(report.leftovers?.find(({ resource }) => resource === 'namespace')?.reason).toBe(`it was made for another cluster: ${EAST}`)
})

test('where the label of our release was taken off, Flux stays whole: also the Secret that it reads Git with', async () => {
  const sandbox = await installedSandbox(GIT, given('first-of-the-test'))
  const { store } = sandbox.kube
  const releases = () => store.list(`${HERE}/secrets`).filter(({ metadata }) => metadata.labels?.['name'] === 'flux')
  const label = (value: string | null) => {
    for (const { metadata } of releases())
      store.patch(
        `${HERE}/secrets/${metadata.name}`,
        { metadata: { labels: { 'flux-irsa': value } } },
        { type: MERGE, manager: 'kubectl-label' },
      )
  }
  label(null)
  const before = structuredClone([object(sandbox, GIT_SECRET), object(sandbox, INSTANCE_PATH)['spec']])
  expect((await tryInstall(sandbox)).code).toBe(64)
  // The operator holds the annotation by a FluxInstance that is not ours to change, so the role stays too.
  const { code, report } = await uninstall(sandbox)
  expect([code, ...new Set(report.results.flatMap(({ error }) => error?.code ?? []))]).toEqual([1, 'annotation-held'])
  expect([object(sandbox, GIT_SECRET), object(sandbox, INSTANCE_PATH)['spec']]).toEqual(before)
  expect(sandbox.aws.account.roles.has(ROLE)).toBe(true)
  label('owned')
  await install(sandbox)
  expect((await uninstall(sandbox)).code).toBe(0)
  expect(store.get(GIT_SECRET)).toBeUndefined()
})

const OPERATOR = '/apis/apps/v1/namespaces/flux-system/deployments/flux-operator'

test.each([
  [
    'another Helm release',
    { annotations: { 'meta.helm.sh/release-name': 'platform', 'meta.helm.sh/release-namespace': 'platform' } },
    'platform/platform',
  ],
  ['a HelmRelease in Git', { labels: { 'helm.toolkit.fluxcd.io/name': 'op', 'helm.toolkit.fluxcd.io/namespace': 'flux-system' } }, 'Git'],
  ['Argo CD', { annotations: { 'argocd.argoproj.io/tracking-id': 'flux:apps/Deployment:flux-system/flux-operator' } }, 'Argo CD'],
])('what %s has taken over from our release does not go with it', async (_who, metadata, named) => {
  const sandbox = await installedSandbox()
  sandbox.kube.store.patch(OPERATOR, { metadata }, { type: MERGE, manager: 'somebody' })
  const before = structuredClone(object(sandbox, OPERATOR))
  const writes = await writesDuring(sandbox, async () => {
    const { code, report } = await uninstall(sandbox)
    expect(code).toBe(64)
    const conflict = actionOf(report, 'operator-release')
    expect(conflict).toMatchObject({
      kind: 'conflict',
      fix: expect.stringContaining('delete secret --selector owner=helm,name=flux-operator'),
    })
    expect(conflict.reason).toContain('Deployment/flux-operator')
    expect(conflict.reason).toContain(named)
  })
  expect(writes).toEqual([])
  // The fix that is printed: helm forgets the release, and its objects stay with who has them.
  for (const { metadata: secret } of sandbox.kube.store.list(`${HERE}/secrets`))
    if (secret.labels?.['owner'] === 'helm' && secret.labels['name'] === 'flux-operator')
      sandbox.kube.store.delete(`${HERE}/secrets/${secret.name}`)
  expect((await uninstall(sandbox)).code).toBe(0)
  expect({ ...object(sandbox, OPERATOR), status: undefined, metadata: undefined }).toEqual({
    ...before,
    status: undefined,
    metadata: undefined,
  })
})

test('objects of every kind of Flux’s API groups are counted before they go, those that this program does not know too', async () => {
  const sandbox = await installedSandbox()
  const names = { plural: 'mirrors', singular: 'mirror', kind: 'Mirror', listKind: 'MirrorList' }
  const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }]
  const { store } = sandbox.kube
  const spec = { group: 'source.toolkit.fluxcd.io', scope: 'Namespaced', names, versions }
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'mirrors.source.toolkit.fluxcd.io' },
    spec,
  }
  store.create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crd, 'kubectl-create')
  await sandbox.idle()
  const mirror = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'Mirror', metadata: { name: 'm', namespace: 'default' } }
  store.create('/apis/source.toolkit.fluxcd.io/v1/namespaces/default/mirrors', mirror, 'kubectl-create')
  const { report } = await uninstall(sandbox)
  expect(report.plan.notices.join('\n')).toContain('1 Mirror (default 1)')
})
