import type { Place } from '../engine/world.ts'

/** A command of ours for this very cluster, ready to paste. */
export function invocationOf(command: string, place: Pick<Place, 'cluster' | 'region'>): string {
  return `flux-irsa ${command} --cluster ${place.cluster.name} --region ${place.region}`
}
