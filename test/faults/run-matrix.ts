import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROWS } from './cases.ts'
import { matrixOf, type Matrix } from './matrix.ts'
import type { Scenario } from './scenario.ts'

/** `FLUX_IRSA_FAULT='killed before kubernetes patch …'`: only cases whose name begins so. */
const ONLY = process.env['FLUX_IRSA_FAULT'] ?? ''

/** Every fault at every call of the scenario. */
export function runMatrix(scenario: Scenario): void {
  describe(`${scenario.name}, disturbed at any of its calls and run again, ends as undisturbed`, () => {
    let matrix: Matrix
    beforeAll(async () => {
      matrix = await matrixOf(scenario)
    }, 120_000)
    afterAll(() => {
      const { cases, struck, survived, ends } = matrix.tally
      process.stdout.write(
        `${scenario.name}: ${matrix.sites.length} calls; ${cases} disturbed runs, ${struck} calls struck, ` +
          `${survived} went well all the same; the rest left ${ends} different states, each of which was run again\n`,
      )
    })

    test.each(ROWS.map(({ title, cases }) => [title, cases] as const))(
      '%s',
      async (_title, cases) => {
        const failed: string[] = []
        for (const { name, attempt } of cases(matrix)) {
          if (!name.startsWith(ONLY)) continue
          const problems = await attempt()
          if (problems.length > 0) failed.push(`${name}\n    ${problems.join('\n    ')}`)
        }
        expect(failed.join('\n')).toBe('')
      },
      3_600_000,
    )
  })
}
