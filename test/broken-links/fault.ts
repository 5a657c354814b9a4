import type { Scene } from './scene.ts'

/**
 * One way in which the chain breaks, on a cluster that is green otherwise. The tables of these are what docs/faults.md is made from;
 * verify names each, and its printed fix mends it, on the simulated servers (here) and on real ones (test/lab/broken-links.test.ts).
 */
export interface Fault {
  /** Kebab-case, for good. */
  id: string
  /** What is broken, in one line. */
  title: string
  /** What the cluster is installed with besides; it is one of its own then. */
  install?: string[]
  break: (scene: Scene) => Promise<void>
  /** `STATUS ID` of every check that reports it; all others pass or are skipped. */
  named: string[]
  cause?: string | undefined
  /** `us`: a command of ours. `tool`: the kubectl, aws or flux command that is printed. `somebody`: the fix says who must do what. */
  mendedBy: 'us' | 'tool' | 'somebody'
  /** What the fix asks a person for, or what follows from the fix outside of what runs in the cluster. */
  repair?: (scene: Scene) => Promise<void>
  /** Where mending the first link brings the second to light: what is reported then, and how it is mended. */
  afterwards?: Pick<Fault, 'named' | 'cause' | 'mendedBy' | 'repair'>
  /** Why real servers do not show it, in words for docs/faults.md. */
  onlySimulated?: string
  /** What real servers make of it where that is something else, and why. */
  onLab?: { named: string[]; cause?: string | undefined; because: string }
}

/** Why a fault that is set as the words of source-controller is not tried where that runs: test/lab/sources.test.ts has the same for real. */
export const REALLY_FETCHED = 'source-controller of the lab really fetches and says its own words; that is tried there by itself'

export const NAMESPACE = 'flux-system'
export const REFLECTOR = 'image-reflector-controller'
export const AUTOMATION = 'image-automation-controller'
export const BOTH = [AUTOMATION, REFLECTOR]
export const ROLE = 'lab-flux-imgctrl-irsa'
export const ROLE_ANNOTATION = 'eks.amazonaws.com/role-arn'
export const IMAGES = ['apps/apps-api', 'apps/apps-main', 'apps/web']
export const OTHER_ACCOUNT = '999988887777'
