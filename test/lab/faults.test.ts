import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstDifference } from '../faults/first-difference.ts'
import { excess, plus, type Counts } from '../faults/end-state.ts'
import { troubles } from '../faults/judge.ts'
import { labEndState } from './lab-end-state.ts'
import { startLabGate, type LabGate } from './lab-gate.ts'
import { LAB } from './lab-server.ts'
import { randomFault, randomNumbers, type RandomFault } from './random-faults.ts'
import { INSTALL, onStage, PASSWORD, UNINSTALL } from './stage.ts'
import { struckRun, type Struck } from './strike.ts'

const COUNT = Number(process.env['FLUX_IRSA_RUNS'] ?? 30)
/** Another sample for each day's work: `FLUX_IRSA_SEED=random`; a number repeats. */
const SAID = process.env['FLUX_IRSA_SEED'] ?? '20261123'
const SEED = SAID === 'random' ? Date.now() % 2 ** 31 : Number(SAID)
const LEASE = { kind: 'Lease', namespace: 'flux-system', name: 'flux-irsa' }

interface Command {
  args: string[]
  end: unknown
  counts: Counts
  calls: number
}

describe.skipIf(!LAB)('install and uninstall on real servers, disturbed at any call and run again, end as undisturbed', () => {
  const stage = onStage()
  let gate: LabGate
  beforeAll(async () => {
    const cluster = await stage.aws.cluster('lab')
    gate = await startLabGate(stage.lab, { endpoint: cluster?.endpoint ?? '', ca: cluster?.certificateAuthority ?? '' })
  })
  afterAll(() => gate.close())

  const run = (args: string[], fault?: RandomFault, pendingReleaseMs = 0) =>
    struckRun(gate, stage.lab.ca, [...args, '-o', 'json', '--timeout', '60s'], fault, {
      lockTimes: { durationMs: 15_000, renewMs: 5_000 },
      waitTimes: { pendingReleaseMs },
    })

  async function undisturbed(args: string[]): Promise<Command> {
    const { code, stdout, stderr, calls, effects } = await run(args)
    expect(code, `${stdout}${stderr}`).toBe(0)
    return { args, end: await labEndState(stage), counts: countsOf(effects), calls: calls.length }
  }

  /** What went wrong, or nothing. */
  async function disturbed({ args, end, counts }: Command, fault: RandomFault): Promise<string[]> {
    const first = await run(args, fault)
    if (/^killed|orphaned/.test(fault.kind)) await freeLock()
    const held = (await stage.kube.get(LEASE))?.['spec'] as { holderIdentity?: string } | undefined
    const second = await run(args, undefined, fault.kind === 'orphaned' ? 20_000 : 0)
    const problems = [first, second].flatMap(leaks)
    if (held?.holderIdentity) problems.push('the lock is kept')
    if (/"code": ?"bug"|\n\s+at .*\.[jt]s:\d+/.test(first.stdout + first.stderr)) problems.push(`meets a bug: ${troubles(first)}`)
    if (second.code !== 0) problems.push(`the second run exits ${second.code}: ${troubles(second)}`)
    const difference = firstDifference(await labEndState(stage), end)
    if (difference) problems.push(`ends otherwise than undisturbed: ${difference}`)
    problems.push(...excess(plus(countsOf(first.effects), countsOf(second.effects)), counts))
    const { struck } = first
    return problems.map((problem) => `${fault.kind} at call ${fault.at} (${struck ? `${struck.to} ${struck.name}` : 'none'}): ${problem}`)
  }

  /** As it expires by itself after its duration. */
  async function freeLock(): Promise<void> {
    if (await stage.kube.get(LEASE)) await stage.kube.mergePatch(LEASE, { spec: { holderIdentity: null } })
  }

  test(`${COUNT} faults, chosen by seed ${SEED}`, async () => {
    await addNeighbours()
    const install = await undisturbed(INSTALL)
    const uninstall = await undisturbed(UNINSTALL)
    const random = randomNumbers(SEED)
    const problems: string[] = []
    for (let done = 0; done < COUNT; done++) {
      const command = done % 2 === 0 ? install : uninstall
      problems.push(...(await disturbed(command, randomFault(random, command.calls))))
    }
    expect(problems.join('\n'), `FLUX_IRSA_SEED=${SEED}`).toBe('')
  }, 900_000)

  /** Others live in the account and in the cluster too. */
  async function addNeighbours(): Promise<void> {
    const trust = {
      Version: '2012-10-17' as const,
      Statement: [{ Effect: 'Allow' as const, Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    }
    await stage.aws.createRole({ name: 'somebody-elses', path: '/', trust, description: '', tags: { owner: 'somebody' } })
    await stage.kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apps' } })
    const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/somebody-elses' }
    await stage.kube.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web', namespace: 'apps', annotations } })
  }
})

function leaks({ stdout, stderr }: Struck): string[] {
  const password = PASSWORD.FLUX_IRSA_GIT_PASSWORD
  const forms = [password, Buffer.from(password).toString('base64')]
  return forms.some((form) => (stdout + stderr).includes(form)) ? ['the password shows in the output'] : []
}

/** Creates and deletes by name; helm's revisions, locks and questions left out. */
function countsOf(effects: Struck['effects']): Counts {
  const counts: Counts = {}
  for (const { name } of effects) {
    if (!/:(Create|Delete)|^(create|delete) /.test(name) || /\/(secrets|leases|events|selfsubject\w+)/.test(name)) continue
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}
