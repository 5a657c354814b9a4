import { STSClient } from '@aws-sdk/client-sts'
import { Failure } from '../domain/failure.ts'
import type { Session } from './session.ts'

/** The region of the profile, as the SDK reads it; a Failure (exit 64) when there is none. */
export async function profileRegion(session: Session): Promise<string> {
  try {
    return await new STSClient(session.config).config.region()
  } catch (error) {
    throw new Failure({
      code: 'no-region',
      source: 'user',
      message: '--region: no AWS region was given, and none is set in the environment or the profile',
      fix: 'Add --region REGION or set AWS_REGION.',
      docs: 'configuration.md',
      cause: error,
    })
  }
}
