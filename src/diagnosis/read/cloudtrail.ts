type Event = Record<string, unknown>

/** Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export function isCloudTrail(value: unknown): value is Event {
  return typeof value === 'object' && value !== null && 'eventName' in value && 'eventSource' in value
}

/** The events of a CloudTrail file, of `lookup-events` (each one a JSON text) or a single one. */
export function cloudTrailEvents(document: unknown): Event[] {
  if (isCloudTrail(document)) return [document]
  const { Records, Events } = document as { Records?: unknown; Events?: unknown }
  if (Array.isArray(Records)) return Records.filter(isCloudTrail)
  if (!Array.isArray(Events)) return []
  return Events.flatMap((event) => parsed((event as { CloudTrailEvent?: unknown }).CloudTrailEvent)).filter(isCloudTrail)
}

/** An event in the words of the AWS CLI, which the causes know; empty for a call that went well. */
export function cloudTrailText(event: Event): string {
  const { eventName, errorCode, errorMessage } = event
  if (typeof errorCode !== 'string') return ''
  const { userName, identityProvider, arn } = (event['userIdentity'] ?? {}) as Record<string, unknown>
  const { roleArn, repositoryName, registryId } = (event['requestParameters'] ?? {}) as Record<string, unknown>
  const said = typeof errorMessage === 'string' ? errorMessage : ''
  // CloudTrail leaves the name of the call out of what STS said to the caller.
  const call =
    /not authorized to perform/i.test(said) || eventName !== 'AssumeRoleWithWebIdentity' || !/AccessDenied/.test(errorCode)
      ? ''
      : ' Not authorized to perform sts:AssumeRoleWithWebIdentity'
  const about = [userName, identityProvider, arn, roleArn, repositoryName, registryId].filter((one) => typeof one === 'string')
  return `An error occurred (${errorCode}) when calling the ${String(eventName)} operation: ${said}${call} ${about.join(' ')}`
}

function parsed(text: unknown): unknown[] {
  if (typeof text !== 'string') return []
  try {
    return [JSON.parse(text)]
  } catch {
    return []
  }
}
