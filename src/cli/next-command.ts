import type { Place } from '../engine/world.ts'

/** A command of ours for this very cluster, ready to paste. */
export function invocationOf(command: string, place: Pick<Place, 'cluster' | 'region'>): string {
  return `flux-irsa ${command} --cluster ${place.cluster.name} --region ${place.region}`
}

/** Options that say how a run goes, not what is wanted; they are left out where a command is repeated as another. */
const OF_THE_RUN = /^(--dry-run|--detailed-exitcode|--yes|-y|-v+|--verbose|--color|--no-color|--output=.*|-o.+)$/
const OF_THE_RUN_WITH_VALUE = new Set(['-o', '--output'])

/**
 * The same command line under another command, ready to paste: what was said once need not be typed again. No secret can be in it,
 * because none is ever taken from the command line.
 */
export function repeated(command: string, args: readonly string[]): string {
  const kept: string[] = []
  for (let at = 1; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (OF_THE_RUN_WITH_VALUE.has(arg)) at++
    else if (!OF_THE_RUN.test(arg)) kept.push(/^[\w./:@=,+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`)
  }
  return ['flux-irsa', command, ...kept].join(' ')
}
