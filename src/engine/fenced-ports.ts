import type { AwsWriter } from '../model/aws.ts'
import type { HelmWriter } from '../model/helm.ts'
import type { KubeWriter } from '../model/kube.ts'
import type { WritePorts } from '../model/ports.ts'

const AWS: Record<keyof AwsWriter, true> = {
  createOidcProvider: true,
  addClientId: true,
  deleteOidcProvider: true,
  createPolicy: true,
  createPolicyVersion: true,
  deletePolicyVersion: true,
  deletePolicy: true,
  tagPolicy: true,
  createRole: true,
  updateTrust: true,
  tagRole: true,
  untagRole: true,
  putBoundary: true,
  attachPolicy: true,
  detachPolicy: true,
  deleteRole: true,
}
const KUBE: Record<keyof KubeWriter, true> = { apply: true, mergePatch: true, create: true, replace: true, evict: true, delete: true }
const HELM: Record<keyof HelmWriter, true> = { upgrade: true, uninstall: true, markFailed: true }

/** The same ports, but each write asks first whether the lock is still held. What was sent before it was lost may land after. */
export function fencedPorts(ports: WritePorts, requireLock: () => Promise<void>): WritePorts {
  return {
    ...ports,
    aws: { ...ports.aws, ...fenced(ports.aws, AWS, requireLock) },
    kube: { ...ports.kube, ...fenced(ports.kube, KUBE, requireLock) },
    helm: { ...ports.helm, ...fenced(ports.helm, HELM, requireLock) },
  }
}

function fenced<T extends object>(port: T, writes: { [K in keyof T]?: true }, requireLock: () => Promise<void>): T {
  const names = Object.keys(writes) as (keyof T)[]
  const guarded = names.map((name) => {
    const write = port[name] as (...given: unknown[]) => Promise<unknown>
    return [name, async (...given: unknown[]) => requireLock().then(() => write(...given))] as const
  })
  return Object.fromEntries(guarded) as T
}
