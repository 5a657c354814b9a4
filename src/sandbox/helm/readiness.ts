import type { KubeObject } from '../../model/kube.ts'
import { isDeploymentReady } from '../actors/flux-health.ts'
import { objectPath } from '../actors/object-path.ts'
import { until, type Session } from './session.ts'

/** Waits for the release's Deployments. Custom resources count as ready at once: helm does not know what their Ready means. */
export async function waitReady(session: Session, objects: KubeObject[], timeoutMs: number): Promise<void> {
  const deployments = objects.filter(({ kind }) => kind === 'Deployment')
  const open = () => deployments.filter((object) => !isDeploymentReady(session.store.get(objectPath(object))))
  await until(
    session,
    timeoutMs,
    () => open().length === 0,
    () =>
      late(
        session,
        open().map((object) => {
          const { namespace, name } = object.metadata
          const { replicas = 1 } = object['spec'] as { replicas?: number }
          return `resource Deployment/${namespace}/${name} not ready. status: InProgress, message: Replicas: 0/${replicas}`
        }),
      ),
  )
}

/** Waits until the objects are gone. */
export async function waitGone(session: Session, objects: KubeObject[], timeoutMs: number): Promise<void> {
  const left = () => objects.filter((object) => session.store.get(objectPath(object)))
  await until(
    session,
    timeoutMs,
    () => left().length === 0,
    () =>
      late(
        session,
        left().map(({ kind, metadata: { namespace, name } }) => {
          return `resource ${kind}/${namespace ?? ''}/${name} still exists. status: Terminating, message: Resource scheduled for deletion`
        }),
      ),
  )
}

/** Helm 4 says what it waited for, helm 3 does not. */
function late({ major }: Session, lines: string[]): string {
  return [...(major === '4' ? lines : []), 'context deadline exceeded'].join('\n')
}
