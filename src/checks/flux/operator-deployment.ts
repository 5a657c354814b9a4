import type { KubeObject } from '../../model/kube.ts'

/** flux-operator's own Deployment, by its name or by the label that its chart gives it. */
export function operatorDeployment(deployments: KubeObject[]): KubeObject | undefined {
  return deployments.find(
    ({ metadata }) => metadata.name === 'flux-operator' || metadata.labels?.['app.kubernetes.io/name'] === 'flux-operator',
  )
}

export function operatorImage(deployment: KubeObject | undefined): string | undefined {
  const spec = deployment?.['spec'] as { template?: { spec?: { containers?: { image?: string }[] } } } | undefined
  return spec?.template?.spec?.containers?.[0]?.image
}
