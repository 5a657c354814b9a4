import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { Checkpoint } from '../../src/sandbox/checkpoint.ts'
import type { GateCall } from '../../src/sandbox/gate.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { disturbed } from './disturbance.ts'
import { endState } from './end-state.ts'
import { firstDifference } from './first-difference.ts'
import { beginAt, CANARY, INSTALL, OPTIONS } from './scenario.ts'

const LAUNCHER = join(import.meta.dirname, '../../bin/flux-irsa.js')
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/flux-system/leases/flux-irsa'

let from: Checkpoint
let end: unknown
beforeAll(async () => {
  const sandbox = await beginAt()
  from = sandbox.checkpoint()
  const undisturbed = await disturbed(sandbox, INSTALL.args, undefined, OPTIONS)
  if (undisturbed.code !== 0) throw new Error(undisturbed.stdout)
  await sandbox.idle()
  end = endState(sandbox)
  await sandbox.close()
}, 60_000)

test.each([
  'iam:CreateRole',
  'patch /api/v1/namespaces/flux-system/serviceaccounts/image-automation-controller',
  'upgrade flux-operator',
  'upgrade flux',
])(
  'the built program, killed with SIGKILL at %s, is finished by running it again; helm, which lives on, is waited for',
  async (name) => {
    const sandbox = await beginAt(from)
    await killedAt(sandbox, name)
    // The dead run's lock is not waited for here; that it expires is the lock's own test.
    if (sandbox.kube.store.get(LEASE)) {
      sandbox.kube.store.patch(LEASE, { spec: { holderIdentity: null } }, { type: 'application/merge-patch+json', manager: 'flux-irsa' })
    }
    const again = await disturbed(sandbox, INSTALL.args, undefined, {
      ...OPTIONS,
      waitTimes: { lookAgainMs: 20, pendingReleaseMs: 10_000 },
    })
    await sandbox.idle()
    expect(again.code === 0 ? '' : again.stdout + again.stderr).toBe('')
    expect(firstDifference(endState(sandbox), end)).toBeUndefined()
    expect(sandbox.helm.working()).toBe(0)
    await sandbox.close()
  },
  60_000,
)

async function killedAt(sandbox: Sandbox, name: string): Promise<void> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...sandbox.env, FLUX_IRSA_GIT_PASSWORD: CANARY }
  const child = spawn(process.execPath, [LAUNCHER, ...INSTALL.args], { env, stdio: 'ignore' })
  let met = false
  sandbox.helm.orphans = true
  sandbox.helm.stepDelayMs = 10
  sandbox.gate = {
    fate(call: GateCall) {
      if (!met && call.name === name) {
        met = true
        child.kill('SIGKILL')
        return call.to === 'helm' ? 'pass' : 'cut'
      }
      return !met || call.to === 'helm' ? 'pass' : 'refused'
    },
  }
  await once(child, 'exit')
  sandbox.gate = undefined
  expect({ met, signal: child.signalCode }).toEqual({ met: true, signal: 'SIGKILL' })
}
