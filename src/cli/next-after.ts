import type { InstallReport, UninstallReport } from '../model/report.ts'
import type { VerifyReport } from '../model/verify-report.ts'

/** What can be pasted, where a fix is no sentence. */
const COMMAND = /^(flux-irsa|aws|kubectl|helm|flux) [^\n]*$/

/**
 * What comes next after a run that did not end well: the fix of the first check that failed (or could not be made), else the command that
 * the first error names. Never the command that has just failed; where nothing else is known, nothing.
 */
export function nextAfter(report: InstallReport | UninstallReport, args: readonly string[]): string | undefined {
  if (report.verify) return nextOfChecks(report.verify, args)
  const errors = [...report.results.flatMap(({ error }) => error ?? []), ...(report.stopped ? [report.stopped] : [])]
  const conflicts = report.plan.actions.filter(({ kind }) => kind === 'conflict')
  return [...errors, ...conflicts].flatMap(({ fix }) => fix ?? []).find((fix) => COMMAND.test(fix) && !isRepetition(fix, args))
}

/** The same for a report of checks alone. */
export function nextOfChecks({ checks }: Pick<VerifyReport, 'checks'>, args: readonly string[]): string | undefined {
  const inOrder = [...checks.filter(({ status }) => status === 'fail'), ...checks.filter(({ status }) => status === 'unknown')]
  return inOrder.flatMap(({ fix }) => fix ?? []).find((fix) => !isRepetition(fix, args))
}

/** Where the run was: these make no other command of it. */
const PLACE = new Set(['--cluster', '--region', '--profile', '--assume-role-arn', '--kubeconfig', '--context', '--yes'])

/** Whether a command says nothing that the run did not say: what was wanted before is kept, so it would do the same again. */
function isRepetition(fix: string, args: readonly string[]): boolean {
  const [program, command, ...words] = fix.split(' ')
  if (program !== 'flux-irsa' || command !== args[0]) return false
  const said = args.flatMap((arg) => arg.replace(/^(--[\w-]+)=/, '$1 ').split(' '))
  return words.every((word, at) => PLACE.has(word) || PLACE.has(words[at - 1] ?? '') || said.includes(word.replaceAll("'", '')))
}
