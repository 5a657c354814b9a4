import { connect } from './cluster-access.ts'
import { parseCommandLine, type CommandLine } from './command-line.ts'
import type { ClientRequest, HelmAnswer, HelmWorld } from './helm-world.ts'
import { HelmError, Killed } from './helm-error.ts'
import { install } from './install.ts'
import { getManifest, getMetadata, getValues, history, list, showChart, status, template } from './reading.ts'
import { registryCheck } from './registry-trust.ts'
import { step, type Session } from './session.ts'
import { uninstall } from './uninstall.ts'
import { upgrade } from './upgrade.ts'
import { version } from './version.ts'

const NEEDS_CLUSTER: Record<string, (session: Session) => void | Promise<void>> = {
  install,
  upgrade,
  uninstall,
  status,
  list,
  history,
  'get values': getValues,
  'get manifest': getManifest,
  'get metadata': getMetadata,
}
const NEEDS_NONE: Record<string, (session: Session) => void> = { template, 'show chart': showChart, version }
const AFTER_PULL = new Set(['install', 'upgrade'])

/** Runs one helm command; `undefined` when its client is gone. */
export async function runHelm(world: HelmWorld, request: ClientRequest): Promise<HelmAnswer | undefined> {
  const [stdout, stderr]: [string[], string[]] = [[], []]
  const answer = (code: number): HelmAnswer => ({ code, stdout: joined(stdout), stderr: joined(stderr) })
  try {
    const major = world.helmVersion ?? '4'
    const line = parseCommandLine(request.argv, major)
    const session = await open(world, request, line, { stdout, stderr })
    if (line.command === 'upgrade' || line.command === 'install' || line.command === 'uninstall') await step(session)
    await (NEEDS_CLUSTER[line.command] ?? NEEDS_NONE[line.command])?.(session)
    return answer(0)
  } catch (error) {
    if (error instanceof Killed) return undefined
    if (error instanceof HelmError) stderr.push(`Error: ${error.message}`)
    else stderr.push(`Error: ${error instanceof Error ? error.message : String(error)}`)
    return answer(1)
  }
}

async function open(
  world: HelmWorld,
  request: ClientRequest,
  line: CommandLine,
  output: Pick<Session, 'stdout' | 'stderr'>,
): Promise<Session> {
  const { store, catalogue, stepDelayMs, gate, killed, cancelled } = world
  const major = world.helmVersion ?? '4'
  const checkRegistry = registryCheck(world.ca, request, line)
  const base = {
    store,
    catalogue,
    major,
    line,
    files: request.files,
    stdin: request.stdin,
    ...output,
    killed,
    cancelled,
    stepDelayMs,
    gate,
    checkRegistry,
  }
  if (line.command in NEEDS_NONE) return { ...base, namespace: namespaceOf(request, line, 'default') }
  const access = await connect(world, request, line, major)
  const problem = access.problem
  if (problem) {
    const failed = { install: 'INSTALLATION FAILED: ', upgrade: 'UPGRADE FAILED: ' }[line.command] ?? ''
    const check = major === '4' && AFTER_PULL.has(line.command) ? 'cluster reachability check failed: ' : ''
    throw new HelmError(`${failed}${check}${problem}`)
  }
  return { ...base, namespace: namespaceOf(request, line, access.namespace) }
}

function namespaceOf({ env }: ClientRequest, { flags }: CommandLine, fallback: string): string {
  const asked = flags.get('namespace')
  return (typeof asked === 'string' && asked) || env.HELM_NAMESPACE || fallback
}

function joined(lines: string[]): string {
  return lines.length > 0 ? `${lines.join('\n')}\n` : ''
}
