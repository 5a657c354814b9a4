import { Failure } from '../domain/failure.ts'

/** A Kubernetes `Status` answer (API conventions, "Response Status Kind"). */
export interface Status {
  message?: string
  reason?: string
  code?: number
  details?: { name?: string; kind?: string; causes?: { reason?: string; message?: string; field?: string }[]; retryAfterSeconds?: number }
}

/** A refusal by the API server, before it is put into the user's words. */
export class StatusError extends Error {
  readonly code: number
  readonly status: Status
  readonly retryAfterMs: number | undefined

  constructor(code: number, status: Status, retryAfterMs?: number) {
    super(status.message ?? `HTTP ${code}`)
    this.name = status.reason ?? `HTTP${code}`
    this.code = code
    this.status = status
    this.retryAfterMs = retryAfterMs
  }

  /** A PodDisruptionBudget that allows no eviction now: an answer, not an overload, though the code is the same. */
  get holdsBudget(): boolean {
    return this.code === 429 && (this.status.details?.causes ?? []).some(({ reason }) => reason === 'DisruptionBudget')
  }
}

const NETWORK = /^(E[A-Z]+|CERT_.*|UNABLE_TO_.*|SELF_SIGNED_.*|DEPTH_ZERO_.*|ERR_TLS.*)$/

/** What an error of the API server or of the way to it means to the user. `what` is e.g. `patch ServiceAccount flux-system/x`. */
export function kubeFailure(error: unknown, what: string, endpoint: string): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error
  if (error.name === 'AbortError') return error
  const base = { source: 'environment' as const, cause: error }
  if (error instanceof StatusError) {
    if (error.code === 401) {
      return new Failure({
        ...base,
        code: 'kube-unauthorized',
        message: `the cluster does not know this identity (${what}: 401 Unauthorized)`,
        fix: 'Add an EKS access entry (or an aws-auth mapping) for the caller; docs/permissions.md has the command.',
        evidence: [['endpoint', endpoint]],
        docs: 'permissions.md#kubernetes',
        exitCode: 4,
      })
    }
    if (error.code === 403 && error.status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating')) {
      return new Failure({
        ...base,
        code: 'namespace-going',
        message: `${what} failed: its namespace is being deleted`,
        fix: 'Wait until the namespace has gone (kubectl get namespaces), then run the same command again.',
        docs: 'troubleshooting.md#namespace-going',
      })
    }
    if (error.code === 403) {
      return new Failure({
        ...base,
        code: 'kube-forbidden',
        message: `${what} is forbidden: ${error.message}`,
        fix: 'Grant the caller that right (docs/permissions.md holds the ClusterRole), then run the same command again.',
        docs: 'permissions.md#kubernetes',
      })
    }
    if (error.code === 409 && error.status.details?.causes?.some((cause) => cause.reason === 'FieldManagerConflict')) {
      return new Failure({
        ...base,
        code: 'kube-conflict',
        message: `${what}: another manager holds these fields: ${error.message}`,
        fix: 'Add --adopt to take them over.',
        docs: 'install.md#conflicts',
        exitCode: 64,
      })
    }
    return new Failure({
      ...base,
      code: `kube-${error.code}`,
      message: `${what} failed: ${error.message}`,
      // It was made anew or written to since it was looked at; the next look decides.
      ...(error.code === 409 ? { fix: 'Run the same command again.' } : {}),
      docs: 'troubleshooting.md',
    })
  }
  if (error.name === 'MalformedAnswer' || error.name === 'AnswerTooLarge') {
    const why = error.name === 'AnswerTooLarge' ? error.message : `the answer is no object of Kubernetes: ${error.message}`
    return new Failure({
      ...base,
      code: 'kube-malformed',
      message: `${what} failed: ${why}`,
      fix: 'Let NO_PROXY name the host of the endpoint, or find out what answers there; then run the same command again.',
      evidence: [['endpoint', endpoint]],
      docs: 'troubleshooting.md#network',
    })
  }
  const code = (error as { code?: string }).code ?? error.name
  if (NETWORK.test(code) || error.name === 'TimeoutError') {
    return new Failure({
      ...base,
      code: 'kube-unreachable',
      message: `the Kubernetes API at ${endpoint} did not answer (${code})`,
      fix: 'Check the route to the endpoint (VPN, bastion, HTTPS_PROXY / NO_PROXY), then run the same command again.',
      evidence: [['endpoint', endpoint]],
      docs: 'troubleshooting.md#network',
    })
  }
  return new Failure({
    ...base,
    code: 'kube-failed',
    message: `${what} failed: ${error.message.split('\n', 1)[0]}`,
    docs: 'troubleshooting.md',
  })
}
