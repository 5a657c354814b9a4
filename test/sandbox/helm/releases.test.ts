import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../src/model/kube.ts'
import { chartDigest } from '../../../src/sandbox/helm/catalogue.ts'
import { decodeRelease } from '../../../src/sandbox/helm/releases.ts'
import { CHARTS, fluxInstance, kubeconfigFor, NAMESPACE, sandboxWithHelm, type TestSandbox } from '../actors/installed.ts'

const OPERATOR = `${CHARTS}/flux-operator`
const INSTANCE = `${CHARTS}/flux-instance`
const HERE = ['-n', NAMESPACE, '--version', '0.58.1']
const MERGE = 'application/merge-patch+json'
let sandbox: TestSandbox

async function start(helmVersion: '3' | '4'): Promise<void> {
  sandbox = await sandboxWithHelm({ helmVersion })
  sandbox.kube.store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }, 'test')
}
afterEach(() => sandbox.close())

const helm = (...argv: string[]) => sandbox.runHelm(argv)
const revisions = (name: string) =>
  sandbox.kube.store
    .list(`/api/v1/namespaces/${NAMESPACE}/secrets`)
    .filter(({ metadata: { labels } }) => labels?.['owner'] === 'helm' && labels['name'] === name)
const states = (name: string) =>
  revisions(name).map((secret) => [secret.metadata.labels?.['status'], decodeRelease(secret).info.status].join())
const managers = (object: KubeObject | undefined) =>
  object?.metadata.managedFields?.map(({ manager, operation }) => `${manager} ${operation}`)
const deployment = () => sandbox.kube.store.get(`/apis/apps/v1/namespaces/${NAMESPACE}/deployments/flux-operator`)

