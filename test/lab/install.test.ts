import { execa } from 'execa'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { InstallReport } from '../../src/model/report.ts'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import { driveJson } from '../stories/drive.ts'
import { LAB } from './lab-server.ts'
import { fingerprint, INSTALL, onStage, PASSWORD, type Stage } from './stage.ts'

const outcomes = (report: InstallReport) => [...new Set(report.results.map((result) => result.outcome))]
/** The install of the stories, of another cluster. */
const installOf = (cluster: string) => INSTALL.map((word) => (word === 'lab' ? cluster : word))

describe.skipIf(!LAB)('install, verify, install again, uninstall', () => {
  const stage = onStage()

  test.each([3, 4] as const)(
    'with helm %i: everything is there, the second run writes nothing, and nothing of ours is left',
    async (major) => {
      const { lab } = stage
      const env = { FLUX_IRSA_HELM: lab.helms.find((helm) => helm.major === major)?.path ?? '' }
      const first = await stage.install([], { env })
      expect(first, first.stderr).toMatchObject({
        code: 0,
        report: { ok: true, plan: { summary: { restart: 0, conflict: 0 } }, verify: { verdict: 'pass' } },
      })
      expect(outcomes(first.report)).toEqual(['done'])
      await stage.awsWrites()
      const before = await fingerprint(stage)

      const second = await stage.install([], { env })
      expect(second, second.stderr).toMatchObject({ code: 0, report: { ok: true } })
      expect(outcomes(second.report)).toEqual(['kept'])
      expect(await stage.awsWrites()).toEqual([])
      expect(await fingerprint(stage)).toEqual(before)

      await emptied(stage, { env })
    },
  )

  test.each([
    [3, 4],
    [4, 3],
  ] as const)('what helm %i installed is kept, taken to a newer operator, and removed with helm %i', async (first, then) => {
    const withHelm = (major: number) => ({ env: { FLUX_IRSA_HELM: stage.lab.helms.find((helm) => helm.major === major)?.path ?? '' } })
    const flux = ['--flux-version', '2.4.x']
    const installed = await stage.install(['--operator-version', '0.49.0', ...flux], withHelm(first))
    expect(installed, installed.stderr).toMatchObject({ code: 0, report: { ok: true } })
    const before = await fingerprint(stage)
    const again = await stage.install([], withHelm(then))
    expect(outcomes(again.report), again.stderr).toEqual(['kept'])
    expect(await fingerprint(stage)).toEqual(before)

    const newer = await stage.install(['--operator-version', '0.58.1', ...flux], withHelm(then))
    expect(newer, newer.stderr).toMatchObject({ code: 0, report: { ok: true } })
    expect(outcomes(newer.report)).toContain('done')
    const back = await stage.install([], withHelm(first))
    expect(outcomes(back.report), back.stderr).toEqual(['kept'])
    const instance = await stage.kube.get({ kind: 'FluxInstance', namespace: 'flux-system', name: 'flux' })
    expect(instance?.['spec']).not.toHaveProperty('distribution.artifact')
    await emptied(stage, withHelm(then))
  })

  test('the versions of the article are kept by a plain second run, and the newest operator goes over them with the same Flux', async () => {
    const old = ['--operator-version', '0.32.0', '--flux-version', '2.4.x']
    const first = await stage.install(old)
    expect(first, first.stderr).toMatchObject({ code: 0, report: { ok: true, verify: { verdict: expect.stringMatching(/pass|warn/) } } })
    const instance = await stage.kube.get({ kind: 'FluxInstance', namespace: 'flux-system', name: 'flux' })
    expect(instance?.['status']).toMatchObject({ lastAppliedRevision: expect.stringMatching(/^v2\.4\./) })
    const again = await stage.install()
    expect(again, again.stderr).toMatchObject({ code: 0, report: { ok: true } })
    expect(outcomes(again.report)).toEqual(['kept'])
    const newer = await stage.install(['--operator-version', '0.58.1', '--flux-version', '2.4.x'])
    expect(newer, newer.stderr).toMatchObject({ code: 0, report: { ok: true } })
    await emptied(stage)
  })

  test('with a kubeconfig instead of an EKS token, and refused when it leads to another cluster', async () => {
    const { lab } = stage
    const kubeconfig = lab.vars['LAB_KUBECONFIG'] ?? ''
    const good = await stage.install(['--kubeconfig', kubeconfig])
    expect(good, good.stderr).toMatchObject({ code: 0, report: { ok: true } })
    await stage.awsWrites()

    const other = await driveJson<{ code: string }>(lab, [...installOf('other'), '--kubeconfig', kubeconfig], { env: PASSWORD })
    expect(other).toMatchObject({ code: 1, report: { schema: 'flux-irsa/error/v1', code: 'cluster-not-found' } })
    const wrong = join(lab.vars['LAB_DIR'] ?? '', 'wrong.kubeconfig')
    const config = JSON.parse(await readFile(kubeconfig, 'utf8')) as { clusters: { cluster: { server: string } }[] }
    config.clusters[0]!.cluster.server = config.clusters[0]!.cluster.server.replace('127.0.0.1', 'localhost')
    await writeFile(wrong, JSON.stringify(config))
    // The same cluster by another name is recognised by the issuer of its tokens …
    expect((await stage.install(['--kubeconfig', wrong])).code).toBe(0)
    // … and another cluster by its own.
    await lab.ask('seed', {
      clusters: [
        {
          name: 'twin',
          region: 'eu-west-1',
          endpoint: 'https://127.0.0.1:1',
          issuer: `${lab.issuer}0`,
          jwks: { keys: [] },
          ca_file: lab.vars['LAB_CA'],
        },
      ],
    })
    const twin = await driveJson<{ code: string }>(lab, [...installOf('twin'), '--kubeconfig', kubeconfig], { env: PASSWORD })
    expect(twin).toMatchObject({ code: 64, report: { schema: 'flux-irsa/error/v1', code: 'wrong-cluster' } })
    expect(await stage.awsWrites()).toEqual([])
    await emptied(stage)
  })

  test('through a proxy, with the real host names and a private authority, as a program of its own', async () => {
    const { lab } = stage
    const { AWS_ENDPOINT_URL: _, ...env } = lab.env
    const program = (args: string[]) =>
      execa(process.execPath, ['bin/flux-irsa.js', ...args, '-o', 'json'], {
        env: { PATH: process.env['PATH'], ...env, ...PASSWORD },
        extendEnv: false,
        reject: false,
      })
    const installed = await program(INSTALL)
    expect(installed.exitCode, installed.stderr).toBe(0)
    const verified = await program(['verify', '--cluster', 'lab'])
    expect(JSON.parse(verified.stdout) as VerifyReport).toMatchObject({ verdict: 'pass', summary: { fail: 0, unknown: 0 } })
    const removed = await program(['uninstall', '--cluster', 'lab', '--yes', '--delete-oidc-provider'])
    expect(removed.exitCode, `${removed.stdout}\n${removed.stderr}`).toBe(0)
  })
})

async function emptied(stage: Stage, options: { env?: Record<string, string> } = {}): Promise<void> {
  const { code, report, stderr } = await stage.uninstall([], options)
  expect({ code, ok: report.ok, unexpected: report.leftovers?.filter((leftover) => !leftover.expected) }, stderr).toEqual({
    code: 0,
    ok: true,
    unexpected: [],
  })
  expect(await stage.lab.ask('state')).toEqual({ roles: {}, policies: {}, providers: {} })
  expect(await stage.kube.get({ kind: 'Namespace', name: 'flux-system' })).toBeUndefined()
}
