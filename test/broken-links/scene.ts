import type { IAMClient } from '@aws-sdk/client-iam'
import type { KubeObject } from '../../src/model/kube.ts'
import type { Api } from '../../src/kube/request.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import type { Aws } from '../contract/ports.ts'
import type { Keys, Server, ServerFault } from '../contract/server.ts'

export interface Association {
  id: string
  namespace: string
  serviceAccount: string
  roleArn: string
}

/**
 * A green cluster in which a link can be broken: simulated, or on the lab's real servers. Both are reached through their own APIs, so that
 * one table of faults serves both.
 */
export interface Scene {
  name: 'sandbox' | 'lab'
  /** Where the program meets it. */
  server: Pick<Server, 'env' | 'ca'>
  /** Whose keys the program has, where they are not those of `server.env`. */
  caller: Keys | undefined
  accountId: string
  issuer: string
  /** `ACCOUNT.dkr.ecr.REGION.amazonaws.com`. */
  registry: string
  /** The configuration of the pod identity webhook as it was when all was green. */
  webhook: KubeObject
  aws: Aws
  iam: IAMClient
  api: Api
  /** A user with every right in AWS, whom the cluster knows as a member of these groups, if any. */
  addUser(name: string, groups?: string[]): Promise<Keys>
  addRepository(repository: { name: string; region?: string; tags: string[] }): Promise<void>
  removeRepository(name: string): Promise<void>
  associations(): Association[]
  setAssociations(associations: Association[]): Promise<void>
  /** How AWS answers some calls from now on. */
  strike(fault: ServerFault & { message?: string }): Promise<void>
  /** It answers as it should again. */
  calm(): Promise<void>
  /** Flux's Git host refuses what the repository holds, in these words; without, it is fine again. */
  gitHolds(refusal?: string): Promise<void>

  /** Everything that reacts to a change has done so, and Flux has looked at every image again. */
  settle(): Promise<void>
  /** The printed line as a person would run it, where there is a shell with the tool in it; else it is played by calls of the same kind. */
  shell?: (line: string) => Promise<void>
  /** For what only a simulation can do; a fault that asks for it says why in `onlySimulated`. */
  sandbox(): Sandbox
}

/** The API's object at this path; `undefined` where there is none. */
export async function objectAt({ api }: Pick<Scene, 'api'>, path: string): Promise<KubeObject | undefined> {
  try {
    return await api.json<KubeObject>({ method: 'GET', path }, `get ${path}`)
  } catch (error) {
    if ((error as { code?: unknown }).code === 404) return undefined
    throw error
  }
}

export async function objectsAt(scene: Scene, path: string): Promise<KubeObject[]> {
  return (await scene.api.json<{ items: KubeObject[] }>({ method: 'GET', path }, `list ${path}`)).items
}