describe.each(['3', '4'] as const)('helm %s', (major) => {
  beforeEach(() => start(major))

  test('an installation is stored as helm stores it and told as helm tells it', async () => {
    const { code, stdout, stderr } = await helm(
      'install',
      ...HERE,
      '--wait',
      '--labels',
      'x.dev/a=b,foo=bar',
      '--description',
      'hello',
      '--',
      'flux-operator',
      OPERATOR,
    )
    expect(code).toBe(0)
    expect(stderr).toBe(
      `Pulled: ghcr.io/controlplaneio-fluxcd/charts/flux-operator:0.58.1\nDigest: ${chartDigest('flux-operator', '0.58.1')}\n`,
    )
    expect(stdout).toMatch(
      /^NAME: flux-operator\nLAST DEPLOYED: \w{3} \w{3} [ \d]\d [\d:]{8} \d{4}\nNAMESPACE: flux-system\nSTATUS: deployed\nREVISION: 1\n/,
    )
    expect(stdout.includes('DESCRIPTION: hello')).toBe(major === '4')
    const [secret] = revisions('flux-operator')
    expect(secret).toMatchObject({
      type: 'helm.sh/release.v1',
      metadata: {
        name: 'sh.helm.release.v1.flux-operator.v1',
        labels: { owner: 'helm', status: 'deployed', version: '1', foo: 'bar', 'x.dev/a': 'b' },
      },
    })
    const release = decodeRelease(secret as KubeObject)
    expect(release).toMatchObject({ name: 'flux-operator', version: 1, info: { status: 'deployed', description: 'hello' }, config: {} })
    expect(release.apply_method).toBe(major === '4' ? 'ssa' : undefined)
    expect(managers(deployment())?.[0]).toBe(major === '4' ? 'helm Apply' : 'helm Update')
    expect(deployment()?.metadata.annotations).toMatchObject({ 'meta.helm.sh/release-name': 'flux-operator' })
  })

  test('what is not there is told in helm words', async () => {
    const said = async (...argv: string[]) => (await helm(...argv)).stderr.split('\n').find((line) => line.startsWith('Error'))
    expect(await said('status', '-n', NAMESPACE, 'flux')).toBe('Error: release: not found')
    expect(await said('uninstall', '-n', NAMESPACE, 'flux')).toBe('Error: uninstall: Release not loaded: flux: release: not found')
    expect(await said('upgrade', ...HERE, 'flux', INSTANCE)).toBe('Error: UPGRADE FAILED: "flux" has no deployed releases')
    expect(await said('install', '-n', NAMESPACE, '--version', '9.9.9', 'flux', INSTANCE)).toContain(
      'INSTALLATION FAILED: failed to perform "FetchReference" on source',
    )
    expect(await said('upgrade', '-n', NAMESPACE, '--version', '9.9.9', 'flux', INSTANCE)).toMatch(
      /^Error: failed to perform "FetchReference"/,
    )
    expect(await said('install', '-n', 'nosuch', '--version', '0.58.1', 'x', OPERATOR)).toBe(
      'Error: INSTALLATION FAILED: create: failed to create: namespaces "nosuch" not found',
    )
    expect(await said('install', ...HERE, 'flux', INSTANCE)).toContain(
      'no matches for kind "FluxInstance" in version "fluxcd.controlplane.io/v1"',
    )
  })

  test('a name in use, an object of another owner and a bad name are refused', async () => {
    await helm('install', ...HERE, 'flux-operator', OPERATOR)
    expect((await helm('install', ...HERE, 'flux-operator', OPERATOR)).stderr).toContain(
      major === '4'
        ? 'release name check failed: cannot reuse a name that is still in use'
        : 'INSTALLATION FAILED: cannot re-use a name that is still in use',
    )
    expect((await helm('install', ...HERE, 'other', OPERATOR)).stderr).toContain(
      'annotation validation error: key "meta.helm.sh/release-name" must equal "other"',
    )
    expect((await helm('install', ...HERE, '--', '--set=a=b', OPERATOR)).stderr).toContain(
      'release name "--set=a=b": invalid release name, must match regex',
    )
  })

  test('an object that somebody else made is refused by its missing marks, and taken over when told to', async () => {
    const account: KubeObject = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'flux-operator', namespace: NAMESPACE } }
    sandbox.kube.store.create(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, account, 'test')
    expect((await helm('install', ...HERE, 'flux-operator', OPERATOR)).stderr).toContain(
      'nable to continue with install: ServiceAccount "flux-operator" in namespace "flux-system" exists and cannot be ' +
        'imported into the current release: invalid ownership metadata; label validation error: missing key ' +
        '"app.kubernetes.io/managed-by": must be set to "Helm"',
    )
    expect(revisions('flux-operator')).toEqual([])
    expect((await helm('install', ...HERE, '--take-ownership', 'flux-operator', OPERATOR)).code).toBe(0)
  })

  test('an upgrade makes a new revision, keeps labels and, without values, the old values', async () => {
    await helm('install', ...HERE, '--labels', 'foo=bar', 'flux-operator', OPERATOR)
    await sandbox.runHelm(['upgrade', ...HERE, '-f', '-', 'flux-operator', OPERATOR], { extraArgs: ['--x'] })
    const { stdout } = await helm('upgrade', '--install', ...HERE, 'flux-operator', OPERATOR)
    expect(stdout).toContain('Release "flux-operator" has been upgraded. Happy Helming!\n')
    expect(states('flux-operator')).toEqual(['superseded,superseded', 'superseded,superseded', 'deployed,deployed'])
    expect(revisions('flux-operator')[2]?.metadata.labels).toMatchObject({ foo: 'bar' })
    expect((await helm('get', 'values', '-n', NAMESPACE, 'flux-operator', '-o', 'json')).stdout).toBe('{"extraArgs":["--x"]}\n')
    expect(JSON.stringify(deployment()?.['spec'])).toContain('"--x"')
    await helm('upgrade', '--reset-values', ...HERE, 'flux-operator', OPERATOR)
    expect(JSON.stringify(deployment()?.['spec'])).not.toContain('"--x"')
  })

  test('an upgrade with the same manifest undoes drift in a Deployment but leaves a FluxInstance that others changed', async () => {
    await helm('install', ...HERE, '--wait', 'flux-operator', OPERATOR)
    await helm('install', ...HERE, 'flux', INSTANCE)
    await sandbox.idle()
    const { store } = sandbox.kube
    store.patch(
      '/apis/apps/v1/namespaces/flux-system/deployments/flux-operator',
      { spec: { replicas: 2, template: { spec: { serviceAccountName: 'theirs' } } } },
      { type: MERGE, manager: 'kubectl-edit' },
    )
    store.patch(
      '/apis/fluxcd.controlplane.io/v1/namespaces/flux-system/fluxinstances/flux',
      { spec: { distribution: { version: '2.9.4' } } },
      { type: MERGE, manager: 'kubectl-edit' },
    )
    await helm('upgrade', ...(major === '4' ? ['--force-conflicts'] : []), ...HERE, 'flux-operator', OPERATOR)
    const { stderr } = await helm('upgrade', ...HERE, 'flux', INSTANCE)
    // The chart leaves the replicas open.
    expect(deployment()?.['spec']).toMatchObject({ replicas: 2, template: { spec: { serviceAccountName: 'flux-operator' } } })
    expect(fluxInstance(sandbox)?.['spec']).toMatchObject({ distribution: { version: '2.9.4' } })
    expect(stderr.includes('conflict occurred while applying object flux-system/flux fluxcd.controlplane.io/v1, Kind=FluxInstance')).toBe(
      major === '4',
    )
    if (major === '3') return
    expect((await helm('upgrade', '--force-conflicts', ...HERE, 'flux', INSTANCE)).code).toBe(0)
    expect(fluxInstance(sandbox)?.['spec']).toMatchObject({ distribution: { version: '2.x' } })
  })

  test('an instance that the API server refuses leaves a failed release, from which an upgrade recovers', async () => {
    await helm('install', ...HERE, 'flux-operator', OPERATOR)
    const { stderr } = await sandbox.runHelm(['install', ...HERE, '-f', '-', 'flux', INSTANCE], {
      instance: { sync: { url: 'https://x/y' } },
    })
    const words = {
      '3': (field: string) => `spec.sync.${field}: Required value`,
      '4': (field: string) => `spec.sync.${field}: Invalid value: "null": spec.sync.${field} in body must be of type string: "null"`,
    }
    expect(stderr).toContain('FluxInstance.fluxcd.controlplane.io "flux" is invalid: [')
    for (const field of ['path', 'ref']) expect(stderr).toContain(words[major](field))
    expect(states('flux')).toEqual(['failed,failed'])
    expect((await helm('upgrade', '--reset-values', ...HERE, 'flux', INSTANCE)).code).toBe(0)
    expect(states('flux')).toEqual(['failed,failed', 'deployed,deployed'])
  })

  test('a Deployment that does not come up ends the wait and fails the revision', async () => {
    sandbox.workloads.fail(`${NAMESPACE}/flux-operator`, 'ImagePullBackOff')
    const { code, stderr } = await helm('install', ...HERE, '--wait', '--timeout', '150ms', 'flux-operator', OPERATOR)
    expect(code).toBe(1)
    expect(stderr).toContain(
      major === '4'
        ? 'resource Deployment/flux-system/flux-operator not ready. status: InProgress'
        : 'Error: INSTALLATION FAILED: context deadline exceeded',
    )
    expect(states('flux-operator')).toEqual(['failed,failed'])
  })

  test('an uninstallation keeps the CRDs, says so, and forgets the release', async () => {
    await helm('install', ...HERE, 'flux-operator', OPERATOR)
    const { stdout } = await helm('uninstall', '-n', NAMESPACE, '--wait', 'flux-operator')
    expect(stdout).toContain('These resources were kept due to the resource policy:\n[CustomResourceDefinition] ')
    expect(stdout).toMatch(/\n\nrelease "flux-operator" uninstalled\n$/)
    expect(revisions('flux-operator')).toEqual([])
    expect(deployment()).toBeUndefined()
    expect(sandbox.kube.store.list('/apis/apiextensions.k8s.io/v1/customresourcedefinitions')).toHaveLength(4)
    expect((await helm('install', ...HERE, 'flux-operator', OPERATOR)).code).toBe(0)
  })

  test('list shows releases as this helm does', async () => {
    await helm('install', ...HERE, 'flux-operator', OPERATOR)
    await sandbox.faults.stuckRelease('flux-operator')
    const all = JSON.parse((await helm('list', '-n', NAMESPACE, '-o', 'json')).stdout) as {
      status: string
      chart: string
      revision: string
    }[]
    expect(all.map(({ status }) => status)).toEqual(major === '4' ? ['pending-install'] : [])
    const [pending] = JSON.parse((await helm('list', '-n', NAMESPACE, '--pending', '-o', 'json')).stdout) as typeof all
    expect(pending).toMatchObject({
      name: 'flux-operator',
      namespace: NAMESPACE,
      revision: '1',
      status: 'pending-install',
      chart: 'flux-operator-0.58.1',
      app_version: 'v0.58.1',
    })
  })

  test('without a cluster, a context or credentials it says what helm says', async () => {
    const with_ = (KUBECONFIG: string) => sandbox.runHelm(['list', '-n', NAMESPACE], undefined, { KUBECONFIG })
    expect((await with_('')).stderr).toMatch(
      /ernetes cluster unreachable: Get "http:\/\/localhost:8080\/version": dial tcp 127.0.0.1:8080: connect: connection refused/,
    )
    expect((await with_(kubeconfigFor(sandbox, 'x', 'https://127.0.0.1:1'))).stderr).toContain(
      'Get "https://127.0.0.1:1/version": dial tcp 127.0.0.1:1',
    )
    expect((await with_(kubeconfigFor(sandbox, 'bad'))).stderr).toContain('the server has asked for the client to provide credentials')
    expect((await with_(kubeconfigFor({ ...sandbox, ca: 'other' }, sandbox.kube.adminToken))).stderr).toContain(
      'x509: certificate signed by unknown authority',
    )
  })
})
