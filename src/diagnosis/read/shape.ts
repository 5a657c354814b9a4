import { shell } from '../../domain/shell.ts'
import { isRoleArn } from '../../domain/arn.ts'
import { isPublicEcr, parseEcrImage } from '../../domain/image-reference.ts'
import { isMasked, isPlaceholder } from '../../domain/placeholder.ts'
import { isReady, subjectOf, type KubeShape } from './kube-object.ts'
import type { Shape } from './segment.ts'

const ANNOTATION = 'eks.amazonaws.com/role-arn'
/** The name of the annotation as it is written by mistake. Source: https://github.com/aws/amazon-eks-pod-identity-webhook/issues/200 */
const MISTYPED = /^(?:eks|iam|sts)[\w.-]*amazon[\w.-]*\/(?:iam-?)?role[-_]?arn$/i
const FLUX_ACCOUNTS = ['image-reflector-controller', 'image-automation-controller']

/** What is wrong with an object by its fields alone. Values of Secrets are never looked at. */
export function shapesOf(object: KubeShape): Shape[] {
  const subject = subjectOf(object)
  const of = (cause: string, confidence: Shape['confidence'], evidence: string): Shape => ({
    cause,
    confidence,
    evidence,
    subject,
    text: `${object.kind} ${evidence}`,
  })
  switch (object.kind) {
    case 'ImageRepository':
    case 'OCIRepository':
    case 'HelmRepository':
      return isReady(object) ? [] : registryShapes(object, of)
    case 'GitRepository':
      return isReady(object) ? [] : gitShapes(object, of)
    case 'Bucket':
      return isReady(object) ? [] : bucketShapes(object, of)
    case 'ServiceAccount':
      return accountShapes(object, of)
    case 'Pod':
      return podShapes(object, of)
    case 'Secret':
      return object.type === 'kubernetes.io/dockerconfigjson' && object.data && !('.dockerconfigjson' in object.data)
        ? [
            of(
              'registry-secret-invalid',
              'certain',
              `type kubernetes.io/dockerconfigjson with keys: ${Object.keys(object.data).join(', ')}`,
            ),
          ]
        : []
    default:
      return []
  }
}

type Of = (cause: string, confidence: Shape['confidence'], evidence: string) => Shape

function registryShapes({ kind, spec = {}, status }: KubeShape, of: Of): Shape[] {
  const { image, url, provider = 'generic', secretRef, serviceAccountName } = spec
  const address = typeof image === 'string' ? image : typeof url === 'string' ? url : ''
  if (isPlaceholder(address) || isPlaceholder(String(provider))) return []
  if (kind === 'ImageRepository' && /^[a-z]+:\/\//.test(address)) return [of('invalid-image-reference', 'certain', `image: ${address}`)]
  if (kind === 'ImageRepository' && /:[^/]*$/.test(address.split('@')[0] ?? ''))
    return [of('invalid-image-reference', 'certain', `image: ${address}`)]
  const isEcr = parseEcrImage(address) !== undefined
  const seen = `provider: ${String(provider)}, ${image ? 'image' : 'url'}: ${address}`
  const is401 = status?.conditions?.some(({ message }) => /\b401\b|Unauthorized/.test(message ?? '')) === true
  if (isEcr && provider !== 'aws' && !secretRef && !serviceAccountName) return [of('wrong-provider', is401 ? 'certain' : 'likely', seen)]
  if (
    provider === 'aws' &&
    address !== '' &&
    !isEcr &&
    !isPublicEcr(address) &&
    !/dkr[.-]ecr|ecr-public/.test(address) &&
    !isMasked(address) &&
    kind !== 'HelmRepository'
  )
    return [of('wrong-provider', 'likely', seen)]
  return []
}

/** CodeCommit lets nobody in without a login: by role with provider aws (HTTPS), or with a Secret; over SSH the user is the id of the key. */
function gitShapes({ spec = {} }: KubeShape, of: Of): Shape[] {
  const { url = '', provider, secretRef } = spec
  const address = typeof url === 'string' ? url : ''
  if (!/git-codecommit[\w-]*\./.test(address) || isPlaceholder(address)) return []
  if (address.startsWith('https:') && !secretRef && provider !== 'aws')
    return [of('git-auth', 'likely', `url: ${address}, no secretRef and no provider aws`)]
  return address.startsWith('ssh://git-codecommit')
    ? [of('git-auth', 'likely', `url: ${address}, without the id of the SSH key as its user`)]
    : []
}

/** S3 is asked without any login where neither a Secret nor provider aws is named. */
function bucketShapes({ metadata = {}, spec = {} }: KubeShape, of: Of): Shape[] {
  const { endpoint = '', provider = 'generic', secretRef } = spec
  const isS3 = typeof endpoint === 'string' && /^s3[.-](?:[\w.-]+\.)?amazonaws\.com(?:\.cn)?$|^s3\.amazonaws\.com$/.test(endpoint)
  if (!isS3 || provider !== 'generic' || secretRef) return []
  const fix = shell`kubectl --namespace ${metadata.namespace ?? 'NAMESPACE'} patch bucket ${metadata.name ?? 'NAME'} --type merge --patch ${'{"spec":{"provider":"aws"}}'}`
  return [{ ...of('s3-access', 'likely', `endpoint: ${endpoint}, provider: generic, no secretRef`), fix }]
}

function accountShapes({ metadata }: KubeShape, of: Of): Shape[] {
  const arn = metadata?.annotations?.[ANNOTATION]
  if (arn !== undefined) {
    if (typeof arn !== 'string' || isPlaceholder(arn) || isRoleArn(unmasked(arn))) return []
    return [of('malformed-role-arn', isMasked(arn) ? 'likely' : 'certain', `${ANNOTATION}: ${arn}`)]
  }
  const mistyped = Object.keys(metadata?.annotations ?? {}).find((key) => MISTYPED.test(key))
  if (mistyped) return [of('irsa-not-injected', 'likely', `no annotation ${ANNOTATION}, but ${mistyped}, which nobody reads`)]
  return FLUX_ACCOUNTS.includes(metadata?.name ?? '') ? [of('irsa-not-injected', 'likely', `no annotation ${ANNOTATION}`)] : []
}

/** With an account in place of what somebody took out or mistyped on purpose: the rest of the ARN is what it is. */
function unmasked(arn: string): string {
  return arn.replace(/^(arn:[\w-]+:iam::)([^:]*):/, (whole, start: string, account: string) =>
    isMasked(account) ? `${start}000000000000:` : whole,
  )
}

function podShapes({ metadata, spec = {} }: KubeShape, of: Of): Shape[] {
  const app = metadata?.labels?.['app'] ?? ''
  if (!FLUX_ACCOUNTS.includes(app)) return []
  const account = typeof spec['serviceAccountName'] === 'string' ? spec['serviceAccountName'] : 'default'
  const shapes = account === app ? [] : [of('wrong-service-account', 'likely', `serviceAccountName: ${account}`)]
  const containers = Array.isArray(spec['containers']) ? (spec['containers'] as { env?: { name?: string }[] }[]) : []
  const has = (name: string) => containers.some(({ env = [] }) => env.some((one) => one.name === name))
  const isInjected = has('AWS_WEB_IDENTITY_TOKEN_FILE') || has('AWS_CONTAINER_CREDENTIALS_FULL_URI')
  return isInjected ? shapes : [...shapes, of('irsa-not-injected', 'likely', 'no AWS_WEB_IDENTITY_TOKEN_FILE in its containers')]
}
