import { IAMClient } from '@aws-sdk/client-iam'
import { expect } from 'vitest'
import { addRepository, addUser } from '../../src/sandbox/aws/index.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { awsAs, kubeAs, meet, sessionAs } from '../contract/ports.ts'
import { drive } from '../stories/drive.ts'
import { expectGreen, INSTALL } from './expect-named.ts'
import { seedAutomation } from './image-faults.ts'
import { objectAt, type Scene } from './scene.ts'
import { annotate, paths } from './touch.ts'

/** A simulated cluster with Flux, images and image automation, all green. */
export async function sandboxScene(install: string[] = []): Promise<{ scene: Scene; close: () => Promise<void> }> {
  const sandbox = await startSandbox({ cluster: 'lab' })
  try {
    return { scene: await installed(sandbox, install), close: () => sandbox.close() }
  } catch (error) {
    await sandbox.close()
    throw error
  }
}

async function installed(sandbox: Sandbox, install: string[]): Promise<Scene> {
  sandbox.seedImageRepositories()
  const { code, stdout, stderr } = await drive(sandbox, [...INSTALL, ...install], { env: { FLUX_IRSA_GIT_PASSWORD: 's3cret' } })
  expect(code, `${stdout}\n${stderr}`).toBe(0)
  await sandbox.idle()
  const scene = await sceneOf(sandbox)
  await seedAutomation(scene)
  await expectGreen(scene)
  return scene
}

async function sceneOf(sandbox: Sandbox): Promise<Scene> {
  const { aws, env, ca, cluster, issuer, accountId, registry } = sandbox
  const { account } = aws
  const server = { env, ca, cluster }
  meet(server)
  const { config } = sessionAs(server)
  const { api } = await kubeAs(server)
  const here = account.clusters.find(({ name }) => name === cluster) ?? expect.fail('no cluster')
  const scene: Scene = {
    name: 'sandbox',
    server,
    caller: undefined,
    accountId,
    issuer,
    registry,
    webhook: (await objectAt({ api }, paths.webhook)) ?? expect.fail('no webhook'),
    aws: awsAs(server),
    iam: new IAMClient(config),
    api,
    async addUser(name, groups) {
      const key = addUser(account, name, [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }])
      if (groups) here.accessEntries[`arn:aws:iam::${accountId}:user/${name}`] = { groups }
      return key
    },
    addRepository: async (repository) => void addRepository(account, repository),
    removeRepository: async (name) => void (account.repositories = account.repositories.filter((one) => one.name !== name)),
    associations: () => here.podIdentity,
    setAssociations: async (associations) => void (here.podIdentity = associations),
    strike: async (fault) => void aws.faults.push({ ...fault }),
    calm: async () => void (aws.faults.length = 0),
    async gitHolds(refusal) {
      sandbox.actors.gitContent.refusal = refusal
      const requestedAt = String(sandbox.kube.calls.length)
      await annotate(scene, paths.sync('kustomizations'), { 'reconcile.fluxcd.io/requestedAt': requestedAt }, 'flux')
    },
    settle: () => sandbox.idle(),
    sandbox: () => sandbox,
  }
  return scene
}
