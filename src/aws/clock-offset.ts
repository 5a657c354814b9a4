import type { STSClient } from '@aws-sdk/client-sts'

/**
 * Reads the clock of AWS off the answers that a client gets: the function tells by how many milliseconds it is ahead of ours, as of the
 * latest answer. The Date header has whole seconds (RFC 9110, section 6.6.1), so half a second is added to it.
 */
export function watchClock(client: STSClient): () => number | undefined {
  let offset: number | undefined
  client.middlewareStack.add(
    (next) => async (request) => {
      const answer = await next(request)
      const { headers = {} } = (answer.response ?? {}) as { headers?: Record<string, string> }
      const date = Date.parse(headers['date'] ?? '')
      if (!Number.isNaN(date)) offset = date + 500 - Date.now()
      return answer
    },
    { step: 'deserialize', name: 'watchClock' },
  )
  return () => offset
}
