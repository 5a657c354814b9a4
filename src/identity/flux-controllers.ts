import { at } from '../domain/at.ts'
import { patchedServiceAccounts } from '../domain/annotation-patch.ts'
import { CONTROLLERS } from '../domain/controllers.ts'
import { subjectOf, type ServiceAccountName } from '../domain/web-identity.ts'
import type { KubeObject } from '../model/kube.ts'
import { holdsAnnotation } from './ours.ts'

const DEFAULT_NAMESPACE = 'flux-system'
/** On all that Flux is made of, by whatever way it came. Source: fluxcd/flux2 manifests, flux-operator, charts/flux2. */
const PART_OF = 'app.kubernetes.io/part-of'

/**
 * Whether this is the ServiceAccount of one of Flux's own controllers, in whatever namespace Flux lives: by its name, and by Flux's label, our
 * own mark, or the program that its pods run. Others have a `helm-controller` too (K3s).
 */
export function isFluxController(account: KubeObject, pods: KubeObject[] = []): boolean {
  const { name, namespace, labels } = account.metadata
  if (!isControllerName(name)) return false
  if (namespace === DEFAULT_NAMESPACE || labels?.[PART_OF] === 'flux' || holdsAnnotation(account, 'flux')) return true
  const users = pods.filter((pod) => pod.metadata.namespace === namespace && at(pod, ['spec', 'serviceAccountName']) === name)
  return users.some((pod) => runs(pod, name))
}

/** Whether this is where a controller's ServiceAccount would stand, also before there is one. */
export function isControllersPlace({ namespace, name }: ServiceAccountName): boolean {
  return namespace === DEFAULT_NAMESPACE && isControllerName(name)
}

/**
 * The controllers among `accounts` (all of some namespaces) that install has given a role: it holds the annotation, or a patch of its own in
 * the FluxInstance names them, also where the ServiceAccount is yet to come. Any other controller is bind's to serve.
 */
export function installsControllers(accounts: KubeObject[], instances: KubeObject[]): ServiceAccountName[] {
  const held = accounts
    .filter((account) => isControllerName(account.metadata.name) && holdsAnnotation(account, 'flux'))
    .map(({ metadata }) => ({ namespace: metadata.namespace ?? '', name: metadata.name }))
  const patched = instances.flatMap((instance) =>
    patchedServiceAccounts(at(instance, ['spec', 'kustomize'])).map(({ name }) => ({ namespace: instance.metadata.namespace ?? '', name })),
  )
  return [...new Map([...held, ...patched].map((account) => [subjectOf(account), account])).values()]
}

/** The options of the install that gives its controllers of this namespace the role anew. */
export function installOptionsFor(namespace: string, installs: ServiceAccountName[]): string {
  const names = installs.filter((account) => account.namespace === namespace).map(({ name }) => name)
  const place = namespace === DEFAULT_NAMESPACE ? [] : [`--namespace ${namespace}`]
  return [...place, ...names.toSorted().map((name) => `--service-account ${name}`)].join(' ')
}

/** Whether it is called as one of Flux's controllers. */
export function isControllerName(name: string): boolean {
  return CONTROLLERS.some((one) => one === name)
}

function runs(pod: KubeObject, controller: string): boolean {
  const containers = (at(pod, ['spec', 'containers']) as { image?: string }[] | undefined) ?? []
  return containers.some(({ image = '' }) => new RegExp(`(^|/)fluxcd/${controller}[:@]`).test(image))
}
