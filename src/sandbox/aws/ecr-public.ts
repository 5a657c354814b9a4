import { authorise } from './authorisation.ts'
import { AwsError } from './aws-error.ts'
import type { Caller } from './caller.ts'
import type { HttpAnswer } from './world.ts'

/** Where public images are. */
export const PUBLIC_HOST = 'public.ecr.aws'

/**
 * The JSON answer of an ECR Public call; AwsError when the caller may not. A login takes two rights.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/public/public-registry-auth.html
 */
export function answerEcrPublic(caller: Caller, action: string): string {
  if (action !== 'GetAuthorizationToken') throw new AwsError('UnknownOperationException', `The sandbox has no ecr-public:${action}.`, 400)
  authorise(
    caller,
    'ecr',
    ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'].map((right) => ({ action: right, resource: '*' })),
  )
  return JSON.stringify({ authorizationData: { authorizationToken: Buffer.from('AWS:public').toString('base64') } })
}

/** Everybody may list: with whatever login, or with none. */
export function answerPublicRegistry(path: string): HttpAnswer {
  const name = /^\/v2\/(.+)\/tags\/list$/.exec(path)?.[1] ?? ''
  return { status: 200, body: JSON.stringify({ name, tags: ['1.0.0'] }), type: 'application/json' }
}
