import { at } from '../domain/at.ts'
import { mergeValues } from '../domain/chart-values.ts'
import { publishedArtifact } from '../domain/flux-artifact.ts'
import { DEFAULT_CHARTS } from '../flux/names.ts'
import type { DesiredRelease } from '../model/desired.ts'

/**
 * A release's values for a file that somebody else applies, in whatever way: helm 4, a HelmRelease or Argo CD may apply on the server, where
 * the empty artifact of an install (the chart prints it as null) is refused. So it is written out: the published manifests of this very
 * operator, which an install takes for its own later. Of charts from a mirror, ghcr.io may be out of reach: there it stays empty.
 */
export function valuesForOthers({ values, charts, version }: DesiredRelease): Record<string, unknown> {
  const path = ['instance', 'distribution', 'artifact']
  if (at(values, path) !== '' || charts !== DEFAULT_CHARTS) return values
  return mergeValues(values, { instance: { distribution: { artifact: publishedArtifact(version) } } })
}
