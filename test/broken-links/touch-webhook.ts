import { objectAt, type Scene } from './scene.ts'
import { create, patch, paths, remove } from './touch.ts'

const MANAGER = 'eks'

/** The pod identity webhook is asked no more. */
export async function withoutWebhook(scene: Scene): Promise<void> {
  await remove(scene, paths.webhook)
}

/** The one webhook of the configuration with other fields. */
export async function replaceWebhook(scene: Scene, change: object): Promise<void> {
  const [first] = scene.webhook['webhooks'] as object[]
  await patch(scene, paths.webhook, { webhooks: [{ ...first, ...change }] }, 'kubectl-edit')
}

/** The configuration as it was when all was green. */
export async function restoreWebhook(scene: Scene): Promise<void> {
  const { apiVersion, kind, metadata, webhooks } = scene.webhook
  if (await objectAt(scene, paths.webhook)) return patch(scene, paths.webhook, { webhooks }, MANAGER)
  const collection = paths.webhook.slice(0, paths.webhook.lastIndexOf('/'))
  await create(scene, collection, { apiVersion, kind, metadata: { name: metadata.name }, webhooks }, MANAGER)
}
