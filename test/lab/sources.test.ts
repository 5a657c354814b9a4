import { mkdtemp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, describe, expect, test } from 'vitest'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import { carryOut, run } from '../broken-links/carry-out.ts'
import { expectGreen } from '../broken-links/expect-named.ts'
import { objectAt, type Scene } from '../broken-links/scene.ts'
import { annotate, create, paths, remove } from '../broken-links/touch.ts'
import { ACCOUNT, REGION } from '../contract/server.ts'
import { LAB, type LabServer } from './lab-server.ts'
import { labScene } from './lab-scene.ts'

const REGISTRY = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`
const SOURCES = 'source.toolkit.fluxcd.io/v1'
const PLURALS: Record<string, string> = {
  Bucket: 'buckets',
  GitRepository: 'gitrepositories',
  HelmChart: 'helmcharts',
  HelmRepository: 'helmrepositories',
  OCIRepository: 'ocirepositories',
}

/** What source-controller of the lab really fetches, from a registry, from S3 and from Git, as AWS allows it or not. */
describe.skipIf(!LAB)('sources on real servers', () => {
  let scene: Scene
  let close: (() => Promise<void>) | undefined
  let begun: Promise<void> | undefined
  afterAll(() => close?.())

  /** One cluster for all; the first test makes it, since only a test may wait for Flux. */
  const green = () => (begun ??= begin())

  async function begin(): Promise<void> {
    ;({ scene, close } = await labScene())
    await (scene.server as LabServer).ask('seed', {
      repositories: ['apps/chart', 'team/chart', 'team/manifests'].map((name) => ({ name, tags: [] })),
      artifacts: [
        { repository: 'apps/chart', tag: '1.0.0', chart: await packed('chart') },
        { repository: 'team/chart', tag: '1.0.0', chart: await packed('chart') },
        { repository: 'team/manifests', tag: '1.0.0', files: { 'app.yaml': 'apiVersion: v1' } },
      ],
      buckets: [{ name: 'acme-fleet', objects: { 'app.yaml': 'apiVersion: v1' } }],
      codecommit: [{ name: 'fleet', files: { 'app.yaml': 'apiVersion: v1' } }],
    })
  }

  const pathOf = (kind: string, name: string) => paths.source(PLURALS[kind] ?? '', name)
  const make = async (kind: string, name: string, spec: object) =>
    create(scene, paths.source(PLURALS[kind] ?? '', ''), {
      apiVersion: SOURCES,
      kind,
      metadata: { name, namespace: 'apps' },
      spec: { interval: '5m', ...spec },
    })

  /** What source-controller says once it has looked again. */
  async function looked(kind: string, name: string, status: 'True' | 'False'): Promise<string> {
    const path = pathOf(kind, name)
    const asked = String(Date.now())
    await annotate(scene, path, { 'reconcile.fluxcd.io/requestedAt': asked })
    let said = ''
    await expect
      .poll(
        async () => {
          const { conditions = [], lastHandledReconcileAt = '' } = ((await objectAt(scene, path))?.['status'] ?? {}) as {
            conditions?: { type: string; status: string; message: string }[]
            lastHandledReconcileAt?: string
          }
          const ready = conditions.find(({ type }) => type === 'Ready')
          said = ready?.message ?? ''
          return lastHandledReconcileAt === asked && ready?.status
        },
        { timeout: 30_000, interval: 200, message: `${kind} ${name}: ${said}` },
      )
      .toBe(status)
    return said
  }

  /** verify ends with 1 and names this alone. */
  async function names(trouble: string, cause?: string): Promise<string> {
    const { code, stdout, stderr } = await run(scene, ['verify', '--cluster', 'lab', '-o', 'json'])
    const { checks } = JSON.parse(stdout || expect.fail(stderr)) as VerifyReport
    const found = checks.filter(({ status }) => status === 'fail' || status === 'warn' || status === 'unknown')
    const stories = found.map((one) => `${one.status} ${one.id}: ${one.message}\n  fix ${one.fix}`).join('\n')
    expect([code, found.map(({ id, status }) => `${status} ${id}`)], stories).toEqual([1, [trouble]])
    if (cause) expect(found[0]?.cause, stories).toBe(cause)
    return found[0]?.fix ?? ''
  }

  async function isFixed(kind: string, name: string, fix: string): Promise<void> {
    await carryOut(scene, fix)
    await scene.settle()
    await looked(kind, name, 'True')
    await expectGreen(scene)
  }

  const login = { type: 'oci', provider: 'aws' }

  test('a chart that nobody logs in for: source-controller has no role', { timeout: 180_000 }, async () => {
    await green()
    await make('HelmChart', 'chart', { chart: 'chart', version: '1.0.0', sourceRef: { kind: 'HelmRepository', name: 'charts' } })
    expect(await looked('HelmChart', 'chart', 'False')).toContain('no EC2 IMDS role found')
    const fix = await names('fail oci-source/helmchart/apps/chart', 'irsa-not-injected')
    expect(fix).toMatch(/^flux-irsa install .*--service-account source-controller/)
    await isFixed('HelmChart', 'chart', fix)
  })

  test('a chart that the role may not pull', { timeout: 180_000 }, async () => {
    await green()
    await make('HelmRepository', 'teams', { ...login, url: `oci://${REGISTRY}/team` })
    await make('HelmChart', 'team', { chart: 'chart', version: '1.0.0', sourceRef: { kind: 'HelmRepository', name: 'teams' } })
    expect(await looked('HelmChart', 'team', 'False')).toContain('denied')
    await isFixed('HelmChart', 'team', await names('fail oci-permission/helmchart/apps/team', 'missing-repository-permission'))
  })

  test('an OCIRepository that the role may not pull', { timeout: 180_000 }, async () => {
    await green()
    await make('OCIRepository', 'manifests', { provider: 'aws', url: `oci://${REGISTRY}/team/manifests`, ref: { tag: '1.0.0' } })
    expect(await looked('OCIRepository', 'manifests', 'False')).toMatch(/DENIED/i)
    await isFixed('OCIRepository', 'manifests', await names('fail oci-permission/ocirepository/apps/manifests'))
  })

  test('a Bucket that no policy of the role speaks of', { timeout: 180_000 }, async () => {
    await green()
    const spec = { provider: 'aws', bucketName: 'acme-fleet', endpoint: `s3.${REGION}.amazonaws.com`, region: REGION }
    await make('Bucket', 'fleet', spec)
    expect(await looked('Bucket', 'fleet', 'False')).toContain('Access Denied')
    const fix = await names('fail aws-permission/bucket/apps/fleet')
    expect(fix).toMatch(/^aws iam put-role-policy /)
    await isFixed('Bucket', 'fleet', fix)
  })

  test('a Bucket that is not there', { timeout: 180_000 }, async () => {
    await green()
    await mayReadIt(scene)
    await make('Bucket', 'gone', { provider: 'aws', bucketName: 'acme-gone', endpoint: `s3.${REGION}.amazonaws.com`, region: REGION })
    expect(await looked('Bucket', 'gone', 'False')).toContain('not found')
    expect(await names('fail source/bucket/apps/gone', 's3-bucket-missing')).toMatch(/^aws s3api head-bucket --bucket acme-gone/)
    await remove(scene, pathOf('Bucket', 'gone'))
    await expectGreen(scene)
  })

  test('a repository of CodeCommit that the role may not pull', { timeout: 180_000 }, async () => {
    await green()
    const url = `https://git-codecommit.${REGION}.amazonaws.com/v1/repos/fleet`
    await make('GitRepository', 'fleet', { provider: 'aws', url, ref: { branch: 'main' } })
    expect(await looked('GitRepository', 'fleet', 'False')).toMatch(/authoriz/i)
    await isFixed('GitRepository', 'fleet', await names('fail aws-permission/gitrepository/apps/fleet'))
  })

  test('a GitRepository whose provider does not fit its Secret', { timeout: 180_000 }, async () => {
    await green()
    const data = Object.fromEntries(
      ['githubAppID', 'githubAppInstallationID', 'githubAppPrivateKey'].map((key) => [key, Buffer.from('1').toString('base64')]),
    )
    await create(scene, '/api/v1/namespaces/apps/secrets', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'app' }, data })
    await make('GitRepository', 'app', { url: 'https://github.com/acme/app', ref: { branch: 'main' }, secretRef: { name: 'app' } })
    expect(await looked('GitRepository', 'app', 'False')).toContain('provider is not set to github')
    const fix = await names('fail source/gitrepository/apps/app', 'git-provider-mismatch')
    expect(fix).toContain(`--patch '{"spec":{"provider":"github"}}'`)
    await isFixed('GitRepository', 'app', fix)
  })

  test('a ServiceAccount that a Bucket names, and that is not there', { timeout: 180_000 }, async () => {
    await green()
    const spec = { provider: 'aws', bucketName: 'acme-fleet', endpoint: `s3.${REGION}.amazonaws.com`, region: REGION }
    await make('Bucket', 'tenants', { ...spec, serviceAccountName: 'tenant' })
    await looked('Bucket', 'tenants', 'False')
    expect(await names('fail object-account/apps/tenant')).toMatch(/^flux-irsa bind apps\/tenant .*--policy policy.json$/)
    await remove(scene, pathOf('Bucket', 'tenants'))
    await expectGreen(scene)
  })
})

/** So that nothing but the bucket is in question. */
async function mayReadIt({ iam }: Scene): Promise<void> {
  const { PutRolePolicyCommand } = await import('@aws-sdk/client-iam')
  const Resource = ['arn:aws:s3:::acme-gone', 'arn:aws:s3:::acme-gone/*']
  const Statement = { Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetObject'], Resource }
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  await iam.send(new PutRolePolicyCommand({ RoleName: 'lab-flux-imgctrl-irsa', PolicyName: 'buckets', PolicyDocument }))
}

/** A chart as `helm package` makes it, in base64. */
async function packed(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flux-irsa-chart-'))
  await mkdir(join(folder, name))
  await writeFile(join(folder, name, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`)
  await execa('tar', ['-czf', 'chart.tgz', name], { cwd: folder })
  return (await readFile(join(folder, 'chart.tgz'))).toString('base64')
}
