import { compareVersions } from './version-range.ts'

/** Where a scan got stuck before it reached the registry. */
export interface LoginProblem {
  at: 'credentials' | 'ecr'
  detail: string
}

/**
 * The Ready condition of an ImageRepository whose registry login failed, as each line of image-reflector-controller words it: Flux ≤ 2.5
 * (0.34 and older), 2.6–2.8 (0.35–1.1, fluxcd/pkg auth < 0.54) and 2.9 (1.2 and newer, credentials are fetched while scanning).
 */
export function loginFailure(
  controllerVersion: string,
  url: string,
  { at, detail }: LoginProblem,
  service = 'ECR',
): { reason: string; message: string } {
  const ecr = `operation error ${service}: GetAuthorizationToken, `
  const oldCredentials = `${ecr}get identity: get credentials: failed to refresh cached credentials, ${detail}`
  const oldText = at === 'credentials' ? oldCredentials : ecr + detail
  if (compareVersions(controllerVersion, '1.2.0') >= 0) {
    return {
      reason: 'ReadOperationFailed',
      message: `scan failed: Get "${url}": failed to create artifact registry credentials: ${oldText}`,
    }
  }
  const failed = (text: string) => ({ reason: 'AuthenticationFailed', message: `failed to configure authentication options: ${text}` })
  if (compareVersions(controllerVersion, '0.35.0') < 0) return failed(oldText)
  if (at === 'ecr') return failed(`failed to create artifact registry credentials: ${oldText}`)
  const chain = 'failed to get access token for artifact registry: failed to create provider access token for the controller: '
  return failed(`${chain}failed to refresh cached credentials, ${detail}`)
}

const REASONS: Record<number, string> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** How go-containerregistry tells a refused GET: the registry's own errors, or status and body. */
export function registryRefusal(url: string, status: number, body: string): string {
  try {
    const { errors } = JSON.parse(body) as { errors: { code: string; message: string }[] }
    return `GET ${url}: ${errors.map(({ code, message }) => `${code}: ${message}`).join('; ')}`
  } catch {
    return `GET ${url}: unexpected status code ${status} ${REASONS[status] ?? ''}: ${body.trim()}`
  }
}
