import type { KubeObject, KubeReader } from '../../model/kube.ts'
import type { FluxEvidence } from '../../model/flux.ts'
import { isController } from './recognise.ts'

/** Two that every Flux has, however small. Whole lists of CRDs are megabytes. */
const CRDS = ['gitrepositories.source.toolkit.fluxcd.io', 'kustomizations.kustomize.toolkit.fluxcd.io']
const OPERATOR_NAME = 'flux-operator'

/**
 * Reads what tells which Flux is in the cluster: Deployments of the whole cluster by the labels of Flux and of its operator, all those of
 * our namespace (labels may have been changed), every FluxInstance, two CRDs. Six requests, side by side.
 */
export async function readFluxEvidence(kube: KubeReader, namespace: string): Promise<FluxEvidence> {
  const [here, ofFlux, ofOperator, instances, ...crds] = await Promise.all([
    kube.list({ kind: 'Deployment', namespace }),
    kube.list({ kind: 'Deployment', labels: 'app.kubernetes.io/part-of=flux' }),
    kube.list({ kind: 'Deployment', labels: `app.kubernetes.io/name=${OPERATOR_NAME}` }),
    kube.list({ kind: 'FluxInstance' }),
    ...CRDS.map((name) => kube.get({ kind: 'CustomResourceDefinition', name })),
  ])
  const elsewhere = [...(ofFlux ?? []), ...(ofOperator ?? [])].filter(({ metadata }) => metadata.namespace !== namespace)
  const deployments = [...(here ?? []), ...elsewhere]
  return {
    namespace,
    controllers: deployments.filter(isController),
    operators: deployments.filter(isOperator),
    instances: instances ?? [],
    crds: crds.filter((crd) => crd !== undefined),
  }
}

function isOperator({ metadata }: KubeObject): boolean {
  return metadata.name === OPERATOR_NAME || metadata.labels?.['app.kubernetes.io/name'] === OPERATOR_NAME
}
