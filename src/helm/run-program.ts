/** How one run of another program ended. */
export interface ProgramEnd {
  stdout: string
  stderr: string
  /** Missing when it was never started, or ended by a signal. */
  exitCode?: number
  /** Why it could not be started: `ENOENT`, `EACCES` … */
  code?: string
  timedOut: boolean
}

export interface ProgramRun {
  /** For its stdin, which is empty otherwise. */
  input?: string
  /** All of its environment. */
  env: Record<string, string>
  /** Tells it to end. */
  signal: AbortSignal
  /** After so many milliseconds it is told to end. */
  timeoutMs: number
  /** What does not end for so many milliseconds after it was told to is killed. */
  killAfterMs: number
}

/** Runs a program to its end, whatever that is. Throws only the signal's reason, once the program is gone. */
export type RunProgram = (command: string, args: string[], run: ProgramRun) => Promise<ProgramEnd>

/** More than helm says of anything that we ask it; what says more is ended. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024

/** As a child process. SIGTERM first, so that it can tidy up. */
export const runProgram: RunProgram = async (command, args, { input, env, signal, timeoutMs, killAfterMs }) => {
  // Loaded late: what only reads never starts a process.
  const { execa } = await import('execa')
  const result = await execa(command, args, {
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    env,
    extendEnv: false,
    cancelSignal: signal,
    forceKillAfterDelay: killAfterMs,
    timeout: timeoutMs + killAfterMs,
    reject: false,
    maxBuffer: MAX_OUTPUT_BYTES,
  })
  if (result.isCanceled) throw signal.reason
  const { stdout, stderr, exitCode, code, timedOut } = result
  return { stdout, stderr, timedOut, ...(exitCode === undefined ? {} : { exitCode }), ...(code === undefined ? {} : { code }) }
}
