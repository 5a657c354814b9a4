import type { Sandbox } from '../../src/sandbox/index.ts'

/**
 * One way in which the chain breaks, on a cluster that is green otherwise. The tables of these are what docs/faults.md is made from, and
 * `faults.test.ts` holds that verify names each and that its printed fix mends it.
 */
export interface Fault {
  /** Kebab-case, for good. */
  id: string
  /** What is broken, in one line. */
  title: string
  break: (sandbox: Sandbox) => void | Promise<void>
  /** `STATUS ID` of every check that reports it; all others pass or are skipped. */
  named: string[]
  cause?: string
  /** `us`: a command of ours. `tool`: the kubectl, aws or flux command that is printed. `somebody`: the fix says who must do what. */
  mendedBy: 'us' | 'tool' | 'somebody'
  /** What the fix asks a person for, or what follows from the fix outside of the sandbox's actors. */
  repair?: (sandbox: Sandbox) => void | Promise<void>
  /** Where mending the first link brings the second to light: what is reported then, and how it is mended. */
  afterwards?: Pick<Fault, 'named' | 'cause' | 'mendedBy' | 'repair'>
}

export const NAMESPACE = 'flux-system'
export const REFLECTOR = 'image-reflector-controller'
export const AUTOMATION = 'image-automation-controller'
export const BOTH = [AUTOMATION, REFLECTOR]
export const ROLE = 'lab-flux-imgctrl-irsa'
export const IMAGES = ['apps/apps-api', 'apps/apps-main', 'apps/web']
export const OTHER_ACCOUNT = '999988887777'
