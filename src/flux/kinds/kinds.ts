import type { KubeObject } from '../../model/kube.ts'
import type { FluxKind } from '../../model/flux.ts'
import { chartValues, instancePatches, kustomization, overManifests, type LastingText } from './lasting.ts'
import { delivererInFlux, handOf, helmReleaseOf, toolOf } from '../../identity/owner.ts'

/** One way in which Flux comes into a cluster. */
interface KindOfFlux {
  kind: FluxKind
  /** As in “set up by …”. */
  by: string
  /** Who keeps this controller or CRD, where it came in this way; else `undefined`. */
  owner: (object: KubeObject) => string | undefined
  /** Where its owner sets the role annotation of a ServiceAccount, so that it lasts. */
  annotate: string
  /** What is set there. We print it and never push it. */
  lasting: LastingText
}

const OPERATOR_LABELS = 'fluxcd.controlplane.io'

/**
 * The kinds of Flux, in the order in which they are asked: the first that knows an object has it. flux-operator takes the labels of an
 * earlier owner away, so its own come first. Sources of the marks: `flux install --export`; kustomize-controller and helm-controller
 * (labels on what they apply); charts/flux2 of https://github.com/fluxcd-community/helm-charts; flux-operator internal/builder.
 */
export const KINDS: readonly KindOfFlux[] = [
  {
    kind: 'operator',
    by: 'flux-operator',
    owner: ({ metadata: { labels = {} } }) => {
      const name = labels[`${OPERATOR_LABELS}/name`]
      return name && `FluxInstance ${[labels[`${OPERATOR_LABELS}/namespace`], name].filter(Boolean).join('/')}`
    },
    annotate: 'in the FluxInstance, under spec.kustomize.patches',
    lasting: instancePatches,
  },
  {
    kind: 'bootstrap',
    by: 'flux bootstrap',
    owner: (object) => {
      const deliverer = delivererInFlux(object)
      return deliverer?.kind === 'Kustomization' ? `Git (Kustomization ${deliverer.name})` : undefined
    },
    annotate: 'in Git, as a patch in the kustomization.yaml beside gotk-components.yaml',
    lasting: kustomization,
  },
  {
    kind: 'chart',
    by: 'a Helm chart',
    owner: (object) => {
      const { labels = {} } = object.metadata
      const deliverer = delivererInFlux(object)
      if (deliverer) return `Git (${deliverer.kind} ${deliverer.name})`
      const release = helmReleaseOf(object)
      if (release) return toolOf(object) ?? `the Helm release ${release}`
      // Argo CD renders charts, so that helm's annotations are missing.
      return labels['helm.sh/chart'] || labels['app.kubernetes.io/managed-by'] === 'Helm' ? (toolOf(object) ?? 'a Helm chart') : undefined
    },
    annotate: "in that chart's values, at serviceAccount.annotations of the controller",
    lasting: chartValues,
  },
  {
    kind: 'manifests',
    by: 'plain manifests',
    owner: (object) => toolOf(object) ?? handOf(object),
    annotate: 'where those manifests are kept',
    lasting: overManifests,
  },
]

/** The kind of Flux that a controller or a CRD is of, and who keeps it. */
export function kindOf(object: KubeObject): { kind: FluxKind; owner: string } {
  for (const { kind, owner } of KINDS) {
    const found = owner(object)
    if (found) return { kind, owner: found }
  }
  throw new Error('the last kind of Flux knows every object')
}

/** The row of a kind. */
export function rowOfKind(kind: FluxKind): KindOfFlux {
  const row = KINDS.find((one) => one.kind === kind)
  if (!row) throw new Error(`no row for the kind of Flux ${kind}: add it to src/flux/kinds/kinds.ts`)
  return row
}
