import { defaultProvider } from '@aws-sdk/credential-provider-node'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import type { HttpHandler } from '@smithy/core/protocols'
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types'
import type { TargetSettings } from '../model/settings.ts'
import { IamAwareRetryStrategy } from './retry.ts'

export interface SessionOptions {
  target: Pick<TargetSettings, 'region' | 'profile' | 'assumeRoleArn'>
  env: Record<string, string | undefined>
  transport: HttpHandler<Record<string, unknown>>
  /** Asks the person at the terminal for an MFA code; absent where nobody can be asked. */
  askMfaCode?: (serial: string) => Promise<string>
  /** The longest first pause before a call is tried again, in place of the SDK's own; milliseconds. */
  retryPauseMs?: number
  version: string
}

/** What every SDK client is made with. Credentials are the SDK's own chain (environment, profile, SSO, web identity, IMDS …). */
export interface Session {
  config: {
    region?: string
    profile?: string
    credentials: AwsCredentialIdentityProvider
    requestHandler: HttpHandler<Record<string, unknown>>
    retryStrategy: IamAwareRetryStrategy
    customUserAgent: [string, string][]
  }
}

/** Region: the option, then AWS_REGION, then AWS_DEFAULT_REGION (which the SDK for JavaScript does not read), then the profile's. */
export function createSession({ target, env, transport, askMfaCode, retryPauseMs, version }: SessionOptions): Session {
  const region = target.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION']
  const shared = {
    ...(region ? { region } : {}),
    ...(target.profile ? { profile: target.profile } : {}),
    requestHandler: transport,
    retryStrategy: new IamAwareRetryStrategy(retryPauseMs),
    customUserAgent: [['flux-irsa', version]] as [string, string][],
  }
  const own = defaultProvider({
    ...(target.profile ? { profile: target.profile } : {}),
    ...(askMfaCode ? { mfaCodeProvider: askMfaCode } : {}),
    clientConfig: { requestHandler: transport, ...(region ? { region } : {}) },
  })
  const credentials = target.assumeRoleArn ? assumed(new STSClient({ ...shared, credentials: own }), target.assumeRoleArn) : own
  return { config: { ...shared, credentials } }
}

/** Credentials of an assumed role; the clients keep them until they expire and then ask again. */
function assumed(sts: STSClient, roleArn: string): AwsCredentialIdentityProvider {
  return async (): Promise<AwsCredentialIdentity> => {
    const answer = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'flux-irsa' }))
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {}
    if (!AccessKeyId || !SecretAccessKey) throw new Error('STS answered AssumeRole without credentials')
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      ...(SessionToken ? { sessionToken: SessionToken } : {}),
      ...(Expiration ? { expiration: Expiration } : {}),
    }
  }
}
