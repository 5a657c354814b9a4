import { execa } from 'execa'
import type { Flags } from '../../config/read-flags.ts'
import { Failure } from '../../domain/failure.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import type { Io } from '../io.ts'
import { keepUp } from './sandbox.ts'

/**
 * `flux-irsa demo`: the whole story on a simulated account. Each step is this very program, run as its own process against servers on
 * loopback; a step that does not end as the story says ends the demo with exit code 1.
 */
export async function demo(flags: Flags, io: Io): Promise<number> {
  const { startSandbox } = await import('../../sandbox/index.ts')
  const sandbox = await startSandbox({ cluster: 'demo' })
  try {
    sandbox.seedImageRepositories()
    const atTerminal = io.stdout.isTTY === true && io.stderr.isTTY === true
    await story(sandbox, { io, isShort: !atTerminal && flags['verbose'] === undefined })
    if (flags['keep'] === true) await keepUp(sandbox, io)
    return 0
  } finally {
    await sandbox.close()
  }
}

/** Where no person watches, each step is told by its last line alone, unless it went wrong. */
interface Telling {
  io: Io
  isShort: boolean
}

async function story(sandbox: Sandbox, telling: Telling): Promise<void> {
  const say = (text: string) => void telling.io.stdout.write(`\n# ${text}\n`)
  const run = (args: string[], expected: number) => step(args, expected, sandbox, telling)

  say('A simulated AWS account and EKS cluster "demo", on loopback. Nothing is installed.')
  await run(
    [
      'install',
      '--cluster',
      'demo',
      '--yes',
      '--repository',
      'apps/*',
      '--repository',
      'web',
      '--git-url',
      'https://bitbucket.org/acme/fleet.git',
      '--git-path',
      '/',
    ],
    0,
  )
  say('Flux runs with its own role. The proof, end to end:')
  await sandbox.idle()
  await run(['verify', '--cluster', 'demo'], 0)

  say("Somebody edits the role's trust policy in the console: the image reflector's subject is gone.")
  await sandbox.faults.cutTrust()
  await run(['verify', '--cluster', 'demo', '--output', 'short'], 1)

  say('The fix that it printed:')
  await run(['install', '--cluster', 'demo', '--yes'], 0)
  await sandbox.idle()

  say('And away with it, the OIDC provider too:')
  await run(['uninstall', '--cluster', 'demo', '--yes', '--delete-oidc-provider'], 0)
  nothingIsLeft(sandbox)
  say('Looked at from the other side: no role, no policy, no OIDC provider, no release and no namespace of ours is left.')
}

async function step(args: string[], expected: number, sandbox: Sandbox, { io, isShort }: Telling): Promise<void> {
  io.stdout.write(`\n$ flux-irsa ${args.map((arg) => (/[*\s]/.test(arg) ? `"${arg}"` : arg)).join(' ')}\n`)
  const atTerminal = io.stdout.isTTY === true && io.stderr.isTTY === true
  const child = execa(io.program.node, [io.program.script, ...args], {
    stdin: 'ignore',
    ...(atTerminal ? { stdout: 'inherit' as const, stderr: 'inherit' as const } : {}),
    env: { ...io.env, ...sandbox.env, FLUX_IRSA_GIT_PASSWORD: 'demo-only' },
    extendEnv: false,
    // Ctrl-C is for the demo alone: a step would print an error of its own, and that it goes on where it stopped, which it cannot here.
    detached: true,
    cancelSignal: io.interrupted,
    killSignal: 'SIGKILL',
    reject: false,
  })
  const passOn = (to: NodeJS.WritableStream) => (chunk: Buffer) => void (io.interrupted.aborted || isShort || to.write(chunk))
  child.stdout?.on('data', passOn(io.stdout))
  child.stderr?.on('data', passOn(io.stderr))
  const { exitCode, stdout, stderr } = await child
  if (io.interrupted.aborted) throw stopped(io.interrupted.reason)
  if (exitCode === expected) {
    if (isShort) io.stdout.write(outcomeOf(stdout ?? ''))
    return
  }
  if (isShort) io.stderr.write(`${stdout}\n${stderr}\n`)
  throw new Failure({
    code: 'demo-failed',
    source: 'bug',
    message: `flux-irsa ${args[0]} ended with exit code ${exitCode}; the story says ${expected}`,
  })
}

/** The verdict and what comes after it, and of what is broken each line of a check with its fix. */
function outcomeOf(text: string): string {
  const lines = text.trimEnd().split('\n')
  const told = lines.filter((line) => /^(✔|✘|\?|!|\[|Next: )/.test(line) || /^ +(✘|\[x\]) /.test(line) || /^ +fix +/.test(line))
  return `${told.length > 0 ? told.join('\n') : lines.slice(-1).join('')}\n`
}

function stopped(reason: unknown): Failure {
  const { code, exitCode } = reason instanceof Failure ? reason : { code: 'interrupted', exitCode: 130 }
  const message = 'the demo was stopped, and its simulated account is gone with it; nothing is left behind'
  return new Failure({ code, source: 'environment', message, exitCode })
}

/** Asks the simulated servers, not our own report. */
function nothingIsLeft(sandbox: Sandbox): void {
  const { iam, kubernetes, helm } = sandbox.snapshot()
  const left = [
    ...Object.keys(iam.roles),
    ...Object.keys(iam.policies),
    ...Object.keys(iam.providers),
    ...helm.map((release) => release.name),
    ...kubernetes
      .filter((object) => object.kind === 'Namespace' && object.metadata.name === 'flux-system')
      .map((object) => object.metadata.name),
  ]
  if (left.length > 0)
    throw new Failure({ code: 'demo-failed', source: 'bug', message: `still there after the uninstall: ${left.join(', ')}` })
}
