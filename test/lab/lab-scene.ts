import { DeleteRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr'
import { IAMClient } from '@aws-sdk/client-iam'
import { execa } from 'execa'
import { expect } from 'vitest'
import type { KubeObject } from '../../src/kube/ports.ts'
import { expectGreen, INSTALL } from '../broken-links/expect-named.ts'
import { NAMESPACE } from '../broken-links/fault.ts'
import { seedAutomation } from '../broken-links/image-faults.ts'
import { run } from '../broken-links/carry-out.ts'
import { objectAt, objectsAt, type Association, type Scene } from '../broken-links/scene.ts'
import { annotate, create, paths, ready, say } from '../broken-links/touch.ts'
import { awsAs, kubeAs, meet, sessionAs } from '../contract/ports.ts'
import { ACCOUNT, REGION } from '../contract/server.ts'
import { startLab, type LabServer } from './lab-server.ts'

const REGISTRY = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`
const IMAGES = [
  ['apps-main', 'apps/main'],
  ['apps-api', 'apps/api'],
  ['web', 'web'],
] as const
const REQUESTED = 'reconcile.fluxcd.io/requestedAt'
const CONTROLLERS = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`

/** The lab's cluster with Flux, images and image automation, all green. */
export async function labScene(): Promise<{ scene: Scene; close: () => Promise<void> }> {
  const lab = await startLab()
  try {
    const scene = await sceneOf(lab)
    await installed(scene)
    return { scene, close: () => lab.close() }
  } catch (error) {
    await lab.close()
    throw error
  }
}

async function installed(scene: Scene): Promise<void> {
  const { code, stdout, stderr } = await run(scene, INSTALL, { env: { FLUX_IRSA_GIT_PASSWORD: 's3cret' } })
  expect(code, `${stdout}\n${stderr}`).toBe(0)
  await create(scene, '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apps' } })
  await scene.settle()
  await expectGreen(scene)
}

async function sceneOf(lab: LabServer): Promise<Scene> {
  meet(lab)
  const { config } = sessionAs(lab)
  const [iam, ecr] = [new IAMClient(config), new ECRClient(config)]
  const { api } = await kubeAs(lab)
  let held: Association[] = []
  const scene: Omit<Scene, 'webhook'> = {
    name: 'lab',
    server: lab,
    caller: undefined,
    accountId: ACCOUNT,
    issuer: lab.issuer,
    registry: REGISTRY,
    aws: awsAs(lab),
    iam,
    api,
    addUser: (name, groups) =>
      lab.addUser(name, [{ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }], groups),
    addRepository: async ({ name, region = REGION, tags }) => void (await lab.ask('seed', { repositories: [{ name, region, tags }] })),
    removeRepository: async (repositoryName) => void (await ecr.send(new DeleteRepositoryCommand({ repositoryName, force: true }))),
    associations: () => held,
    async setAssociations(associations) {
      held = associations
      const pod_identity = held.map(({ id, ...one }) => ({ ...one, associationId: id, associationArn: `arn:aws:eks:::${id}` }))
      await lab.ask('seed', { pod_identity })
    },
    strike: (fault) => lab.addFault(fault),
    calm: async () => void (await lab.ask('faults', undefined, 'DELETE')),
    gitHolds: async (refusal) =>
      say(
        scene as Scene,
        paths.sync('kustomizations'),
        refusal
          ? ready('False', 'ReconciliationFailed', refusal)
          : ready('True', 'ReconciliationSucceeded', 'Applied revision: main@sha1:da39a3ee'),
      ),
    settle: () => settle(scene as Scene),
    async shell(line) {
      const PATH = `${lab.vars['LAB_BIN']}:${process.env['PATH']}`
      await execa('bash', ['-c', line], { env: { PATH, KUBECONFIG: lab.vars['LAB_KUBECONFIG'], HTTPS_PROXY: '' } })
    },
    sandbox: () => expect.fail('these servers are real'),
  }
  return Object.assign(scene, { webhook: (await objectAt(scene as Scene, paths.webhook)) ?? expect.fail('no webhook') })
}

/** Deployments are rolled out, Git content is there, and Flux has looked again at all that it looks at. */
async function settle(scene: Scene): Promise<void> {
  await expect.poll(() => movingControllers(scene), { timeout: 60_000, interval: 100 }).toEqual([])
  await bringGitContent(scene)
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
async function bringGitContent(scene: Scene): Promise<void> {
  const here = await objectsAt(scene, paths.images).catch(() => undefined)
  if (!here || here.length > 0) return
  for (const [name, repository] of IMAGES) {
    const spec = { image: `${REGISTRY}/${repository}`, interval: '5m', provider: 'aws' }
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
