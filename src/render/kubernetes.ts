import { FIELD_MANAGER } from '../domain/ownership.ts'
import { commented, secretLines, titleLines } from './comments.ts'
import { fluxInstance } from './flux-instance.ts'
import type { Rendering } from './rendering.ts'
import { yamlText } from './yaml-text.ts'
import { shell } from '../domain/shell.ts'

/**
 * What stands in the cluster, as YAML documents: Namespace, ServiceAccounts, the Secret without its values in comments, FluxInstance. The
 * ServiceAccounts come before what starts pods: the webhook gives a pod its role at its creation only.
 */
export function renderKubernetes(rendering: Rendering): string {
  const { namespace, serviceAccounts, instance, standing } = rendering
  if (standing) return forOwner(rendering, standing)
  const annotated = (annotations: Record<string, string>) => (Object.keys(annotations).length > 0 ? { annotations } : {})
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace.name, ...annotated(namespace.annotations) } },
    ...serviceAccounts.names.map((name) => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace: namespace.name, annotations: serviceAccounts.annotations },
    })),
  ]
  const head = commented([
    ...titleLines(rendering, 'Kubernetes objects'),
    'It needs the IAM role (-o iam, terraform or cloudformation) and the flux-operator (-o helm). To apply it:',
    shell`  kubectl apply --server-side --field-manager=${FIELD_MANAGER} -f FILE`,
  ])
  const last = fluxInstance(instance.values, { name: instance.name, namespace: namespace.name })
  return [head, ...objects.map((object) => `---\n${yamlText(object)}`), secretToFillIn(rendering), `---\n${yamlText(last)}`].join('')
}

/** What the owner of a Flux that is not ours sets; the rest of it is not ours to write. */
function forOwner(rendering: Rendering, { owner, lasting }: NonNullable<Rendering['standing']>): string {
  const head = [...titleLines(rendering, 'The roles of the controllers'), `${owner} keeps this Flux. Set this ${lasting.where}.`]
  return `${commented(head)}${lasting.text}\n`
}

function secretToFillIn(rendering: Rendering): string {
  const { secret, namespace } = rendering
  if (!secret) return ''
  const secretWithoutValues = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: secret.name, namespace: namespace.name },
    stringData: Object.fromEntries(secret.keys.map((key) => [key, ''])),
  }
  return commented([
    ...secretLines(rendering),
    'or fill in and apply:',
    ...yamlText(secretWithoutValues)
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ])
}
