import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Checkpoint } from '../../src/sandbox/checkpoint.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import type { KubeObject } from '../../src/model/kube.ts'
import { disturbed } from './disturbance.ts'
import { DRIFTS } from './drift.ts'
import { endState } from './end-state.ts'
import { firstDifference } from './first-difference.ts'
import { beginAt, CANARY, CHANGE, INSTALL, OPTIONS, UNINSTALL, UPDATE } from './scenario.ts'

const RUNS = Number(process.env['FLUX_IRSA_RUNS'] ?? 5)
/** The same sequences each time, so that a red test is red for all; `FLUX_IRSA_SEED=random` looks further, a number repeats. */
const SEED = process.env['FLUX_IRSA_SEED'] ?? '20261123'

const COMMANDS: Record<string, string[]> = {
  install: [
    ...INSTALL.args,
    '--role-name',
    'lab-flux-imgctrl-irsa',
    '--policy-name',
    'lab-flux-ecr-ro',
    ...accounts('image-reflector-controller', 'image-automation-controller'),
  ],
  renamed: CHANGE.args,
  // Tags that an earlier run set stay, so none is set here.
  updated: [
    ...UPDATE.args.filter((word) => word !== '--tag' && word !== 'team=a'),
    '--role-name',
    'lab-flux-imgctrl-irsa',
    '--policy-name',
    'lab-flux-ecr-ro',
  ],
  uninstall: UNINSTALL.args,
}

function accounts(...names: string[]): string[] {
  return names.flatMap((name) => ['--service-account', name])
}

interface Step {
  command?: string
  /** The run is killed at its n-th call. */
  killedAt?: number
  drift?: string
}
const command = fc.constantFrom(...Object.keys(COMMANDS))
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ command }) },
  { weight: 2, arbitrary: fc.record({ command, killedAt: fc.integer({ min: 5, max: 130 }) }) },
  { weight: 2, arbitrary: fc.record({ drift: fc.constantFrom(...Object.keys(DRIFTS)) }) },
)

test(`after any sequence of installs, changes by hand, kills and uninstalls the last command decides (${RUNS} sequences)`, async () => {
  const empty = await beginAt()
  const from = empty.checkpoint()
  await empty.close()
  const wanted = new Map<string, unknown>()
  for (const name of Object.keys(COMMANDS)) wanted.set(name, await alone(name, from))

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), command, async (steps, last) => {
      const sandbox = await beginAt(from)
      try {
        for (const one of [...steps, { command: last }]) await take(sandbox, one, wanted)
      } finally {
        await sandbox.close()
      }
    }),
    { numRuns: RUNS, ...(SEED === 'random' ? {} : { seed: Number(SEED) }), verbose: 1 },
  )
}, 600_000)

async function take(sandbox: Sandbox, { command: name, killedAt, drift }: Step, wanted: Map<string, unknown>): Promise<void> {
  if (drift) DRIFTS[drift]?.(sandbox)
  if (name) {
    const run = await disturbed(sandbox, COMMANDS[name] ?? [], killedAt ? { fault: 'killed before', site: killedAt } : undefined, OPTIONS)
    expect(run.stdout + run.stderr).not.toContain(CANARY)
    if (!run.struck) expect(run.code === 0 ? '' : run.stdout + run.stderr).toBe('')
    await sandbox.idle()
    if (!run.struck) expect(firstDifference(lasting(sandbox), wanted.get(name)) ?? '').toBe('')
    freeLock(sandbox)
  }
  await sandbox.idle()
}

async function alone(name: string, from: Checkpoint): Promise<unknown> {
  const sandbox = await beginAt(from)
  await disturbed(sandbox, COMMANDS[name] ?? [], undefined, OPTIONS)
  await sandbox.idle()
  const state = lasting(sandbox)
  await sandbox.close()
  return state
}

/** The end state without what tells of the past: versions of a policy, the operator's CRDs, which stay. */
function lasting(sandbox: Sandbox): unknown {
  const state = endState(sandbox) as { iam: { policies: Record<string, object> }; kubernetes: KubeObject[] }
  const policies = Object.fromEntries(Object.entries(state.iam.policies).map(([arn, policy]) => [arn, { ...policy, versions: [] }]))
  const kubernetes = state.kubernetes.filter(({ kind }) => kind !== 'CustomResourceDefinition')
  return { ...state, iam: { ...state.iam, policies }, kubernetes }
}

function freeLock({ kube: { store } }: Sandbox): void {
  const lease = '/apis/coordination.k8s.io/v1/namespaces/flux-system/leases/flux-irsa'
  if (store.get(lease))
    store.patch(lease, { spec: { holderIdentity: null } }, { type: 'application/merge-patch+json', manager: 'flux-irsa' })
}
