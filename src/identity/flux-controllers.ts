import { at } from '../domain/at.ts'
import { CONTROLLERS, DEFAULT_SERVICE_ACCOUNTS } from '../domain/controllers.ts'
import type { ServiceAccountName } from '../domain/web-identity.ts'
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

/** The options of the install that gives these controllers the role, and leaves it to those that have it. */
export function installOptionsFor(controllers: ServiceAccountName[], known: KubeObject[]): string {
  const namespace = controllers[0]?.namespace ?? DEFAULT_NAMESPACE
  const held = known.filter((account) => account.metadata.namespace === namespace && holdsAnnotation(account, 'flux'))
  const before = held.length > 0 ? held.map(({ metadata }) => metadata.name) : DEFAULT_SERVICE_ACCOUNTS
  const names = [...new Set([...before, ...controllers.map(({ name }) => name)])].toSorted()
  const place = namespace === DEFAULT_NAMESPACE ? [] : [`--namespace ${namespace}`]
  return [...place, ...names.map((name) => `--service-account ${name}`)].join(' ')
}

/** Whether it is called as one of Flux's controllers. */
export function isControllerName(name: string): boolean {
  return CONTROLLERS.some((one) => one === name)
}

function runs(pod: KubeObject, controller: string): boolean {
  const containers = (at(pod, ['spec', 'containers']) as { image?: string }[] | undefined) ?? []
  return containers.some(({ image = '' }) => new RegExp(`(^|/)fluxcd/${controller}[:@]`).test(image))
}
