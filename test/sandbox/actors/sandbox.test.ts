import { access, readFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eksToken } from '../../../src/aws/eks-token.ts'
import { startSandbox, type Sandbox } from '../../../src/sandbox/index.ts'
import { kubeconfigFor } from './installed.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ cluster: 'demo', region: 'eu-central-1', repositories: [{ name: 'only', tags: ['1'] }] })
})
afterEach(() => sandbox.close())

async function helmListWith(token: string): Promise<{ code: number; stderr: string }> {
  const env = { KUBECONFIG: kubeconfigFor(sandbox, token) }
  const body = JSON.stringify({ argv: ['list', '-A'], files: {}, stdin: '', environment: [], env })
  const response = await fetch(`${sandbox.helm.endpoint}/run`, { method: 'POST', body })
  return (await response.json()) as { code: number; stderr: string }
}

test('its environment leads the real program to it', async () => {
  const { env } = sandbox
  expect(env).toMatchObject({ AWS_ENDPOINT_URL: sandbox.aws.endpoint, AWS_REGION: 'eu-central-1', NO_PROXY: '127.0.0.1,localhost' })
  expect(await readFile(env['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8')).toContain('BEGIN CERTIFICATE')
  await access(env['FLUX_IRSA_HELM'] ?? '')
  expect(sandbox.issuer).toMatch(/^https:\/\/oidc\.eks\.eu-central-1\.amazonaws\.com\/id\/[0-9A-F]{32}$/)
  expect(sandbox.aws.account.repositories).toMatchObject([{ name: 'only', tags: ['1'], region: 'eu-central-1' }])
})

test('a signed EKS token of the account opens the cluster; one for another cluster does not', async () => {
  const { accessKeyId, secretAccessKey } = sandbox.aws.account.root
  const token = (cluster: string) =>
    eksToken({ cluster, region: sandbox.region, credentials: async () => ({ accessKeyId, secretAccessKey }) })
  expect(await helmListWith(await token('demo'))).toMatchObject({ code: 0 })
  expect((await helmListWith(await token('other'))).stderr).toContain('the server has asked for the client to provide credentials')
})

test('an empty sandbox is at rest and holds nothing of ours', async () => {
  await sandbox.idle()
  const { iam, helm } = sandbox.snapshot()
  expect({ iam, helm }).toEqual({ iam: { roles: {}, policies: {}, providers: {} }, helm: [] })
  expect(sandbox.aws.calls).toEqual([])
})

test('nothing is left on disk when it closes', async () => {
  const other = await startSandbox()
  await other.close()
  await expect(access(other.helmPath)).rejects.toThrow('ENOENT')
})
