import type { KubeObject } from './kube.ts'

/**
 * How a Flux came into the cluster, by what its controllers carry. `operator`: flux-operator made them. `bootstrap`: Git delivers them
 * (`flux bootstrap`, terraform-provider-flux). `chart`: a Helm chart, as the community's flux2. `manifests`: whoever applied them.
 */
export type FluxKind = 'operator' | 'bootstrap' | 'chart' | 'manifests'

/** One Flux, or what of one is there. */
export interface Flux {
  kind: FluxKind
  /** Where its controllers run; of one that has only CRDs, where these say that they belong. */
  namespace: string
  /** `2.9.4`; absent where nothing says it. */
  version?: string
  /** Who keeps it, as a person would say it: `Git (Kustomization flux-system/flux-system)`. */
  owner: string
  /** Names of its Deployments, those of shards too; empty where there are only CRDs, or an operator that has made nothing yet. */
  components: string[]
  has: 'controllers' | 'only an operator' | 'only CRDs'
}

/** What the owner of a Flux has to set so that the roles of its controllers last. */
export interface LastingChange {
  /** As in “set this …”. */
  where: string
  /** Lines of YAML or HCL. */
  text: string
}

/** What is read of a cluster to recognise the Flux in it. */
export interface FluxEvidence {
  /** The namespace of the Flux that we make, or would make. */
  namespace: string
  /** Deployments of Flux's controllers, in any namespace. */
  controllers: KubeObject[]
  /** Deployments of flux-operator, in any namespace. */
  operators: KubeObject[]
  /** FluxInstances of any namespace. */
  instances: KubeObject[]
  /** Of Flux's CRDs those that every Flux has. */
  crds: KubeObject[]
}
