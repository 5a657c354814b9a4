import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { HttpRequest } from '@smithy/core/protocols'
import { Failure } from '../domain/failure.ts'
import { observed, type CallContext } from '../net/call-context.ts'
import { retryAfterIn, triedAgain } from '../net/tried-again.ts'
import { awsFailure } from './failures.ts'
import type { AwsReader } from '../model/aws.ts'
import type { Session } from './session.ts'

type Proof = Pick<AwsReader, 'assumeRoleWithWebIdentity' | 'identityOf' | 'registryLogin' | 'listTags'>

/** The calls that Flux's controllers make with their own identity, made by us with a token of the same ServiceAccount. They store nothing. */
export function createProof(session: Session, context: CallContext): Proof {
  const abort = { abortSignal: context.signal }
  const sts = new STSClient({ ...session.config, credentials: async () => ({ accessKeyId: '', secretAccessKey: '' }) })

  return {
    assumeRoleWithWebIdentity: async ({ roleArn, token, sessionName }) => {
      const answer = await guarded('sts:AssumeRoleWithWebIdentity', () =>
        sts.send(new AssumeRoleWithWebIdentityCommand({ RoleArn: roleArn, WebIdentityToken: token, RoleSessionName: sessionName }), abort),
      )
      const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials ?? {}
      return {
        accessKeyId: AccessKeyId ?? '',
        secretAccessKey: SecretAccessKey ?? '',
        ...(SessionToken ? { sessionToken: SessionToken } : {}),
      }
    },

    identityOf: async (credentials) => {
      const own = new STSClient({ ...session.config, credentials })
      return (await guarded('sts:GetCallerIdentity', () => own.send(new GetCallerIdentityCommand({}), abort))).Arn ?? ''
    },

    registryLogin: async (credentials, region) => {
      const { ECRClient, GetAuthorizationTokenCommand } = await import('@aws-sdk/client-ecr')
      const ecr = new ECRClient({ ...session.config, credentials, region })
      const answer = await guarded('ecr:GetAuthorizationToken', () => ecr.send(new GetAuthorizationTokenCommand({}), abort))
      return answer.authorizationData?.[0]?.authorizationToken ?? ''
    },

    listTags: ({ host, repository, login }) =>
      guarded('registry:ListTags', async () => {
        const request = new HttpRequest({
          method: 'GET',
          protocol: 'https:',
          hostname: host,
          path: `/v2/${repository}/tags/list`,
          query: { n: '1000' },
          headers: { host, authorization: `Basic ${login}` },
        })
        const ask = async () => {
          const { response } = await session.config.requestHandler.handle(request, abort)
          const body = await text(response.body as Readable)
          if (response.statusCode !== 200) throw new Refusal(response.statusCode, body, retryAfterIn(response.headers))
          return (JSON.parse(body) as { tags?: string[] }).tags ?? []
        }
        const pauseMs = session.config.retryStrategy.pauseMs
        const answerOf = (error: Error) => (error instanceof Refusal ? error : undefined)
        return triedAgain(ask, { signal: context.signal, pauseMs, answerOf }).catch((error: unknown) => {
          throw error instanceof Refusal ? refused(host, repository, error) : error
        })
      }),
  }

  async function guarded<T>(operation: string, run: () => Promise<T>): Promise<T> {
    const [service = '', name = ''] = operation.split(':')
    try {
      return await observed(context, service, name, run)
    } catch (error) {
      throw awsFailure(error, operation)
    }
  }
}

class Refusal extends Error {
  readonly status: number
  readonly body: string
  readonly retryAfterMs: number | undefined

  constructor(status: number, body: string, retryAfter: number | undefined) {
    super(`the registry answered ${status}`)
    this.status = status
    this.body = body
    this.retryAfterMs = retryAfter
  }
}

/** A registry's refusal in its own words (OCI distribution spec: errors[].code/message). */
function refused(host: string, repository: string, { status, body }: Refusal): Failure {
  let said = body.trim().split('\n', 1)[0] ?? ''
  try {
    const first = (JSON.parse(body) as { errors?: { code?: string; message?: string }[] }).errors?.[0]
    if (first) said = `${first.code}: ${first.message}`
  } catch {
    /* not JSON: ECR answers 401 in plain text */
  }
  return new Failure({
    code: status === 404 ? 'registry-not-found' : status === 401 || status === 403 ? 'registry-denied' : 'registry-failed',
    source: 'environment',
    message: `https://${host}/v2/${repository}/tags/list answered ${status}: ${said}`,
    docs: 'troubleshooting.md#registry',
  })
}
