import { Failure } from '../domain/failure.ts'
import { isCi } from '../report/ci.ts'
import type { Io } from './io.ts'

/** Asks on stderr, so that stdout keeps to the result. Ctrl-C while waiting ends the run like anywhere else. */
export async function ask(io: Io, question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: io.stdin, output: io.stderr })
  try {
    return (await lines.question(question, { signal: io.interrupted })).trim()
  } finally {
    lines.close()
  }
}

/** Whether somebody can answer: a terminal on both sides, which `CI` does not say is a machine's. */
export function canAsk(io: Pick<Io, 'stdin' | 'stderr' | 'env'>): boolean {
  return io.stdin.isTTY === true && io.stderr.isTTY === true && !isCi(io.env)
}

/** `y` or `yes` goes on; anything else, and silence, does not. */
export async function confirmInstall(io: Io, options: { yes: boolean }): Promise<void> {
  if (options.yes) return
  if (!canAsk(io)) throw needsYes('install')
  const answer = await ask(io, 'Apply this plan? [y/N] ')
  if (!/^y(es)?$/i.test(answer)) throw declined()
}

/** As confirmInstall, for what others made. */
export async function confirmAdopt(io: Io, options: { yes: boolean }): Promise<void> {
  if (options.yes) return
  if (!canAsk(io)) throw needsYes('adopt', 'review.md#adopt')
  const answer = await ask(io, 'Take over what is there, as shown? [y/N] ')
  if (!/^y(es)?$/i.test(answer)) throw declined()
}

/** The name of the cluster must be typed: what goes cannot be brought back. */
export async function confirmUninstall(io: Io, options: { yes: boolean; cluster: string }): Promise<void> {
  if (options.yes) return
  if (!canAsk(io)) throw needsYes('uninstall')
  const answer = await ask(io, `Type the name of the cluster (${options.cluster}) to remove all this: `)
  if (answer !== options.cluster) throw declined()
}

function needsYes(command: string, docs = `${command}.md`): Failure {
  return new Failure({
    code: 'needs-yes',
    source: 'user',
    message: `${command} changes things and nobody can be asked here`,
    fix: 'Add --yes.',
    docs,
  })
}

function declined(): Failure {
  return new Failure({ code: 'declined', source: 'user', message: 'nothing was changed: the plan was not confirmed' })
}
