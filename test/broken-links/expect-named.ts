import { expect } from 'vitest'
import type { CheckResult, VerifyReport } from '../../src/checks/report.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { drive, driveJson } from '../stories/drive.ts'
import { carryOut } from './carry-out.ts'
import type { Fault } from './fault.ts'
import { seedAutomation } from './image-faults.ts'

const INSTALL = [
  'install',
  '--cluster',
  'lab',
  '--yes',
  '--git-url',
  'https://bitbucket.org/acme/fleet.git',
  '--git-path',
  '/',
  '--repository',
  'apps/*',
  '--repository',
  'web',
]
const ROUNDS = 4

/** An installed cluster with image automation, all green. */
export async function greenSandbox(): Promise<Sandbox> {
  const sandbox = await startSandbox({ cluster: 'lab' })
  sandbox.seedImageRepositories()
  const { code, stdout, stderr } = await drive(sandbox, INSTALL, { env: { FLUX_IRSA_GIT_PASSWORD: 's3cret' } })
  expect(code, `${stdout}\n${stderr}`).toBe(0)
  await sandbox.idle()
  await seedAutomation(sandbox)
  expect(troubles((await verified(sandbox)).checks)).toEqual([])
  return sandbox
}

async function verified(sandbox: Sandbox): Promise<VerifyReport> {
  return (await driveJson<VerifyReport>(sandbox, ['verify', '--cluster', 'lab'])).report
}

function troubles(checks: CheckResult[]): CheckResult[] {
  return checks.filter(({ status }) => status === 'fail' || status === 'warn' || status === 'unknown')
}

/** Breaks the link; verify names it and nothing else, and what is printed makes it green again. */
export async function expectNamedAndMended(sandbox: Sandbox, fault: Fault): Promise<void> {
  await fault.break(sandbox)
  await sandbox.idle()
  await expectStep(sandbox, fault, fault.afterwards !== undefined)
  if (fault.afterwards) await expectStep(sandbox, fault.afterwards)
  expect(troubles(await settled(sandbox)).map(story)).toEqual([])
}

async function expectStep(sandbox: Sandbox, step: Omit<Fault, 'id' | 'title' | 'break'>, more = false): Promise<void> {
  const { named, cause, mendedBy, repair } = step
  const { checks } = await verified(sandbox)
  const found = troubles(checks)
  expect(found.map(({ id, status }) => `${status} ${id}`).toSorted(), found.map(story).join('\n')).toEqual(named.toSorted())
  const root = found.find(({ id, status }) => `${status} ${id}` === named[0])
  if (cause) expect(root?.cause, root?.message).toBe(cause)
  const fixes = [...new Set(found.map(({ fix }) => fix ?? ''))]
  expect(fixes.join('\n')).not.toBe('')
  const isCommand = (fix: string) => /^(flux-irsa|kubectl|aws|flux) /.test(fix)
  if (mendedBy === 'us') expect(root?.fix).toMatch(/^flux-irsa /)
  if (mendedBy === 'tool') expect(fixes.every(isCommand), fixes.join('\n')).toBe(true)
  await repair?.(sandbox)
  const commands = mendedBy === 'us' ? [root?.fix ?? ''] : mendedBy === 'tool' ? fixes : []
  for (const fix of commands) await carryOut(sandbox, fix, more)
  await sandbox.idle()
}

/** Flux looks again by itself: what it said before the mending is not its last word. */
async function settled(sandbox: Sandbox): Promise<CheckResult[]> {
  for (let round = 1; ; round++) {
    const { checks } = await verified(sandbox)
    if (troubles(checks).length === 0 || round === ROUNDS) return checks
    await sandbox.idle()
  }
}

function story({ id, status, message, fix }: CheckResult): string {
  return `${status} ${id}: ${message}\n    fix: ${fix}`
}
