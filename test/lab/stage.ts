import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { InstallReport, UninstallReport } from '../../src/model/report.ts'
import { emptyCluster } from '../contract/cases/empty-cluster.ts'
import { awsAs, kubeAs, meet, type Aws, type Kube } from '../contract/ports.ts'
import type { Keys } from '../contract/server.ts'
import type { Api } from '../../src/kube/request.ts'
import { driveJson, type DriveOptions } from '../stories/drive.ts'
import { startLab, type LabServer } from './lab-server.ts'

export const INSTALL = [
  'install',
  '--cluster',
  'lab',
  '--yes',
  '--repository',
  'apps/*',
  '--git-url',
  'https://bitbucket.org/acme/fleet.git',
  '--git-path',
  '/',
]
export const UNINSTALL = ['uninstall', '--cluster', 'lab', '--yes', '--delete-oidc-provider']
export const PASSWORD = { FLUX_IRSA_GIT_PASSWORD: 'not-a-real-one' }
/** As the program has it: the lab's waits are real ones. */
const LOCK = { durationMs: 15_000, renewMs: 5_000 }

export interface Stage {
  lab: LabServer
  aws: Aws
  kube: Kube
  api: Api
  install(args?: string[], options?: DriveOptions): Promise<{ code: number; report: InstallReport; stderr: string }>
  uninstall(args?: string[], options?: DriveOptions): Promise<{ code: number; report: UninstallReport; stderr: string }>
  /** How many writes AWS saw since the last look. */
  awsWrites(): Promise<string[]>
}

/** One lab for the file, emptied before each test. */
export function onStage(): Stage {
  const stage = {} as Stage
  let seen = 0
  beforeAll(async () => {
    stage.lab = await startLab()
    meet(stage.lab)
    stage.aws = awsAs(stage.lab)
    Object.assign(stage, await kubeAs(stage.lab))
  })
  beforeEach(async () => {
    meet(stage.lab)
    await stage.lab.reset()
    seen = 0
    await emptyCluster(stage.kube, stage.api)
  })
  afterAll(() => stage.lab.close())
  const with_ = (options: DriveOptions = {}): DriveOptions => ({ lockTimes: LOCK, ...options, env: { ...PASSWORD, ...options.env } })
  stage.install = (args = [], options) => driveJson<InstallReport>(stage.lab, [...INSTALL, ...args], with_(options))
  stage.uninstall = (args = [], options) => driveJson<UninstallReport>(stage.lab, [...UNINSTALL, ...args], with_(options))
  stage.awsWrites = async () => {
    const calls = await stage.lab.awsCalls()
    const writes = calls.slice(seen).filter((call) => call.write)
    seen = calls.length
    return writes.map((call) => call.action)
  }
  return stage
}

export function asEnvironment(keys: Keys): Record<string, string> {
  return { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey }
}

/** Versions of every object that this program or helm keeps: what a run that changes nothing leaves as it was. */
export async function fingerprint({ kube }: Pick<Stage, 'kube'>, namespace = 'flux-system'): Promise<string[]> {
  const kinds = ['ServiceAccount', 'Secret', 'Deployment', 'FluxInstance']
  const objects = (await Promise.all(kinds.map(async (kind) => (await kube.list({ kind, namespace })) ?? []))).flat()
  // Status is the controllers' to write; generation and the metadata that counts are not.
  return objects
    .map(({ kind, metadata }) => JSON.stringify([kind, metadata.name, metadata.uid, metadata.generation ?? metadata.resourceVersion]))
    .toSorted()
}
