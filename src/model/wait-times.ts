/** How long an install or an uninstall is patient with what may yet come right by itself; milliseconds. */
export interface WaitTimes {
  /** A release that is `pending-*` may still have a helm at work for so long. */
  pendingReleaseMs: number
  /** Git credentials that are refused are tried again by Flux for so long before that is believed. */
  gitRefusedMs: number
  /** The same for a reconcile of the FluxInstance that fails. */
  instanceFailedMs: number
  /** Between two looks at what cannot be watched. */
  lookAgainMs: number
  /** Before the verify that closes an install looks once more at what is not green yet; later pauses grow. */
  verifyAgainMs: number
}

/** `pendingReleaseMs` is a little longer than the timeout that our own helm runs get (HELM_TIMEOUT_MS): ages are known to the second only. */
export const WAIT_TIMES: WaitTimes = {
  pendingReleaseMs: 125_000,
  gitRefusedMs: 20_000,
  instanceFailedMs: 120_000,
  lookAgainMs: 1_000,
  verifyAgainMs: 500,
}
