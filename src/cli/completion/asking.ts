import type { Io } from '../io.ts'

/** What a value is looked for with. */
export interface Asking {
  env: Io['env']
  trustedCa?: string
  /** What was said for an option earlier in the line, else by its variable. */
  text: (key: string) => string | undefined
  /** Ends every question to AWS. */
  interrupted: AbortSignal
}
