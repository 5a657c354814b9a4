import { beforeAll, describe, expect, test } from 'vitest'
import { FAULTS, nameOf, type Fault, type Site } from './disturbance.ts'
import { matrixOf, type Matrix } from './matrix.ts'
import type { Scenario } from './scenario.ts'

/** `FLUX_IRSA_FAULT='killed before kubernetes patch …'`: only cases whose name begins so. */
const ONLY = process.env['FLUX_IRSA_FAULT']

/** Every fault at every site of the scenario that it makes sense at. */
export function runMatrix(scenario: Scenario): void {
  describe(`${scenario.name}, disturbed at any of its calls and run again, ends as undisturbed`, () => {
    let matrix: Matrix
    beforeAll(async () => {
      matrix = await matrixOf(scenario)
    }, 60_000)

    test.each(FAULTS)(
      '%s',
      async (fault) => {
        const failed: string[] = []
        for (const site of matrix.sites.filter((candidate) => applies(fault, candidate))) {
          const name = `${fault} ${nameOf(site)}`
          if (ONLY && !name.startsWith(ONLY)) continue
          const problems = await matrix.try(fault, site)
          if (problems.length > 0) failed.push(`${name}\n    ${problems.join('\n    ')}`)
        }
        expect(failed.join('\n')).toBe('')
      },
      300_000,
    )
  })
}

function applies(fault: Fault, { call: { to, write, name }, nth }: Site): boolean {
  if (fault === 'stale') return name.startsWith('iam:Get') || name.startsWith('iam:List')
  if (!write) return false
  if (to === 'helm') return fault === 'killed before' || ((fault === 'orphaned' || fault === 'interrupted') && nth % 3 === 1)
  return fault !== 'orphaned' && fault !== 'hang'
}
