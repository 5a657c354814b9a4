import { request } from 'node:https'
import { HttpsProxyAgent } from 'hpagent'

export interface SessionKeys {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
}

/** An AWS refusal as Go's SDK tells it: status, code and message. */
export class ApiError extends Error {
  readonly status: number
  constructor(status: number, code: string, message: string) {
    super(`api error ${code}: ${message}`)
    this.status = status
  }
}

/** `AssumeRoleWithWebIdentity` at the simulated STS. */
export async function assumeWithWebIdentity(
  endpoint: string,
  options: { roleArn: string; token: string; sessionName: string },
): Promise<SessionKeys> {
  const { roleArn, token, sessionName } = options
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    WebIdentityToken: token,
  })
  const response = await fetch(`${endpoint}/`, { method: 'POST', body })
  const xml = await response.text()
  const tag = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''
  if (!response.ok) throw new ApiError(response.status, tag('Code'), unescapeXml(tag('Message')))
  return { accessKeyId: tag('AccessKeyId'), secretAccessKey: tag('SecretAccessKey'), sessionToken: tag('SessionToken') }
}

interface Login {
  authorizationToken: string
}
const TARGETS = { ecr: 'AmazonEC2ContainerRegistry_V20150921', 'ecr-public': 'SpencerFrontendService' }

/** `GetAuthorizationToken` at the simulated ECR, or ECR Public; the answer is a `Basic` login. The sandbox does not check the signature of such calls. */
export async function registryLogin(
  endpoint: string,
  keys: SessionKeys,
  { region, service }: { region: string; service: 'ecr' | 'ecr-public' },
): Promise<string> {
  const scope = `${keys.accessKeyId}/${new Date().toISOString().slice(0, 10).replaceAll('-', '')}/${region}/${service}/aws4_request`
  const response = await fetch(`${endpoint}/`, {
    method: 'POST',
    body: '{}',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${TARGETS[service]}.GetAuthorizationToken`,
      'x-amz-security-token': keys.sessionToken,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
  })
  const answer = (await response.json()) as { __type: string; message: string; authorizationData?: Login | Login[] }
  if (!response.ok) throw new ApiError(response.status, answer.__type, answer.message)
  return [answer.authorizationData ?? []].flat()[0]?.authorizationToken ?? ''
}

/** A GET through the sandbox's proxy, which shows AWS's registries; without a status code, `error` says why there is none. */
export function registryGet(
  { proxy, ca }: { proxy: string; ca: string },
  url: string,
  login: string | undefined,
): Promise<{ status: number; body: string } | { error: string }> {
  const agent = new HttpsProxyAgent({ proxy, ca })
  return new Promise((resolve) => {
    const sent = request(url, { agent, ca, headers: login ? { authorization: `Basic ${login}` } : {} }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => void (body += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    sent.on('error', (error) => resolve({ error: error.message }))
    sent.end()
  })
}

function unescapeXml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&')
}
