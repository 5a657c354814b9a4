import type { CheckId } from '../../src/model/check-ids.ts'

/** Checks that no fault of the tables breaks: why not, and the test that breaks them. */
export const UNTRIED: Partial<Record<CheckId, { because: string; shownBy: string }>> = {
  caller: { because: 'without a caller nothing else can be green', shownBy: 'test/checks/caller.test.ts' },
  helm: { because: 'helm is beside the cluster, not in it', shownBy: 'test/checks/caller.test.ts' },
  cluster: { because: 'without the cluster nothing else can be green', shownBy: 'test/checks/rows-alone.test.ts' },
  'same-cluster': { because: 'it needs a second cluster', shownBy: 'test/checks/verify.test.ts' },
  'pod-token': { because: 'it looks inside pods, with --exec alone', shownBy: 'test/checks/pod-token.test.ts' },
  'kubelet-pull': { because: 'no kubelet of the simulated nodes pulls', shownBy: 'test/checks/borrowed-identity.test.ts' },
  namespace: { because: 'without the namespace nothing of Flux is there', shownBy: 'test/stories/verify.test.ts' },
  'flux-instance': { because: 'without it nothing of Flux is there', shownBy: 'test/stories/verify-foreign-flux.test.ts' },
  'workload-pod': { because: 'it is about a workload', shownBy: 'test/stories/bind-pods.test.ts' },
  'proof-identity': { because: 'it is about a workload', shownBy: 'test/checks/rows-alone.test.ts' },
  'ecr-read': { because: 'it is about a workload', shownBy: 'test/checks/rows-alone.test.ts' },
}
