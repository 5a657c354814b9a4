import { expect, it } from 'vitest'
import type { CheckResult, VerifyReport } from '../../src/model/verify-report.ts'
import { verify, type VerifyOptions } from '../../src/checks/kernel/verify.ts'
import { Failure } from '../../src/domain/failure.ts'
import { ACCOUNT, AUTOMATION, INSTALL, NAMESPACE, REFLECTOR } from './objects.ts'
import { awsOf, kubeOf } from './readers.ts'
import { healthyWorld, type World } from './world.ts'

export function verifyWorld(world: World, options: Partial<VerifyOptions> = {}): Promise<VerifyReport> {
  return verify({
    aws: awsOf(world),
    kube: world.kubeDown ?? kubeOf(world),
    cluster: world.cluster,
    caller: { account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/alice`, clockOffsetMs: 400 },
    helmVersion: async () => '4.0.1',
    region: 'eu-west-1',
    settings: { namespace: NAMESPACE, serviceAccounts: [REFLECTOR, AUTOMATION], install: INSTALL },
    emit: () => {},
    now: () => 1_000,
    signal: new AbortController().signal,
    concurrency: 8,
    ...options,
  })
}

export const refusal = (code: string, message: string): Failure => new Failure({ code, message, source: 'environment' })

export function check(report: VerifyReport, id: string): CheckResult {
  const found = report.checks.find((each) => each.id === id)
  if (!found) throw new Error(`no check ${id} among ${report.checks.map((each) => each.id).join(', ')}`)
  return found
}

/** `id status` of all that is neither pass nor skip. */
export function troubles(report: VerifyReport): string[] {
  return report.checks.filter(({ status }) => status !== 'pass' && status !== 'skip').map(({ id, status }) => `${status} ${id}`)
}

export interface Break {
  name: string
  by: (world: World) => void
  /** `status id` of everything that must not pass, the one to look at last. */
  troubles: string[]
  cause?: string
  /** Part of its message. */
  says?: string
  fix?: string | RegExp
}

/** One test for each: the right checks report it, all else passes or is skipped, and there is one fix on one line. */
export function describeBreaks(breaks: Break[]): void {
  it.each(breaks)('$name', async ({ by, troubles: expected, cause, says, fix }) => {
    const world = healthyWorld()
    by(world)
    const report = await verifyWorld(world)
    expect(troubles(report).toSorted()).toEqual(expected.toSorted())

    const last = expected.at(-1) ?? ''
    const found = check(report, last.slice(last.indexOf(' ') + 1))
    if (cause) expect(found.cause).toBe(cause)
    if (says) expect(found.message).toContain(says)
    if (fix) expect(found.fix).toEqual(fix instanceof RegExp ? expect.stringMatching(fix) : fix)
    if (found.status !== 'unknown') expect(found.fix).toBeTruthy()
    expect(found.fix ?? '').not.toMatch(/\n|&&|;/)
  })
}
