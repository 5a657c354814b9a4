import { Failure } from '../../domain/failure.ts'
import { fail, notApplicable, pass, type Check, type Finding } from '../kernel/check.ts'
import type { Facts } from '../kernel/facts.ts'

const section = 'caller'

// AWS takes signatures that are at most 5 minutes off, and an EKS token for 15 minutes from its own date.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
const MOST_SKEW_MS = 5 * 60_000
const NOTEWORTHY_SKEW_MS = 60_000

export const CALLER: Check[] = [
  {
    id: 'caller',
    section,
    severity: 'fail',
    title: 'AWS knows the caller',
    needs: [],
    run: ({ caller }) => pass(`${caller.arn} in account ${caller.account}`),
  },
  {
    id: 'clock',
    section,
    severity: 'fail',
    title: 'the clock of this machine is that of AWS',
    needs: [],
    run: ({ caller }) => clock(caller.clockOffsetMs),
  },
  {
    id: 'helm',
    section,
    severity: 'notice',
    title: 'helm is here for install and uninstall',
    needs: [],
    each: async ({ helmVersion }) => (helmVersion ? [{ name: '' }] : []),
    run: helm,
  },
]

function clock(offsetMs: number | undefined): Finding {
  if (offsetMs === undefined) return notApplicable('AWS did not say what time it is')
  const off = Math.abs(offsetMs)
  const says = `this machine is ${Math.round(off / 1000)} s ${offsetMs > 0 ? 'behind' : 'ahead of'} AWS`
  if (off <= MOST_SKEW_MS)
    return pass('within 5 minutes', [], off > NOTEWORTHY_SKEW_MS ? `${says}; signatures are refused from 5 minutes on` : '')
  return fail(`${says}: signatures and tokens made here are refused`, {
    cause: 'clock-skew',
    fix: 'Set the clock of this machine by a time server (chronyc makestep, w32tm /resync, or restart Docker Desktop), then run the same command again.',
  })
}

/** Nothing of the chain hangs on it, so its absence is a hint. */
async function helm({ helmVersion }: Facts): Promise<Finding> {
  try {
    return pass(`helm ${await helmVersion?.()}`)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return notApplicable('install and uninstall would end here', `${error.message}; verify needs no helm, install and uninstall do`)
  }
}
