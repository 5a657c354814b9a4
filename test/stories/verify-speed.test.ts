import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { expect, onTestFinished, test } from 'vitest'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import { CALLS } from '../../src/net/call-context.ts'
import { addRepository } from '../../src/sandbox/aws/index.ts'
import { driveJson } from './drive.ts'
import { CLUSTER, freshSandbox, install, REPOSITORIES } from './story.ts'

interface Call {
  service: string
  operation: string
  started: number
  ended: number
}

/** Each of these needs the answer of the one before it, so no order of calls ends earlier. */
const CHAIN = [
  /^DescribeCluster$/,
  /^GET .*\/serviceaccounts$/,
  /^GetRole$/,
  /^GetPolicy$/,
  /^GetPolicyVersion$/,
  /^GetAuthorizationToken$/,
  /^ListTags$/,
]
const LATENCY_MS = 200

test('verify of 200 ImageRepositories makes at most 60 calls, and takes no longer than 1.5 times its slowest chain of calls', async () => {
  const sandbox = await freshSandbox()
  await install(sandbox, REPOSITORIES)
  for (let n = 0; n < 197; n++) addRepository(sandbox.aws.account, { name: `apps/service-${n}`, tags: ['1.0.0'] })
  sandbox.seedImageRepositories()
  await sandbox.idle()
  sandbox.aws.latencyMs = LATENCY_MS
  sandbox.kube.latencyMs = LATENCY_MS
  const calls: Call[] = []
  const remember = (message: unknown) => void calls.push(message as Call)
  subscribe(CALLS, remember)
  onTestFinished(() => void unsubscribe(CALLS, remember))

  const { report } = await driveJson<VerifyReport>(sandbox, ['verify', ...CLUSTER])
  expect(report.verdict).toBe('pass')
  expect(report.checks.filter(({ id }) => id.startsWith('image/'))).toHaveLength(200)

  expect(calls.length).toBeLessThanOrEqual(60)
  const remote = calls.filter(({ service }) => service !== 'helm')
  const took = Math.max(...remote.map(({ ended }) => ended)) - Math.min(...remote.map(({ started }) => started))
  expect(took).toBeLessThanOrEqual(1.5 * chainOf(remote))
})

/** How long the slowest of each kind of the chain took, one after the other; milliseconds. */
function chainOf(calls: Call[]): number {
  const slowest = (operation: RegExp) => calls.filter((call) => operation.test(call.operation)).map(({ started, ended }) => ended - started)
  return CHAIN.reduce((sum, operation) => sum + Math.max(...slowest(operation)), 0)
}
