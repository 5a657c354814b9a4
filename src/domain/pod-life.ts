interface PodLike {
  metadata: { deletionTimestamp?: string; ownerReferences?: { kind: string }[] }
  status?: unknown
}

/**
 * Whether a pod works, or will: it is not on its way out and not done. A Job's pods stand there long after their end.
 * Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase
 */
export function isAtWork({ metadata, status }: PodLike): boolean {
  const { phase } = (status ?? {}) as { phase?: string }
  return metadata.deletionTimestamp === undefined && phase !== 'Succeeded' && phase !== 'Failed'
}

/** Whether something brings the pod again when it goes; a Job's is let finish, a bare one would be lost. */
export function comesAgain({ metadata }: PodLike): boolean {
  return (metadata.ownerReferences ?? []).some(({ kind }) => kind !== 'Job' && kind !== 'Node')
}

/** Whether it ends by itself. */
export function isOfJob({ metadata }: PodLike): boolean {
  return (metadata.ownerReferences ?? []).some(({ kind }) => kind === 'Job')
}
