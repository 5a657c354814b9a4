import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { gather } from '../../config/gather.ts'
import type { Flags } from '../../config/read-flags.ts'
import { validate } from '../../config/validate.ts'
import { Failure } from '../../domain/failure.ts'
import { shell, shellWord, words as raw } from '../../domain/shell.ts'
import { runProgram } from '../../helm/run-program.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { kubeconfigOf } from '../../sandbox/kubeconfig.ts'
import type { Control } from '../../sandbox/control.ts'
import type { Io } from '../io.ts'
import { askSandbox, faultLines } from '../sandbox-client.ts'

const CLUSTER = 'demo'
const GIT = ['--git-url', 'https://bitbucket.org/acme/fleet.git', '--git-path', '/']
const INSTALL = ['install', '--cluster', CLUSTER, '--repository', 'apps/*', '--repository', 'web', ...GIT]

/**
 * `flux-irsa sandbox`: a simulated account and cluster that stay up until Ctrl-C. `list`, `break NAME` and `mend NAME`, in a terminal that
 * took its environment over, work on the one that runs.
 */
export async function sandbox(flags: Flags, io: Io): Promise<number> {
  const said = gather({ command: 'sandbox', flags, env: io.env, file: new Map() })
  validate({ command: 'sandbox', said })
  const words = Array.isArray(flags['input']) ? flags['input'].map(String) : []
  if (words.length > 0) return askSandbox(words, io)
  await runSandbox(String(said.get('flux')?.value ?? 'none'), io)
  return 0
}

async function runSandbox(flux: string, io: Io): Promise<void> {
  const [{ startSandbox }, { serveControl }] = await Promise.all([import('../../sandbox/index.ts'), import('../../sandbox/control.ts')])
  const world = await startSandbox({ cluster: CLUSTER })
  const control = await serveControl(world.namedFaults)
  try {
    world.seedImageRepositories()
    if (flux === 'operator') await installFlux(world, io)
    else if (flux !== 'none') await world.bringFlux({ by: flux as 'bootstrap' | 'chart' | 'manifests' })
    io.stdout.write(welcome(flux, world, await writeEnvironment(world, control, io)))
    if (io.stdin.isTTY) listenForWords(world, io)
    await interruption(io.interrupted)
    io.stdout.write('\nThe simulated account is gone; nothing is left behind.\n')
  } finally {
    await Promise.all([control.close(), world.close()])
  }
}

/** Keeps an account up as it stands, until Ctrl-C. */
export async function keepUp(world: Sandbox, io: Io): Promise<void> {
  const { serveControl } = await import('../../sandbox/control.ts')
  const control = await serveControl(world.namedFaults)
  io.stdout.write(welcome('kept', world, await writeEnvironment(world, control, io)))
  await interruption(io.interrupted)
  await control.close()
}

async function installFlux(world: Sandbox, io: Io): Promise<void> {
  io.stdout.write('Installing Flux in the simulated cluster …\n')
  const run = io.runProgram ?? runProgram
  const { exitCode, stderr } = await run(io.program.node, [io.program.script, ...INSTALL, '--yes'], {
    env: { ...definedOf(io.env), ...world.env, FLUX_IRSA_GIT_PASSWORD: 'sandbox-only' },
    signal: io.interrupted,
    timeoutMs: 120_000,
    killAfterMs: 1000,
  })
  if (io.interrupted.aborted) throw io.interrupted.reason
  if (exitCode !== 0) throw new Failure({ code: 'sandbox-failed', source: 'bug', message: `install in the sandbox failed: ${stderr}` })
  await world.idle()
}

function definedOf(env: Io['env']): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** The file that another terminal reads: what the program, helm and kubectl need to meet the sandbox. */
async function writeEnvironment(world: Sandbox, control: Control, io: Io): Promise<string> {
  const folder = dirname(world.helmPath)
  const kubeconfig = join(folder, 'kubeconfig')
  const variables = {
    ...world.env,
    KUBECONFIG: kubeconfig,
    FLUX_IRSA_CLUSTER: world.cluster,
    FLUX_IRSA_GIT_PASSWORD: 'sandbox-only',
    FLUX_IRSA_SANDBOX: control.url,
  }
  const { node, script } = io.program
  const lines = [
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${shellWord(value)}`),
    // The very program that started it, also where it is not on PATH.
    `flux-irsa() { ${shellWord(node)} ${shellWord(script)} "$@"; }`,
  ]
  const file = join(folder, 'env')
  await Promise.all([
    writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 }),
    writeFile(kubeconfig, kubeconfigOf({ ...world.kube, cluster: world.cluster, ca: world.ca }), { mode: 0o600 }),
  ])
  return file
}

const STARTS: Record<string, string> = {
  none: 'Nothing is installed in it.',
  operator: 'Flux is installed in it by flux-irsa, and verify is green.',
  bootstrap: 'Flux is in it as "flux bootstrap" leaves it.',
  chart: `Flux is in it by the community's chart flux2.`,
  manifests: 'Flux is in it as "flux install" leaves it.',
  kept: 'It stands as the story left it.',
}

function welcome(flux: string, { cluster, accountId, region }: Sandbox, file: string): string {
  const next = flux === 'operator' ? 'flux-irsa verify' : shell`flux-irsa ${raw(...INSTALL)}`
  return `
A simulated AWS account (${accountId}, ${region}) and EKS cluster "${cluster}", on loopback.
${STARTS[flux]}

In another terminal, so that flux-irsa, helm and kubectl meet it there:

  eval "$(cat ${shellWord(file)})"

Then, for example:

  ${next}
  flux-irsa sandbox list          what can be broken
  flux-irsa sandbox break trust
  flux-irsa verify                names it, and the command that fixes it
  flux-irsa sandbox mend trust    puts it back

Ctrl-C here ends it.
`
}

/** `list`, `break NAME` and `mend NAME` in the terminal where it runs. */
function listenForWords({ namedFaults }: Sandbox, io: Io): void {
  const lines = createInterface({ input: io.stdin })
  io.interrupted.addEventListener('abort', () => lines.close(), { once: true })
  lines.on('line', (line) => {
    const [verb, name = ''] = line.trim().split(/\s+/)
    const fault = namedFaults.list().find((one) => one.name === name)
    const work = fault && (verb === 'break' || verb === 'mend') ? namedFaults[verb](fault.name) : Promise.resolve()
    work.then(
      () => void io.stdout.write(`${faultLines(namedFaults.list()).join('\n')}\n`),
      (error: unknown) => void io.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`),
    )
  })
}

function interruption(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
