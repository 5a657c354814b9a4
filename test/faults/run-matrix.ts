import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nameOf, type Disturbance, type Fault, type Site } from './disturbance.ts'
import { matrixOf, type Matrix } from './matrix.ts'
import type { Scenario } from './scenario.ts'

/** `FLUX_IRSA_FAULT='killed before kubernetes patch …'`: only cases whose name begins so. */
const ONLY = process.env['FLUX_IRSA_FAULT']

type Place = Disturbance['site']
interface Row {
  fault: Fault
  where: string
  sites: (all: Site[]) => Place[]
  rerun?: 'with stale reads'
}

const overHttp = (all: Site[]) => all.filter(({ call }) => call.write && call.to !== 'helm')
const helmSteps = (all: Site[]) => all.filter(({ call }) => call.to === 'helm')
const reads = (all: Site[]) => all.filter(({ call }) => !call.write)
const every = <T>(list: T[], nth: number) => list.filter((_, index) => index % nth === 0)
const iamReadsAfterWrites = (all: Site[]) =>
  all
    .slice(
      Math.max(
        0,
        all.findIndex(({ call }) => call.to === 'aws' && call.write),
      ),
    )
    .filter(({ call }) => /^iam:(Get|List)/.test(call.name))

/**
 * What dies at a read has done what it had done at the write before: so kills are at writes and at helm's steps only. A read that is
 * answered badly is asked again: one run meets that at all of its reads. So it is with what was throttled, which had no effect. A request
 * that hangs is a lost one that takes longer to be noticed.
 */
const ROWS: Row[] = [
  { fault: 'killed before', where: 'any write and any step of helm', sites: (all) => [...overHttp(all), ...helmSteps(all)] },
  { fault: 'killed after', where: 'any write', sites: overHttp },
  {
    fault: 'killed after',
    where: 'any write to IAM, whose reads then lag',
    sites: (all) => overHttp(all).filter(({ call }) => call.to === 'aws'),
    rerun: 'with stale reads',
  },
  { fault: 'orphaned', where: 'a step of a helm that lives on', sites: (all) => every(helmSteps(all), 4) },
  {
    fault: 'interrupted',
    where: 'any write and some reads and steps of helm',
    sites: (all) => [...overHttp(all), ...every(helmSteps(all), 5), ...every(reads(all), 8)],
  },
  { fault: 'lost', where: 'any write, and at all reads', sites: (all) => [...overHttp(all), 'every read'] },
  { fault: 'failed', where: 'any write, and at all reads', sites: (all) => [...overHttp(all), 'every read'] },
  { fault: 'hang', where: 'every third write', sites: (all) => every(overHttp(all), 3) },
  { fault: 'throttled', where: 'all calls', sites: () => ['every call'] },
  { fault: 'stale', where: 'any read of IAM after a write', sites: iamReadsAfterWrites },
]

/** Every fault at every site of the scenario that it makes a difference at. */
export function runMatrix(scenario: Scenario): void {
  describe(`${scenario.name}, disturbed at any of its calls and run again, ends as undisturbed`, () => {
    let matrix: Matrix
    beforeAll(async () => {
      matrix = await matrixOf(scenario)
    }, 120_000)
    afterAll(() => {
      const { cases, struck, survived, reruns } = matrix.tally
      process.stdout.write(
        `${scenario.name}: ${cases} cases, ${struck} struck, ${survived} went well all the same, ${reruns} end states were run again\n`,
      )
    })

    test.each(ROWS.map((row) => [`${row.fault} at ${row.where}`, row] as const))(
      '%s',
      async (_title, { fault, sites, rerun }) => {
        const failed: string[] = []
        for (const site of sites(matrix.sites)) {
          const name = `${fault} ${nameOf(site)}`
          if (ONLY && !name.startsWith(ONLY)) continue
          const problems = await matrix.try(fault, site, rerun)
          if (problems.length > 0) failed.push(`${name}\n    ${problems.join('\n    ')}`)
        }
        expect(failed.join('\n')).toBe('')
      },
      600_000,
    )
  })
}
