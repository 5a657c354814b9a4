import { badInput } from '../domain/failure.ts'
import { at } from '../domain/at.ts'
import { RELEASE_LABEL } from '../domain/ownership.ts'
import type { DesiredRelease } from '../model/desired.ts'
import { releaseDescription } from '../flux/names.ts'
import { commented, secretLines, titleLines } from './comments.ts'
import { valuesForOthers } from './for-others.ts'
import type { Rendering } from './rendering.ts'
import { yamlText } from './yaml-text.ts'
import { raw, shell } from '../domain/shell.ts'

/** Values of both charts, one YAML document each, with the very helm commands in comments: operator first, instance once its API is served. */
export function renderHelm(rendering: Rendering): string {
  const { operator, instance, namespace, standing } = rendering
  if (standing) {
    if (standing.kind === 'chart')
      return `${commented(titleLines(rendering, "Values of the Flux chart's own release"))}${standing.lasting.text}\n`
    throw badInput(
      '--output',
      `helm: ${standing.owner} keeps this Flux, which is no Helm release`,
      'iam, kubernetes, terraform, cloudformation',
    )
  }
  const head = commented([
    ...titleLines(rendering, 'Values of both Helm charts'),
    'Save each document under the name above it: helm reads the first document of a file only.',
    'The ServiceAccounts (-o kubernetes) come before them, so that no pod starts without its role.',
    ...secretLines(rendering),
  ])
  return [
    head,
    valuesOf(operator, namespace.name, 'flux-operator-values.yaml'),
    valuesOf(instance, namespace.name, 'flux-instance-values.yaml'),
  ].join('')
}

function valuesOf(release: DesiredRelease, namespace: string, file: string): string {
  const values = valuesForOthers(release)
  const lines = [`${file}:`, `  ${helmCommand(release, namespace, file)}`, ...artifactLines(values)]
  return `---\n${commented(lines)}${yamlText(values)}`
}

function artifactLines(values: Record<string, unknown>): string[] {
  const artifact = at(values, ['instance', 'distribution', 'artifact'])
  if (artifact === undefined) return []
  const client = 'with helm 4, add --server-side=false (helm 3 has no such flag and needs none).'
  if (artifact === '') return [`An empty artifact is refused where the API server applies it: ${client}`]
  return ['The artifact holds what is inside the operator\'s image too. Where the operator cannot pull it, set it to "" and,', client]
}

/** As flux-irsa itself runs helm: with its label, it knows the release as its own. A chart that is pinned by digest takes no version. */
function helmCommand({ name, chart, charts, version, digest }: DesiredRelease, namespace: string, file: string): string {
  const pin = raw(digest ? '' : shell` --version ${version}`)
  return shell`helm upgrade --install ${name} ${chart}${pin} --namespace ${namespace} --labels ${RELEASE_LABEL}=owned --description ${releaseDescription(charts)} --values ${file}`
}
