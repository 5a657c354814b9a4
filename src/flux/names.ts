import { at } from '../domain/at.ts'
import { PUBLISHED_CHARTS } from '../domain/chart-digests.ts'
import type { Settings } from '../model/settings.ts'
import type { Release } from '../model/helm.ts'
import type { KubeObject } from '../model/kube.ts'
import { isOurRelease } from '../identity/ours.ts'

/** Deployment, release and ServiceAccount of the operator: the chart's own name, which we never change. */
export const OPERATOR = 'flux-operator'
/** The only name that the operator accepts for a FluxInstance (CEL rule of its CRD), and our release of the flux-instance chart. */
export const INSTANCE = 'flux'
export const INSTANCE_CHART = 'flux-instance'
export const DEFAULT_CHARTS = PUBLISHED_CHARTS
const DEFAULT_GIT_SECRET = 'flux-irsa-git'

/** The Git Secret that is ours to write: the one named, else the one in use already, else the default name. */
export function gitSecretName(settings: Settings, instance: KubeObject | undefined, releases: Release[]): string {
  if (settings.git.secretName) return settings.git.secretName
  const release = releases.find((candidate) => candidate.name === INSTANCE)
  const values = release && isOurRelease(release) ? release.values : {}
  const inUse = at(values, ['instance', 'sync', 'pullSecret']) ?? at(instance, ['spec', 'sync', 'pullSecret'])
  return typeof inUse === 'string' && inUse !== '' ? inUse : DEFAULT_GIT_SECRET
}

/** A release remembers in helm's own description where its chart came from: a later run without the option asks the same place. */
export function releaseDescription(charts: string): string {
  return `flux-irsa: chart from ${charts}`
}

/** Reads `releaseDescription` back; `undefined` when helm has put its own words there. */
export function chartsOf(release: Release | undefined): string | undefined {
  return /^flux-irsa: chart from (\S+)$/.exec(release?.description ?? '')?.[1]
}
