import { Readable, Writable } from 'node:stream'
import type { Io } from '../../src/cli/io.ts'
import { run } from '../../src/cli/run.ts'
import { WAIT_TIMES } from '../../src/model/wait-times.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { becomeEnvironment } from './become-environment.ts'
import { helmInProcess } from './helm-in-process.ts'

export interface Outcome {
  code: number
  stdout: string
  stderr: string
}

export interface DriveOptions {
  env?: Record<string, string>
  stdin?: string | Readable
  /** Somebody sits there: what is in `stdin` is what they type. */
  terminal?: boolean
  interrupted?: AbortSignal
  lockTimes?: Io['lockTimes']
  waitTimes?: Partial<Io['waitTimes']>
  requestTimeoutMs?: number
  /** The sandbox's helm is a process of its own, as it is for a user; its commands are run in this one unless said. */
  helm?: 'process'
  /** The folder with a `cosign`; there is none unless said. */
  cosign?: string
  /** What is run in place of the program. */
  work?: (io: Io) => Promise<number>
}

/** A server that stands in for AWS and a cluster; only the sandbox brings a helm that needs no process. */
type Driven = Pick<Sandbox, 'env' | 'ca'> & Partial<Pick<Sandbox, 'helm'>>

/** One run of the program, in this process and through the same `run()` that main uses, against a sandbox. */
export async function drive(sandbox: Driven, args: string[], options: DriveOptions = {}): Promise<Outcome> {
  const env = { PATH: process.env['PATH'] ?? '', ...sandbox.env, ...options.env }
  becomeEnvironment(env)
  const [stdout, stderr] = [collector(), collector()]
  const ok = () => true
  const tty = options.terminal ? { isTTY: true, cursorTo: ok, clearLine: ok, moveCursor: ok } : {}
  const code = await (options.work ?? run)({
    args,
    program: { node: process.execPath, script: '' },
    env,
    stdin: Object.assign(
      typeof options.stdin === 'object' ? options.stdin : Readable.from(options.stdin === undefined ? [] : [options.stdin]),
      tty,
    ),
    stdout: stdout.stream,
    stderr: Object.assign(stderr.stream, tty),
    interrupted: options.interrupted ?? new AbortController().signal,
    trustedCa: sandbox.ca,
    lockTimes: options.lockTimes ?? { durationMs: 1_000, renewMs: 300 },
    // A simulated server is well again at the next call; real ones need the pauses that a user gets.
    ...(sandbox.helm ? { retryPauseMs: 20 } : {}),
    ...(options.requestTimeoutMs ? { requestTimeoutMs: options.requestTimeoutMs } : {}),
    ...(sandbox.helm && options.helm !== 'process' ? { runProgram: helmInProcess({ helm: sandbox.helm }, options.cosign) } : {}),
    waitTimes: { ...WAIT_TIMES, lookAgainMs: 50, verifyAgainMs: 50, ...options.waitTimes },
  })
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

/** As `drive` with `-o json`, parsed; the whole output is in the error when it is no JSON. */
export async function driveJson<T>(
  sandbox: Driven,
  args: string[],
  options: DriveOptions = {},
): Promise<{ code: number; report: T; stderr: string }> {
  const { code, stdout, stderr } = await drive(sandbox, [...args, '-o', 'json'], options)
  try {
    return { code, report: JSON.parse(stdout) as T, stderr }
  } catch {
    throw new Error(`no JSON on stdout (exit ${code}):\n${stdout}\n${stderr}`)
  }
}

function collector(): { stream: Io['stdout']; text: () => string } {
  const chunks: string[] = []
  const stream = new Writable({
    write(chunk: Buffer | string, _encoding, done) {
      chunks.push(String(chunk))
      done()
    },
  })
  return { stream, text: () => chunks.join('') }
}
