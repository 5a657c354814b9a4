import { StandardRetryStrategy } from '@smithy/core/retry'
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types'

const MAX_ATTEMPTS = 6
const LONGEST_RETRY_AFTER_MS = 5_000

/**
 * The SDK's standard strategy (exponential back-off with full jitter) with two corrections for IAM: a quota (`LimitExceeded`) is not
 * throttling and never heals by waiting, and `ConcurrentModification` does heal but is not retried by the SDK.
 * Sources: smithy's THROTTLING_ERROR_CODES lists LimitExceededException; IAM API CreateRole, error ConcurrentModification.
 */
export class IamAwareRetryStrategy extends StandardRetryStrategy {
  /** The longest first pause, where it is not the SDK's own. */
  readonly pauseMs: number | undefined

  constructor(pauseMs?: number) {
    super({ maxAttempts: MAX_ATTEMPTS, ...(pauseMs === undefined ? {} : { backoff: growingFrom(pauseMs) }) })
    this.pauseMs = pauseMs
  }

  override async refreshRetryTokenForRetry(token: StandardRetryToken, info: RetryErrorInfo): Promise<StandardRetryToken> {
    const name = (info.error as Error | undefined)?.name ?? ''
    if (name.startsWith('LimitExceeded')) throw new Error('a quota is not retried')
    const bounded = withBoundedHint(info)
    if (name.startsWith('ConcurrentModification')) return super.refreshRetryTokenForRetry(token, { ...bounded, errorType: 'THROTTLING' })
    return super.refreshRetryTokenForRetry(token, bounded)
  }
}

/** The SDK waits as long as `Retry-After` says, whatever that is, and no signal ends the wait. */
function withBoundedHint(info: RetryErrorInfo): RetryErrorInfo {
  const latest = Date.now() + LONGEST_RETRY_AFTER_MS
  return info.retryAfterHint && info.retryAfterHint.getTime() > latest ? { ...info, retryAfterHint: new Date(latest) } : info
}

function growingFrom(pauseMs: number) {
  return { setDelayBase: () => {}, computeNextBackoffDelay: (attempt: number) => Math.random() * pauseMs * 2 ** attempt }
}

/** For a write that must not happen twice: only what was surely refused is tried again. What got lost its caller looks for. */
export class NeverTwiceRetryStrategy extends IamAwareRetryStrategy {
  override async refreshRetryTokenForRetry(token: StandardRetryToken, info: RetryErrorInfo): Promise<StandardRetryToken> {
    const name = (info.error as Error | undefined)?.name ?? ''
    const refused = info.errorType === 'THROTTLING' || name.startsWith('ConcurrentModification')
    if (!refused) throw new Error('it may have happened')
    return super.refreshRetryTokenForRetry(token, info)
  }
}
