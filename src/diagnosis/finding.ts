import type { Confidence } from './cause.ts'

/** One root cause of what was read. */
export interface Finding {
  /** Id of the cause, and its heading in docs/causes.md. */
  cause: string
  confidence: Confidence
  /** The words that were seen, with the object that said them; no secret. */
  evidence: string[]
  /** What else would decide; absent where the text proves the cause. */
  differs?: string[]
  /** A command to paste, with the names found in the input, or who must do what. */
  fix: string
  /** Relative anchor under docs/. */
  docs: string
}

export interface ExplainReport {
  schema: 'flux-irsa/explain/v1'
  /** Root causes, best first; empty when nothing is known. */
  findings: Finding[]
}
