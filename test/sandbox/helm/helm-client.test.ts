import { readFile, stat } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodeRelease } from '../../../src/sandbox/helm/releases.ts'
import { CHARTS, NAMESPACE, sandboxWithHelm, type TestSandbox } from '../actors/installed.ts'

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await sandboxWithHelm()
  sandbox.kube.store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }, 'test')
})
afterEach(() => sandbox.close())

const INSTALL = ['install', '-n', NAMESPACE, '--version', '0.58.1', '--wait', 'flux-operator', `${CHARTS}/flux-operator`]
const release = () => {
  const secret = sandbox.kube.store.get(`/api/v1/namespaces/${NAMESPACE}/secrets/sh.helm.release.v1.flux-operator.v1`)
  return secret && decodeRelease(secret)
}

test('the executable runs a command, with values on stdin, and exits as helm does', async () => {
  const installed = await sandbox.spawnHelm(
    [...INSTALL.slice(0, -2), '-f', '-', ...INSTALL.slice(-2)],
    JSON.stringify({ extraArgs: ['--from-stdin'] }),
  )
  expect(installed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('STATUS: deployed') })
  expect(release()?.config).toEqual({ extraArgs: ['--from-stdin'] })
  expect(await sandbox.spawnHelm(['status', '-n', NAMESPACE, 'nope'])).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: 'Error: release: not found',
  })
  expect((await sandbox.spawnHelm(['version', '--short'])).stdout).toMatch(/^v4\.2\.4\+g/)
  expect((await sandbox.spawnHelm(['version', '--template', '{{.Version}}'])).stdout).toBe('v4.2.4')
  expect((await stat(sandbox.helmPath)).mode & 0o777).toBe(0o755)
  expect(sandbox.helm.calls[0]).toMatchObject({
    argv: expect.arrayContaining(['install']),
    code: 0,
    environment: expect.arrayContaining(['KUBECONFIG', 'PATH']),
  })
})

test('files that the command line names are read where the client runs', async () => {
  const { exitCode } = await sandbox.spawnHelm([
    'template',
    'x',
    `${CHARTS}/flux-operator`,
    '-f',
    sandbox.kubeconfig,
    '--version',
    '0.58.1',
  ])
  expect(exitCode).toBe(0)
  expect(await readFile(sandbox.kubeconfig, 'utf8')).toContain('current-context')
  expect((await sandbox.spawnHelm(['template', 'x', `${CHARTS}/flux-operator`, '-f', '/nosuch'])).stderr).toContain(
    'open /nosuch: no such file or directory',
  )
})

test('a killed client leaves its release pending, and helm refuses to go on', async () => {
  sandbox.workloads.fail(`${NAMESPACE}/flux-operator`, 'ImagePullBackOff')
  const running = sandbox.spawnHelm(INSTALL)
  await expect.poll(() => release()?.info.status, { interval: 5, timeout: 5000 }).toBe('pending-install')
  running.kill('SIGKILL')
  expect((await running).signal).toBe('SIGKILL')
  await expect.poll(() => sandbox.helm.calls.at(-1)?.code, { interval: 5 }).toBe('killed')
  expect(release()?.info.status).toBe('pending-install')
  const upgrade = await sandbox.runHelm(['upgrade', ...INSTALL.slice(1)])
  expect(upgrade.stderr).toContain('another operation (install/upgrade/rollback) is in progress')
})

test('a client that is told to stop marks its release failed', async () => {
  sandbox.workloads.fail(`${NAMESPACE}/flux-operator`, 'ImagePullBackOff')
  const running = sandbox.spawnHelm(INSTALL)
  await expect.poll(() => release()?.info.status, { interval: 5, timeout: 5000 }).toBe('pending-install')
  running.kill('SIGTERM')
  expect(await running).toMatchObject({
    exitCode: 1,
    stdout: 'Release flux-operator has been cancelled.',
    stderr: expect.stringContaining('Error: INSTALLATION FAILED: context canceled'),
  })
  expect(release()?.info).toMatchObject({ status: 'failed', description: 'Release "flux-operator" failed: context canceled' })
})
