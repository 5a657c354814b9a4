import { DeleteRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr'
import { IAMClient } from '@aws-sdk/client-iam'
import { execa } from 'execa'
import { expect } from 'vitest'
import { expectGreen, INSTALL } from '../broken-links/expect-named.ts'
import { run } from '../broken-links/carry-out.ts'
import { objectAt, type Association, type Scene } from '../broken-links/scene.ts'
import { create, paths, ready, say } from '../broken-links/touch.ts'
import { awsAs, kubeAs, meet, sessionAs } from '../contract/ports.ts'
import { ACCOUNT, REGION } from '../contract/server.ts'
import { startLab, type LabServer } from './lab-server.ts'
import { bringGitContent, lookedAgain, rolledOut } from './settling.ts'

const REGISTRY = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`

/** The lab's cluster with Flux, images and image automation, all green. */
export async function labScene(install: string[] = []): Promise<{ scene: Scene; close: () => Promise<void> }> {
  const lab = await startLab()
  try {
    const scene = await sceneOf(lab)
    await installed(scene, install)
    return { scene, close: () => lab.close() }
  } catch (error) {
    await lab.close()
    throw error
  }
}

async function installed(scene: Scene, install: string[]): Promise<void> {
  const { code, stdout, stderr } = await run(scene, [...INSTALL, ...install], { env: { FLUX_IRSA_GIT_PASSWORD: 's3cret' } })
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
  let refusal: string | undefined
  let deaf = false
  const sayRefusal = () =>
    say(
      scene,
      paths.sync('kustomizations'),
      refusal
        ? ready('False', 'ReconciliationFailed', refusal)
        : ready('True', 'ReconciliationSucceeded', 'Applied revision: main@sha1:da39a3ee'),
    )
  const scene: Scene = {
    name: 'lab',
    server: lab,
    caller: undefined,
    accountId: ACCOUNT,
    issuer: lab.issuer,
    registry: REGISTRY,
    webhook: (await objectAt({ api }, paths.webhook)) ?? expect.fail('no webhook'),
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
    async strike(fault) {
      deaf = fault.hangup === true
      await lab.addFault(fault)
    },
    async calm() {
      deaf = false
      await lab.ask('faults', undefined, 'DELETE')
    },
    async gitHolds(text) {
      refusal = text
      await sayRefusal()
    },
    async settle() {
      await rolledOut(scene)
      await bringGitContent(scene)
      // The lab's controllers answer nothing where a connection breaks.
      if (!deaf) await lookedAgain(scene)
      if (refusal) await sayRefusal()
    },
    async shell(line) {
      const PATH = `${lab.vars['LAB_BIN']}:${process.env['PATH']}`
      await execa('bash', ['-c', line], { env: { PATH, KUBECONFIG: lab.vars['LAB_KUBECONFIG'], HTTPS_PROXY: '' } })
    },
    sandbox: () => expect.fail('these servers are real'),
  }
  return scene
}
