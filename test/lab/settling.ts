import { expect } from 'vitest'
import type { KubeObject } from '../../src/model/kube.ts'
import { NAMESPACE } from '../broken-links/fault.ts'
import { seedAutomation } from '../broken-links/image-faults.ts'
import { objectAt, objectsAt, type Scene } from '../broken-links/scene.ts'
import { annotate, create, paths } from '../broken-links/touch.ts'

const IMAGES = [
  ['apps-main', 'apps/main'],
  ['apps-api', 'apps/api'],
  ['web', 'web'],
] as const
const REQUESTED = 'reconcile.fluxcd.io/requestedAt'
const CONTROLLERS = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`

/** Every controller has the pods that its Deployment wants, and no others. */
export async function rolledOut(scene: Scene): Promise<void> {
  await expect.poll(() => movingControllers(scene), { timeout: 60_000, interval: 100 }).toEqual([])
}

/** Flux has looked again at all that it looks at. */
export async function lookedAgain(scene: Scene): Promise<void> {
  const asked = String(Date.now())
  const waiting = (await lookedAt(scene)).map(pathOf)
  for (const path of waiting) await annotate(scene, path, { [REQUESTED]: asked })
  const unanswered = async () => {
    const objects = await Promise.all(waiting.map((path) => objectAt(scene, path)))
    return objects.filter(
      (one) => one && (one['status'] as { lastHandledReconcileAt?: string } | undefined)?.lastHandledReconcileAt !== asked,
    )
  }
  await expect.poll(unanswered, { timeout: 30_000, interval: 100 }).toEqual([])
}

/** Controllers that have not brought what they want, or pods that are still going. */
async function movingControllers(scene: Scene): Promise<string[]> {
  interface Counts {
    observedGeneration?: number
    replicas?: number
    updatedReplicas?: number
    availableReplicas?: number
  }
  const [deployments, pods] = await Promise.all([objectsAt(scene, CONTROLLERS), objectsAt(scene, paths.pods)])
  const moving = deployments.filter(({ metadata, ...rest }) => {
    const { replicas: wanted = 1 } = rest['spec'] as Counts
    const { observedGeneration = 0, replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = (rest['status'] ?? {}) as Counts
    return (
      observedGeneration < (metadata.generation ?? 1) || [replicas, updatedReplicas, availableReplicas].some((count) => count !== wanted)
    )
  })
  return [...moving, ...pods.filter(({ metadata }) => metadata.deletionTimestamp)].map(({ metadata }) => metadata.name)
}

/** What kustomize-controller brings: made where it is not there, as after a time without its kinds. */
export async function bringGitContent(scene: Scene): Promise<void> {
  const here = await objectsAt(scene, paths.images).catch(() => undefined)
  if (!here || here.length > 0) return
  for (const [name, repository] of IMAGES) {
    const spec = { image: `${scene.registry}/${repository}`, interval: '5m', provider: 'aws' }
    const object = { apiVersion: 'image.toolkit.fluxcd.io/v1', kind: 'ImageRepository', metadata: { name, namespace: 'apps' }, spec }
    await create(scene, paths.images, object, 'kustomize-controller')
  }
  await seedAutomation(scene)
}

/** All that the lab's controllers look at when they are asked to, as far as they run. */
async function lookedAt(scene: Scene): Promise<KubeObject[]> {
  const running = new Set((await objectsAt(scene, paths.pods)).map(({ metadata }) => metadata.name.replace(/-[^-]+-[^-]+$/, '')))
  const images = running.has('image-reflector-controller') ? await objectsAt(scene, paths.images).catch(() => []) : []
  const source = await objectAt(scene, paths.sync('gitrepositories'))
  return [...images, ...(source ? [source] : [])].filter((one) => (one['spec'] as { suspend?: boolean }).suspend !== true)
}

function pathOf({ metadata }: KubeObject): string {
  return metadata.namespace === 'apps' ? paths.image(metadata.name) : paths.sync('gitrepositories')
}
