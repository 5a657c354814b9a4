import { compareVersions } from './version-range.ts'

/** Where a scan got stuck before it reached the registry. */
export interface LoginProblem {
  at: 'credentials' | 'ecr'
  detail: string
}

/**
 * The Ready condition of an ImageRepository whose registry login failed, as each line of image-reflector-controller words it: Flux ≤ 2.5
 * (0.34 and older); 2.6 and newer (0.35, fluxcd/pkg auth), where the pod's own credentials come first and ECR is asked with them; 2.9 (1.2)
 * does both while it scans. Sources: fluxcd/pkg auth/access_token.go and auth/registry.go; the first was seen on a real 1.2.
 */
export function loginFailure(
  controllerVersion: string,
  url: string,
  { at, detail }: LoginProblem,
  service = 'ECR',
): { reason: string; message: string } {
  const ecr = `operation error ${service}: GetAuthorizationToken, `
  if (compareVersions(controllerVersion, '0.35.0') < 0) {
    return unconfigured(
      at === 'ecr' ? ecr + detail : `${ecr}get identity: get credentials: failed to refresh cached credentials, ${detail}`,
    )
  }
  const chain = 'failed to get access token for artifact registry: failed to create provider access token for the controller: '
  const text =
    at === 'ecr'
      ? `failed to create artifact registry credentials: ${ecr}${detail}`
      : `${chain}failed to refresh cached credentials, ${detail}`
  if (compareVersions(controllerVersion, '1.2.0') < 0) return unconfigured(text)
  return { reason: 'ReadOperationFailed', message: `scan failed: Get "${url}": ${text}` }
}

function unconfigured(text: string): { reason: string; message: string } {
  return { reason: 'AuthenticationFailed', message: `failed to configure authentication options: ${text}` }
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
