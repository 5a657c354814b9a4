import { Failure } from '../domain/failure.ts'
import { listAssociations, podIdentity } from '../domain/pod-identity.ts'
import type { ServiceAccountName } from '../domain/web-identity.ts'
import type { Work } from '../model/resource.ts'
import type { KubeObject } from '../model/kube.ts'
import { podsOf } from '../identity/binding/bound.ts'
import { conditionsOf } from './operator-release.ts'

/** Whether a pod may stay as it is. */
export type Fits = (pod: KubeObject) => boolean

/** Pods that the role was given to. */
export function carrying(roleArn: string): Fits {
  return (pod) => podIdentity(pod, { roleArn }).state === 'injected'
}

/** Pods that have none of these roles. */
export function freeOf(roleArns: string[]): Fits {
  return (pod) => !roleArns.some((roleArn) => carrying(roleArn)(pod))
}

function isReadyPod(pod: KubeObject): boolean {
  return conditionsOf(pod).some((condition) => condition.type === 'Ready' && condition.status === 'True')
}

/** Waits until so many pods that came after `old` are there, and all such are ready. Throws a Failure when one of them was born unfit. */
export async function newPodsReady(
  account: ServiceAccountName,
  { old, atLeast = 1 }: { old: Set<string | undefined>; atLeast?: number },
  fits: Fits,
  { world, ports, waiting }: Pick<Work, 'world' | 'ports' | 'waiting'>,
): Promise<void> {
  const { namespace, name } = account
  waiting(`a new pod of ${name}, ready`)
  const fresh = (all: KubeObject[]) => podsOf(account, all).filter((pod) => !old.has(pod.metadata.uid))
  const pods = await ports.kube.waitForList({ kind: 'Pod', namespace }, (all) => {
    const born = fresh(all)
    return born.length >= atLeast && (born.every(isReadyPod) || born.some((pod) => !fits(pod)))
  })
  const still = fresh(pods).find((pod) => !fits(pod))
  if (!still) return
  const evidence: [string, string][] = [['pod', `${namespace}/${still.metadata.name}`]]
  if (podIdentity(still, { roleArn: '' }).state === 'pod-identity') {
    throw new Failure({
      code: 'pod-identity-association',
      source: 'environment',
      message: `the new pod ${still.metadata.name} got its identity by EKS Pod Identity: an association wins over the role annotation`,
      evidence,
      fix: listAssociations(account, world.cluster.name, world.region),
      docs: 'checks/pod-identity.md',
    })
  }
  throw new Failure({
    code: 'pod-without-identity',
    source: 'environment',
    message: `the new pod ${still.metadata.name} was born without the identity that its ServiceAccount names`,
    evidence,
    fix: 'kubectl get mutatingwebhookconfiguration pod-identity-webhook',
    docs: 'troubleshooting.md#webhook',
  })
}
