import type { KubeObject } from '../../model/kube.ts'
import type { Later } from './later.ts'
import type { ClusterStore } from './store-types.ts'

interface Container {
  name: string
  image?: string
}
interface PodSpec {
  containers?: Container[]
  nodeName?: string
  serviceAccountName?: string
}

const NODE = 'ip-10-0-1-10.ec2.internal'
const MERGE = 'application/merge-patch+json'

interface PodStarts {
  /** Looks again at pods that did not start, e.g. because what they failed of is mended. */
  retry(): void
}

/**
 * The scheduler and the kubelet: a new pod is bound, and `startMs()` later it is Running and Ready, or waits for the reason that `failure`
 * names (`ImagePullBackOff`).
 */
export function startPods(
  store: ClusterStore,
  { later, startMs, failure }: { later: Later; startMs: () => number; failure: (pod: KubeObject) => string | undefined },
): PodStarts {
  const pathOfPod = ({ metadata: { namespace, name } }: KubeObject) => `/api/v1/namespaces/${namespace}/pods/${name}`
  const soon = (pod: KubeObject) => later(startMs(), () => start(pathOfPod(pod), pod.metadata.uid))

  function start(path: string, uid: string | undefined): void {
    const pod = store.get(path)
    if (!pod || pod.metadata.uid !== uid || pod.metadata.deletionTimestamp) return
    const spec = (pod['spec'] ?? {}) as PodSpec
    if (!spec.nodeName) store.patch(path, { spec: { nodeName: NODE } }, { type: MERGE, manager: 'kube-scheduler' })
    const now = new Date().toISOString()
    const reason = failure(pod)
    const status = reason ? waiting(spec, reason, now) : running(spec, now)
    store.patch(`${path}/status`, { status }, { type: MERGE, manager: 'kubelet' })
  }

  store.onEvent(({ type, object }) => {
    if (type === 'ADDED' && object.kind === 'Pod' && object.apiVersion === 'v1') soon(object)
  })
  const retry = () =>
    store
      .list('/api/v1/pods')
      .filter((pod) => (pod['status'] as { phase?: string }).phase === 'Pending')
      .forEach(soon)
  retry()
  return { retry }
}

const condition = (type: string, isTrue: boolean, lastTransitionTime: string) => ({
  type,
  status: isTrue ? 'True' : 'False',
  lastTransitionTime,
})

function running({ containers = [] }: PodSpec, now: string): object {
  return {
    phase: 'Running',
    conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => condition(type, true, now)),
    containerStatuses: containers.map(({ name, image = '' }) => ({
      name,
      image,
      imageID: '',
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: now } },
    })),
    startTime: now,
  }
}

/** Wording of the kubelet: k8s.io/kubernetes `pkg/kubelet/images/image_manager.go`. */
function waiting({ containers = [] }: PodSpec, reason: string, now: string): object {
  return {
    phase: 'Pending',
    conditions: [
      condition('Initialized', true, now),
      condition('Ready', false, now),
      condition('ContainersReady', false, now),
      condition('PodScheduled', true, now),
    ],
    containerStatuses: containers.map(({ name, image = '' }) => ({
      name,
      image,
      imageID: '',
      ready: false,
      started: false,
      restartCount: 0,
      state: { waiting: { reason, message: reason === 'ImagePullBackOff' ? `Back-off pulling image "${image}"` : reason } },
    })),
    startTime: now,
  }
}
