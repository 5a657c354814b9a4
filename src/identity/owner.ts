import type { KubeObject } from '../model/kube.ts'

export const TERRAFORM = 'Terraform'
const TOOLS: [manager: RegExp, tool: string][] = [
  [/^(terraform|hashicorp)/i, TERRAFORM],
  [/^(argocd|argo-cd)/i, 'Argo CD'],
  [/^pulumi/i, 'Pulumi'],
  [/^kubectl-flux-operator$/, 'the flux-operator CLI'],
]
/** Whoever wrote with these is gone: nothing puts the object back to what it was. */
const HANDS: [manager: RegExp, hand: string][] = [
  [/^flux$/, 'whoever ran flux install'],
  [/^kubectl/, 'whoever ran kubectl'],
]
const OF_THE_CLUSTER = /^(kube-controller-manager|kubelet|kube-apiserver|kube-scheduler|before-first-apply)$/

/** The Kustomization or HelmRelease of Flux that delivers this object, by the labels that Flux's controllers set. */
export function delivererInFlux({
  metadata: { labels = {} },
}: KubeObject): { kind: 'Kustomization' | 'HelmRelease'; name: string } | undefined {
  for (const [kind, prefix] of [
    ['Kustomization', 'kustomize.toolkit.fluxcd.io'],
    ['HelmRelease', 'helm.toolkit.fluxcd.io'],
  ] as const) {
    const name = labels[`${prefix}/name`]
    if (name) return { kind, name: [labels[`${prefix}/namespace`], name].filter(Boolean).join('/') }
  }
  return undefined
}

/**
 * The Helm release that made this object, as `namespace/name`. Source: helm's `meta.helm.sh/*` annotations (pkg/action/validate.go).
 */
export function helmReleaseOf({ metadata: { annotations = {} } }: KubeObject): string | undefined {
  const name = annotations['meta.helm.sh/release-name']
  return name && [annotations['meta.helm.sh/release-namespace'], name].filter(Boolean).join('/')
}

/**
 * The tool that keeps this object from outside the cluster: Argo CD by its tracking mark, others by the field manager under which they
 * write. Source: https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/
 */
export function toolOf(object: KubeObject): string | undefined {
  const { labels = {}, annotations = {} } = object.metadata
  if (annotations['argocd.argoproj.io/tracking-id'] ?? annotations['argocd.argoproj.io/installation-id']) return 'Argo CD'
  if (labels['argocd.argoproj.io/instance']) return 'Argo CD'
  const managers = managersOf(object)
  return TOOLS.find(([pattern]) => managers.some((manager) => pattern.test(manager)))?.[1]
}

/** Who applied this object by hand, or under which name; the last resort. */
export function handOf(object: KubeObject): string {
  const managers = managersOf(object)
  const hand = HANDS.find(([pattern]) => managers.some((manager) => pattern.test(manager)))?.[1]
  if (hand) return hand
  const [other] = managers.filter((manager) => !OF_THE_CLUSTER.test(manager))
  return other ? `whoever writes as field manager "${other}"` : 'somebody who left no mark'
}

function managersOf({ metadata }: KubeObject): string[] {
  return (metadata.managedFields ?? []).filter((entry) => !entry.subresource).map((entry) => entry.manager)
}
