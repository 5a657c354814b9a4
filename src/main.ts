import type { Io } from './cli/io.ts'
import { run } from './cli/run.ts'
import { Failure } from './domain/failure.ts'
import { removeTemporaryFolders } from './net/temporary-folder.ts'
import { ignoreBrokenPipe } from './report/live/broken-pipe.ts'

/** The program: one command line. */
export function main(): Promise<void> {
  return asProcess(run)
}

/** The only place that touches `process`: arguments, environment, streams and signals go in, an exit code comes out. */
export async function asProcess(work: (io: Io) => Promise<number>): Promise<void> {
  ignoreBrokenPipe(process.stdout)
  ignoreBrokenPipe(process.stderr)
  // The SDK's notice about Node's future versions is for its developers, not for who runs this program.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'

  const interrupt = new AbortController()
  const stop = (name: NodeJS.Signals, code: string, exitCode: number) => {
    process.once(name, () => {
      const fix = 'Run the same command again: it goes on where this one stopped.'
      interrupt.abort(new Failure({ code, source: 'environment', message: `stopped by ${name}`, fix, exitCode }))
      // A second one of either kind means now; what holds a token is not left behind.
      for (const second of SIGNALS)
        process.once(second, () => {
          removeTemporaryFolders()
          process.kill(process.pid, 'SIGKILL')
        })
    })
  }
  stop('SIGINT', 'interrupted', 130)
  stop('SIGTERM', 'terminated', 143)

  process.on('exit', removeTemporaryFolders)

  const { env, stdin, stdout, stderr } = process
  process.exitCode = await work({
    args: process.argv.slice(2),
    program: { node: process.execPath, script: process.argv[1] ?? '' },
    env,
    stdin,
    stdout,
    stderr,
    interrupted: interrupt.signal,
  })
  // What the run no longer waits for must not hold the process: a pause that a server asked for, a plugin that hangs.
  // oxlint-disable-next-line unicorn/no-process-exit -- what it answered stands in exitCode, and all of it is written
  const end = () => void (stdout.writableLength + stderr.writableLength > 0 ? setTimeout(end, 50) : process.exit())
  setTimeout(end, 300).unref()
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
