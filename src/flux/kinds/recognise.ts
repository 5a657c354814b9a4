import { CONTROLLERS } from '../../domain/controllers.ts'
import type { KubeObject } from '../../model/kube.ts'
import type { Flux, FluxEvidence } from '../../model/flux.ts'
import { kindOf } from './kinds.ts'

const VERSION_LABEL = 'app.kubernetes.io/version'

/**
 * Every Flux in the cluster, by what its controllers, its operator and its CRDs carry; pure. What is being deleted does not count. Two
 * owners in one namespace are two. CRDs count by themselves only where no controllers of their kind stand: whoever owns them would lose
 * them to an operator.
 */
export function recogniseFlux({ controllers, operators, instances, crds }: FluxEvidence): Flux[] {
  const running = groupsOf(controllers.filter(isThere))
  const known = new Set(running.filter(({ kind }) => kind === 'operator').map(({ namespace }) => namespace))
  const waiting = [...operators, ...instances].filter(isThere).filter(({ metadata }) => !known.has(metadata.namespace ?? ''))
  const byOperator = [...new Set(waiting.map(({ metadata }) => metadata.namespace ?? ''))].map((namespace): Flux => {
    const instance = instances.find(({ metadata }) => metadata.namespace === namespace)
    const owner = instance ? `FluxInstance ${namespace}/${instance.metadata.name}` : `flux-operator in ${namespace}`
    return { kind: 'operator', namespace, owner, components: [], has: 'only an operator' }
  })
  const orphaned = running.some(({ kind }) => kind !== 'operator') ? [] : onlyCrds(crds.filter(isThere))
  return [...running, ...byOperator, ...orphaned]
}

/** Whether a Deployment is one of Flux's controllers: by its label, its name, or what it runs; shards are called NAME-SHARD. */
export function isController({ metadata, ...rest }: KubeObject): boolean {
  const component = metadata.labels?.['app.kubernetes.io/component'] ?? metadata.name
  if (CONTROLLERS.some((name) => component === name || metadata.name === name)) return true
  return imagesOf(rest['spec']).some((image) => CONTROLLERS.some((name) => image.split(/[@:]/)[0]?.endsWith(`/${name}`)))
}

function groupsOf(controllers: KubeObject[]): Flux[] {
  const groups = new Map<string, { first: Flux; objects: KubeObject[] }>()
  for (const object of controllers) {
    const namespace = object.metadata.namespace ?? ''
    const { kind, owner } = kindOf(object)
    const key = JSON.stringify([namespace, kind, owner])
    const group = groups.get(key) ?? { first: { kind, namespace, owner, components: [], has: 'controllers' }, objects: [] }
    groups.set(key, { ...group, objects: [...group.objects, object] })
  }
  return [...groups.values()].map(({ first, objects }) => ({
    ...first,
    ...versionOf(objects),
    components: objects.map(({ metadata }) => metadata.name).toSorted(),
  }))
}

function onlyCrds(crds: KubeObject[]): Flux[] {
  const [first] = crds.filter((crd) => kindOf(crd).kind !== 'operator')
  if (!first) return []
  const { labels = {}, annotations = {} } = first.metadata
  const namespace = annotations['meta.helm.sh/release-namespace'] ?? labels['app.kubernetes.io/instance'] ?? ''
  return [{ ...kindOf(first), namespace, ...versionOf([first]), components: [], has: 'only CRDs' }]
}

/**
 * `flux install` and the operator label everything with Flux's own version, the chart with its appVersion: one has a v, one has none. Where
 * labels say nothing, the images do: since Flux 2.0 the minors of these two controllers are Flux's own (fluxcd/flux2 manifests/bases).
 */
function versionOf(objects: KubeObject[]): { version?: string } {
  const labelled = objects.map(({ metadata }) => metadata.labels?.[VERSION_LABEL]).find((label) => /^v?\d+\.\d+\.\d+/.test(label ?? ''))
  if (labelled) return { version: labelled.replace(/^v/, '') }
  const minors = objects
    .flatMap((object) => imagesOf(object['spec']))
    .map((image) => /\/(?:source|kustomize)-controller:v1\.(\d+)\./.exec(image)?.[1])
  const minor = minors.find((one) => one !== undefined)
  return minor ? { version: `2.${minor}.x` } : {}
}

function imagesOf(spec: unknown): string[] {
  type PodOwner = { template?: { spec?: { containers?: { image?: string }[] } } }
  return ((spec as PodOwner | undefined)?.template?.spec?.containers ?? []).flatMap(({ image }) => image ?? [])
}

function isThere({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp === undefined
}
