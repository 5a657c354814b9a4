import { afterEach, expect, test } from 'vitest'
import { CHARTS, NAMESPACE, sandboxWithHelm, type TestSandbox } from '../actors/installed.ts'

const OPERATOR = `${CHARTS}/flux-operator`
const INSTANCE = `${CHARTS}/flux-instance`
const HERE = ['-n', NAMESPACE, '--version', '0.58.1']
let sandbox: TestSandbox
afterEach(() => sandbox.close())

async function start(helmVersion: '3' | '4'): Promise<void> {
  sandbox = await sandboxWithHelm({ helmVersion })
  sandbox.kube.store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }, 'test')
}

const helm = (...argv: string[]) => sandbox.runHelm(argv)

test('behind the proxy a chart is pulled only with the proxy authority in hand', async () => {
  await start('4')
  const argv = ['show', 'chart', OPERATOR, '--version', '0.58.1']
  const HTTPS_PROXY = sandbox.aws.proxy
  expect((await sandbox.runHelm(argv, undefined, { HTTPS_PROXY })).stderr).toContain(
    'tls: failed to verify certificate: x509: certificate signed by unknown authority',
  )
  expect((await sandbox.runHelm(argv, undefined, { HTTPS_PROXY, SSL_CERT_FILE: `# bundle\n${sandbox.ca}` })).code).toBe(0)
})

test('template and show chart need no cluster', async () => {
  await start('3')
  const { stdout, code } = await sandbox.runHelm(['template', 'flux', INSTANCE, '-n', 'x', '--version', '0.58.1'], undefined, {
    KUBECONFIG: '',
  })
  expect(code).toBe(0)
  expect(stdout).toContain('kind: FluxInstance')
})

test('history, status and metadata come as table, JSON and YAML', async () => {
  await start('4')
  await helm('install', ...HERE, 'flux-operator', OPERATOR)
  expect((await helm('history', '-n', NAMESPACE, 'flux-operator')).stdout).toMatch(
    /^REVISION\tUPDATED +\tSTATUS +\tCHART +\tAPP VERSION\tDESCRIPTION +\n1 +\t/,
  )
  expect(JSON.parse((await helm('history', '-n', NAMESPACE, 'flux-operator', '-o', 'json')).stdout)).toMatchObject([
    { revision: 1, status: 'deployed' },
  ])
  expect(JSON.parse((await helm('status', '-n', NAMESPACE, 'flux-operator', '-o', 'json')).stdout)).toMatchObject({
    info: { status: 'deployed' },
    version: 1,
  })
  expect((await helm('get', 'metadata', '-n', NAMESPACE, 'flux-operator', '-o', 'yaml')).stdout).toContain('applyMethod: ssa')
})
