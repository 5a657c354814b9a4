import { expect } from 'vitest'
import { nextOfChecks } from '../../src/cli/next-after.ts'
import type { CheckResult, VerifyReport } from '../../src/model/verify-report.ts'
import { carryOut, run } from './carry-out.ts'
import type { Fault } from './fault.ts'
import type { Scene } from './scene.ts'

export const INSTALL = [
  'install',
  '--cluster',
  'lab',
  '--yes',
  '--git-url',
  'https://bitbucket.org/acme/fleet.git',
  '--git-path',
  '/',
].concat(['--repository', 'apps/*', '--repository', 'web'])
const ROUNDS = 4

/** What verify has to say besides passes and skips. */
async function troublesOf(scene: Scene): Promise<CheckResult[]> {
  const { stdout, stderr } = await run(scene, ['verify', '--cluster', 'lab', '-o', 'json'])
  const { checks } = JSON.parse(stdout || expect.fail(stderr)) as VerifyReport
  return checks.filter(({ status }) => status === 'fail' || status === 'warn' || status === 'unknown')
}

/** All is well, or will be after a few looks: Flux looks again by itself, and what it said before the mending is not its last word. */
export async function expectGreen(scene: Scene): Promise<void> {
  for (let round = 1; ; round++) {
    const troubles = await troublesOf(scene)
    if (troubles.length === 0 || round === ROUNDS) return expect(troubles.map(story)).toEqual([])
    await scene.settle()
  }
}

/** Breaks the link; verify names it and nothing else, and what is printed makes it green again. */
export async function expectNamedAndMended(scene: Scene, fault: Fault): Promise<void> {
  await fault.break(scene)
  await scene.settle()
  await expectStep(scene, scene.name === 'lab' ? { ...fault, ...fault.onLab } : fault, fault.afterwards !== undefined)
  if (fault.afterwards) await expectStep(scene, fault.afterwards)
  await expectGreen(scene)
}

async function expectStep(scene: Scene, step: Pick<Fault, 'named' | 'cause' | 'mendedBy' | 'repair'>, more = false): Promise<void> {
  const { named, cause, mendedBy, repair } = step
  const found = await troublesOf(scene)
  expect(found.map(({ id, status }) => `${status} ${id}`).toSorted(), found.map(story).join('\n')).toEqual(named.toSorted())
  const root = found.find(({ id, status }) => `${status} ${id}` === named[0])
  if (cause) expect(root?.cause, root?.message).toBe(cause)
  expectNext(found)
  const fixes = [...new Set(found.map(({ fix }) => fix ?? ''))]
  expect(fixes.join('\n')).not.toBe('')
  const isCommand = (fix: string) => /^(flux-irsa|kubectl|aws|flux) /.test(fix)
  if (mendedBy === 'us') expect(root?.fix).toMatch(/^flux-irsa /)
  if (mendedBy === 'tool') expect(fixes.every(isCommand), fixes.join('\n')).toBe(true)
  await repair?.(scene)
  const commands = mendedBy === 'us' ? [root?.fix ?? ''] : mendedBy === 'tool' ? fixes : []
  for (const fix of commands) await carryOut(scene, fix, more)
  await scene.settle()
}

/** What is printed as the next command is never the one that has just failed, and writes no report of that run again. */
function expectNext(checks: CheckResult[]): void {
  for (const args of [['verify', '--cluster', 'lab'], INSTALL]) {
    const next = nextOfChecks({ checks }, [...args, '--report-file', 'report.html']) ?? ''
    expect(next).not.toContain('--report-file')
    expect(next).not.toMatch(new RegExp(`^flux-irsa ${args[0]}(?: --(?:cluster|region) \\S+)*$`))
  }
}

function story({ id, status, message, fix }: CheckResult): string {
  return `${status} ${id}: ${message}\n    fix: ${fix}`
}
