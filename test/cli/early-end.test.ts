import { expect, test } from 'vitest'
import { addUser } from '../../src/sandbox/aws/index.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { documentedPolicy } from '../docs/permissions-page.ts'
import { without } from '../lab/documented-rights.ts'
import { drive } from '../stories/drive.ts'

/** Far more than an ending takes, far less than the minute after which a server gives up on a connection that asks nothing. */
const SOON_MS = 15_000

test('a run that ends early leaves no request under way: the servers are free at once', async () => {
  const sandbox = await startSandbox({ cluster: 'prod' })
  const policy = without(documentedPolicy(sandbox, 'Read'), ['iam:ListRoles'])
  const key = addUser(sandbox.aws.account, 'auditor', [policy])
  const [cluster] = sandbox.aws.account.clusters
  const { arn = '' } = sandbox.aws.account.users.get('auditor') ?? {}
  if (cluster) cluster.accessEntries[arn] = { groups: ['system:masters'] }
  const env = { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey }
  // A read that is never answered.
  sandbox.gate = { fate: ({ to, name }) => (to === 'kubernetes' && name.includes('/pods') ? 'hang' : 'pass') }
  const { code, stdout } = await drive(sandbox, ['plan', '--cluster', 'prod', '-o', 'json'], { env })
  expect([code, stdout]).toEqual([1, expect.stringContaining('iam:ListRoles')])
  const began = performance.now()
  await sandbox.close()
  expect(performance.now() - began).toBeLessThan(SOON_MS)
}, 120_000)
