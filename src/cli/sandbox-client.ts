import { nearest } from '../config/nearest.ts'
import { badInput, Failure } from '../domain/failure.ts'
import type { Io } from './io.ts'

interface Fault {
  name: string
  about: string
  isBroken: boolean
}

/** One line a fault, what is broken marked. */
export function faultLines(faults: readonly Fault[]): string[] {
  const width = Math.max(...faults.map(({ name }) => name.length))
  return faults.map(({ name, about, isBroken }) => `  ${isBroken ? 'broken' : '      '}  ${name.padEnd(width)}  ${about}`)
}

/**
 * `list`, `break NAME` and `mend NAME` on the sandbox that runs in another terminal and is named by FLUX_IRSA_SANDBOX. Prints the faults as
 * they stand then. Throws for other words (64), and where no sandbox answers.
 */
export async function askSandbox([verb = '', name, ...rest]: string[], { env, stdout }: Io): Promise<number> {
  const isList = verb === 'list' && name === undefined
  if (!isList && (!['break', 'mend'].includes(verb) || name === undefined || rest.length > 0)) {
    throw badInput('sandbox', `no such words: ${[verb, name, ...rest].filter(Boolean).join(' ')}`, 'list, break NAME, mend NAME')
  }
  const url = env['FLUX_IRSA_SANDBOX']
  if (!url) throw notThere('this terminal knows of no sandbox')
  const known = await ask(url, 'GET')
  if (isList) return print(known)
  if (!known.some((fault) => fault.name === name)) {
    const meant = nearest(
      String(name),
      known.map((fault) => fault.name),
    )
    const problem = `no fault is named ${name}${meant ? `; did you mean ${meant}?` : ''}`
    throw badInput('sandbox', problem, known.map((fault) => fault.name).join(', '))
  }
  return print(await ask(`${url}/${verb}/${name}`, 'POST'))

  function print(faults: Fault[]): number {
    stdout.write(`${faultLines(faults).join('\n')}\n`)
    return 0
  }
}

async function ask(url: string, method: string): Promise<Fault[]> {
  const { request } = await import('node:http')
  const text = await new Promise<string>((resolve, reject) => {
    // Straight to loopback: the proxy of the sandbox's environment is for AWS.
    const call = request(url, { method }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (piece: string) => void (body += piece))
      response.on('end', () => resolve(body))
    })
    call.on('error', reject).end()
  }).catch(() => {
    throw notThere('the sandbox of this terminal does not answer: it has ended')
  })
  const { faults, error } = JSON.parse(text) as { faults?: Fault[]; error?: string }
  if (faults) return faults
  throw new Failure({
    code: 'sandbox-nothing-to-break',
    source: 'user',
    message: `${error}; Flux is not installed there yet`,
    fix: 'flux-irsa install --cluster demo --yes',
    exitCode: 1,
  })
}

function notThere(message: string): Failure {
  return new Failure({ code: 'no-sandbox', source: 'user', message, fix: 'flux-irsa sandbox', exitCode: 64 })
}
