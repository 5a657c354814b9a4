import type { Death } from './deaths.ts'
import { nameOf, type Fault, type Site } from './disturbance.ts'
import type { Matrix } from './matrix.ts'

/** One disturbance of a run; `attempt` answers with what went wrong. */
export interface Case {
  name: string
  attempt: () => Promise<string[]>
}
interface Row {
  title: string
  cases: (matrix: Matrix) => Case[]
}

/** `npm run test:faults`: what has no effect strikes every call alone too, and what `npm test` samples is done at all of them. */
const ALL = process.env['FLUX_IRSA_FAULTS'] === 'all'

const isHelm = ({ call }: Site) => call.to === 'helm'
const isWrite = ({ call }: Site) => call.write && call.to !== 'helm'
const isRead = ({ call }: Site) => !call.write
/** The API server's reads are never stale: without a resourceVersion it answers from a quorum (Kubernetes API Concepts, "Resource versions"). */
const isIamRead = ({ call }: Site) => /^iam:(Get|List)/.test(call.name)
const sample = <T>(list: T[], nth: number) => (ALL ? list : list.filter((_, index) => index % nth === 0))

/** Every call where it is one of the scenarios that the promise is about, every twentieth of the others. */
const each = ({ scenario }: Matrix, sites: Site[]) => (scenario.sampled ? sample(sites, 20) : sites)

const struck = (matrix: Matrix, fault: Fault, sites: Site[], options?: { helm: 'process' }): Case[] =>
  sites.map((site) => ({ name: `${fault} ${nameOf(site)}`, attempt: async () => (await matrix.disturb(fault, site, options)).problems }))

/**
 * For faults that a call gets over by being made again: what comes after a struck call of its name is that call once more, so that every
 * second of each name can be struck in one run. Where such a run is not healed, its calls are struck in ever smaller groups, down to one.
 */
function healed(matrix: Matrix, fault: Fault, sites: Site[]): Case[] {
  if (ALL) return struck(matrix, fault, sites)
  const together = (places: Site[]): Case[] =>
    places.length === 0 ? [] : [{ name: `${fault} ${nameOf(places)}`, attempt: () => divided(matrix, fault, places) }]
  return [1, 0].flatMap((rest) => together(sites.filter(({ nth }) => nth % 2 === rest)))
}

async function divided(matrix: Matrix, fault: Fault, sites: Site[]): Promise<string[]> {
  const { problems, isHealed } = await matrix.disturb(fault, sites)
  if (isHealed || sites.length === 1) return problems
  const half = Math.ceil(sites.length / 2)
  return [...problems, ...(await divided(matrix, fault, sites.slice(0, half))), ...(await divided(matrix, fault, sites.slice(half)))]
}

const revived = (matrix: Matrix, deaths: Death[], then?: 'with stale reads'): Case[] =>
  deaths.map((death) => ({ name: `killed ${death.when} ${nameOf(death.site)}`, attempt: () => matrix.revive(death, then) }))
const iamWrites = ({ deaths }: Matrix) => deaths.filter(({ when, site }) => when === 'after' && isWrite(site) && site.call.to === 'aws')

export const ROWS: Row[] = [
  {
    title: 'killed before any call',
    cases: (matrix) =>
      revived(
        matrix,
        matrix.deaths.filter(({ when }) => when === 'before'),
      ),
  },
  {
    title: 'killed after any call',
    cases: (matrix) =>
      revived(
        matrix,
        matrix.deaths.filter(({ when }) => when === 'after'),
      ),
  },
  {
    title: 'killed after any write to IAM, whose reads then lag',
    cases: (matrix) => revived(matrix, iamWrites(matrix), 'with stale reads'),
  },
  {
    title: 'killed in the middle of what it does at a write',
    cases: (matrix) => struck(matrix, 'killed before', sample(matrix.sites.filter(isWrite), 5)),
  },
  { title: 'killed, with a helm that lives on', cases: (matrix) => struck(matrix, 'orphaned', sample(matrix.sites.filter(isHelm), 4)) },
  { title: 'interrupted at any call', cases: (matrix) => struck(matrix, 'interrupted', each(matrix, matrix.sites)) },
  {
    title: 'interrupted while helm, a process of its own, is at work',
    cases: (matrix) => struck(matrix, 'interrupted', sample(matrix.sites.filter(isHelm), 6), { helm: 'process' }),
  },
  {
    title: 'answered with an error after the effect',
    cases: (matrix) => [
      ...struck(matrix, 'failed', each(matrix, matrix.sites.filter(isWrite))),
      ...healed(matrix, 'failed', matrix.sites.filter(isRead)),
    ],
  },
  {
    title: 'not answered in time after the effect',
    cases: (matrix) => [
      ...struck(matrix, 'hang', each(matrix, matrix.sites.filter(isWrite))),
      ...healed(matrix, 'hang', matrix.sites.filter(isRead)),
    ],
  },
  {
    title: 'cut off after the effect',
    cases: (matrix) =>
      struck(
        matrix,
        'lost',
        sample(
          matrix.sites.filter((site) => !isHelm(site)),
          10,
        ),
      ),
  },
  {
    title: 'throttled at any call',
    cases: (matrix) =>
      healed(
        matrix,
        'throttled',
        matrix.sites.filter((site) => !isHelm(site)),
      ),
  },
  {
    title: 'reading IAM as it was before the last write',
    cases: (matrix) => struck(matrix, 'stale', each(matrix, matrix.sites.filter(isIamRead))),
  },
]
