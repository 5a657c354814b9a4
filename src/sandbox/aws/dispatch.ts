import { AwsError } from './aws-error.ts'
import { signedCaller, type Caller } from './caller.ts'
import { answerEcr, type EcrInput } from './ecr.ts'
import { answerEcrPublic } from './ecr-public.ts'
import { answerEks, eksAction } from './eks.ts'
import { answerIam, iamNamespace } from './iam.ts'
import { errorXml, type Params } from './query-protocol.ts'
import { answerSts, stsNamespace } from './sts.ts'
import type { HttpAnswer, HttpRequest, World } from './world.ts'

/** Which API call a request is. */
export interface ApiCall {
  service: string
  action: string
  region: string
  params: Params
  input: EcrInput
}

/** Reads service and region from the signature's scope, the action from the protocol that the content type tells. */
export function classify(request: HttpRequest, defaultRegion: string): ApiCall {
  const { headers, body, query, host } = request
  const scope = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '')
  const region = scope?.[1] ?? defaultRegion
  const type = headers['content-type'] ?? ''
  if (type.startsWith('application/x-amz-json')) {
    const action = (headers['x-amz-target'] ?? '').split('.').at(-1) ?? ''
    return { service: scope?.[2] ?? 'ecr', action, region, params: {}, input: JSON.parse(body || '{}') as EcrInput }
  }
  if (type.startsWith('application/x-www-form-urlencoded') || query.has('Action')) {
    const params = Object.fromEntries(body ? new URLSearchParams(body) : query)
    const action = params.Action ?? ''
    const isSts = action.startsWith('AssumeRoleWith') || host.startsWith('sts.')
    return { service: scope?.[2] ?? (isSts ? 'sts' : 'iam'), action, region, params, input: {} }
  }
  return { service: scope?.[2] ?? host.split('.')[0] ?? '', action: eksAction(request), region, params: {}, input: {} }
}

/** Judged by name: the verbs with which AWS's writing actions begin. */
export function isWrite(action: string): boolean {
  return /^(Create|Delete|Update|Put|Attach|Detach|Tag|Untag|Set|Add|Remove|Register)/.test(action)
}

/** Runs an API call as whoever signed it. AwsError when it is refused; `onCaller` hears who it is. */
export async function perform(world: World, request: HttpRequest, call: ApiCall, onCaller: (caller: Caller) => void): Promise<HttpAnswer> {
  const { service, action, region, params, input } = call
  const xml = (body: string) => ({ status: 200, body, type: 'text/xml' })
  if (service === 'sts' && action.startsWith('AssumeRoleWith')) return xml(await answerSts(world, undefined, action, params))
  const caller = callerIn(world, request, service)
  onCaller(caller)
  const session = world.account.sessions.get(caller.accessKeyId)
  if (session) world.account.roleUses.set(session.roleId, { at: world.now(), region })
  if (service === 'sts') return xml(await answerSts(world, caller, action, params))
  if (service === 'iam') return xml(answerIam(world, caller, action, params))
  if (service === 'ecr') return { status: 200, body: answerEcr(world, caller, region, action, input), type: 'application/x-amz-json-1.1' }
  if (service === 'ecr-public') return { status: 200, body: answerEcrPublic(caller, action), type: 'application/x-amz-json-1.1' }
  if (service === 'eks') return { status: 200, body: answerEks(world, caller, region, request), type: 'application/json' }
  throw new AwsError('InvalidAction', `The sandbox has no service ${service}.`, 400)
}

/** A refusal as the service's protocol carries it. */
export function errorAnswer(service: string, { code, message, status }: AwsError): HttpAnswer {
  if (service === 'iam') return { status, body: errorXml(iamNamespace, code, message), type: 'text/xml' }
  if (service === 'sts') return { status, body: errorXml(stsNamespace, code, message), type: 'text/xml' }
  const type = service === 'eks' ? 'application/json' : 'application/x-amz-json-1.1'
  return { status, body: JSON.stringify({ __type: code, message }), type, headers: { 'x-amzn-errortype': code } }
}

/** JSON services name the same refusals of a key otherwise than IAM and STS do. */
function callerIn(world: World, { headers, query }: HttpRequest, service: string): Caller {
  const signed = /Credential=([^/,]+)\//.exec(headers.authorization ?? '')?.[1] ?? query.get('X-Amz-Credential')?.split('/')[0]
  try {
    if (!signed) throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403)
    return signedCaller(world, signed, headers['x-amz-security-token'] ?? query.get('X-Amz-Security-Token') ?? undefined)
  } catch (error) {
    if (!(error instanceof AwsError) || service === 'iam' || service === 'sts') throw error
    const code = error.code === 'InvalidClientTokenId' ? 'UnrecognizedClientException' : `${error.code}Exception`
    throw new AwsError(code, error.message, service === 'ecr' ? 400 : 403)
  }
}
