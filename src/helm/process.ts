import { Failure } from '../domain/failure.ts'
import type { Connection } from '../kube/connection.ts'
import { observed, type CallContext } from '../net/call-context.ts'
import type { ChartSignature } from '../model/helm.ts'
import { verifySignature } from './cosign.ts'
import { helmEnvironment } from './environment.ts'
import { runProgram, type ProgramEnd, type RunProgram } from './run-program.ts'

export interface Helm {
  /** stdout of one helm run. `input` goes to its stdin. Throws a Failure with helm's own last words. */
  run(args: string[], options?: { input?: string; timeoutMs?: number }): Promise<string>
  version(): Promise<string>
  signatureOf(image: string): Promise<ChartSignature>
}

const OLDEST: [number, number] = [3, 17]
/** Longer than any helm call here needs without --wait; also how long a helm that lost its parent may still be at work. */
export const HELM_TIMEOUT_MS = 120_000
const KILL_AFTER_MS = 10_000

/** The helm executable with a private environment per run. Told to end before it is killed, so that helm can mark its release as failed. */
export function createHelm(options: {
  command: string
  connection: Connection
  env: Record<string, string | undefined>
  context: CallContext
  /** How the program is run; as a child process unless said. */
  start?: RunProgram | undefined
}): Helm {
  const { command, connection, env, context, start = runProgram } = options

  const run: Helm['run'] = async (args, { input, timeoutMs = HELM_TIMEOUT_MS } = {}) => {
    const environment = await helmEnvironment(connection, env)
    try {
      return await observed(context, 'helm', args[0] ?? '', async () => {
        const end = await start(command, [...environment.args, ...args], {
          ...(input === undefined ? {} : { input }),
          env: environment.env,
          signal: context.signal,
          timeoutMs,
          killAfterMs: KILL_AFTER_MS,
        })
        if (end.exitCode !== 0) throw helmFailure(end, command, args)
        return end.stdout
      })
    } finally {
      await environment.dispose()
    }
  }

  let version: Promise<string> | undefined
  return {
    run,
    version: () => (version ??= run(['version', '--template', '{{.Version}}']).then(requireVersion)),
    signatureOf: (image) => verifySignature(image, { env, context, start }),
  }
}

function requireVersion(text: string): string {
  const match = /v?(\d+)\.(\d+)(\.\d+)?/.exec(text)
  const [major, minor] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)]
  if (!match || major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new Failure({
      code: 'helm-too-old',
      source: 'user',
      message: `helm ${text.trim() || '(no version)'} is too old`,
      evidence: [['allowed', 'helm 3.17 or newer, or 4.x']],
      fix: 'Install a newer helm, or name one with --helm PATH.',
      docs: 'install.md#helm',
    })
  }
  return match[0].replace(/^v/, '')
}

function helmFailure({ code, stderr, timedOut, exitCode }: ProgramEnd, command: string, args: string[]): Failure {
  if (code === 'ENOENT' || code === 'EACCES') {
    return new Failure({
      code: 'helm-missing',
      source: 'user',
      message: `helm: "${command}" cannot be run (${code})`,
      evidence: [['allowed', 'helm 3.17 or newer, or 4.x, on PATH']],
      fix: 'Install helm, or name it with --helm PATH.',
      docs: 'install.md#helm',
    })
  }
  const words = stderr
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('WARNING'))
    .slice(-3)
    .join(' ')
  return new Failure({
    code: 'helm-failed',
    source: 'environment',
    message: `helm ${args[0]} failed: ${words.replace(/^Error: /, '') || (timedOut ? 'it did not end in time' : `exit code ${exitCode}`)}`,
    docs: 'troubleshooting.md#helm',
  })
}
