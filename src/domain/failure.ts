/** Who can mend it: the user's input, the world around, or we (a bug). */
export type FailureSource = 'user' | 'environment' | 'bug'

export interface FailureDetails {
  /** Stable, kebab-case; tests and scripts may rely on it. */
  code: string
  /** The whole story in one line. */
  message: string
  source: FailureSource
  /** Exactly one command, or one sentence where no command mends it. */
  fix?: string
  /** Aligned key/value lines below the message. */
  evidence?: [key: string, value: string][]
  /** Anchor under docs/, e.g. `install.md#conflicts`. */
  docs?: string
  /** Exit code where it is not the one of its source (64 for user, 1 otherwise). */
  exitCode?: number
  cause?: unknown
}

/** The one error class: everything that is thrown on purpose, by every layer. Its texts never hold a secret. */
export class Failure extends Error {
  readonly code: string
  readonly source: FailureSource
  readonly fix: string | undefined
  readonly evidence: [string, string][]
  readonly docs: string | undefined
  readonly exitCode: number

  constructor(details: FailureDetails) {
    super(details.message, { cause: details.cause })
    this.name = 'Failure'
    this.code = details.code
    this.source = details.source
    this.fix = details.fix
    this.evidence = details.evidence ?? []
    this.docs = details.docs
    this.exitCode = details.exitCode ?? (details.source === 'user' ? 64 : 1)
  }
}

/** Bad input: names the field and what is allowed; exit 64. */
export function badInput(field: string, problem: string, allowed: string): Failure {
  return new Failure({
    code: 'bad-input',
    source: 'user',
    message: `${field}: ${problem}`,
    evidence: [['allowed', allowed]],
    docs: 'configuration.md',
  })
}
