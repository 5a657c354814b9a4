import { addCluster, addUser } from '../../src/sandbox/aws/index.ts'
import { startHelmServer } from '../../src/sandbox/helm/helm-server.ts'
import { writeHelmClient } from '../../src/sandbox/helm/helm-client.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import type { Server } from './server.ts'

/** The sandbox as a contract case sees it, with helm's stand-in in both its majors. */
export async function startSandboxServer(): Promise<Server> {
  const sandbox = await startSandbox({ cluster: 'lab' })
  const { aws, kube } = sandbox
  const helm3 = await startHelmServer({
    store: kube.store,
    activity: sandbox.actors.activity,
    endpoint: kube.endpoint,
    ca: sandbox.ca,
    helmVersion: '3',
    authenticate: (token) => token === kube.adminToken || !('error' in aws.tokenReview(token, sandbox.cluster)),
  })
  const helm3Path = `${sandbox.helmPath}3`
  await writeHelmClient(helm3Path, { execPath: process.execPath, endpoint: helm3.endpoint })
  return {
    name: 'sandbox',
    env: sandbox.env,
    ca: sandbox.ca,
    cluster: sandbox.cluster,
    issuer: sandbox.issuer,
    helms: [
      { major: 3, path: helm3Path },
      { major: 4, path: sandbox.helmPath },
    ],
    addCluster: async ({ name, issuer, jwks }) => {
      addCluster(aws.account, { name, issuer, jwks: () => jwks, endpoint: kube.endpoint, certificateAuthority: sandbox.ca })
    },
    addUser: async (name, policies, groups) => {
      const key = addUser(aws.account, name, policies)
      const entries = aws.account.clusters.find((cluster) => cluster.name === sandbox.cluster)?.accessEntries ?? {}
      if (groups) entries[`arn:aws:iam::${aws.account.id}:user/${name}`] = { groups }
      return key
    },
    addFault: async (fault) => void aws.faults.push({ ...fault }),
    setDelay: async (ms) => {
      aws.delayMs = ms
    },
    awsCalls: async () => aws.calls.map(({ service, action, write }) => ({ service, action, write })),
    reset: async () => aws.reset(),
    close: async () => {
      await helm3.close()
      await sandbox.close()
    },
  }
}
