import { parseEcrImage, repositoryArnOfImage } from '../../domain/image-reference.ts'
import type { KubeObject } from '../../model/kube.ts'
import { readinessOf, type Readiness } from '../kernel/condition.ts'

/** A repository of a private ECR registry. */
export interface EcrRepository {
  host: string
  account: string
  region: string
  repository: string
  arn: string
}

/** How one ImageRepository reaches its registry. */
export interface ImageUse {
  /** `NAMESPACE/NAME`. */
  id: string
  namespace: string
  name: string
  image: string
  provider: string
  suspended: boolean
  /** Logs in with a Secret. */
  ownSecret: boolean
  /** Logs in as a ServiceAccount of its own instead of the controller's (Flux's object-level workload identity). */
  ownServiceAccount: boolean
  readiness: Readiness
  /** Where the image is in a private ECR registry. */
  ecr?: EcrRepository
  /** In ECR Public, where everybody may read. */
  isPublic: boolean
}

export function imageUseOf(object: KubeObject): ImageUse {
  const spec = object['spec'] as { image?: string; provider?: string; suspend?: boolean; secretRef?: object; serviceAccountName?: string }
  const { name, namespace = '' } = object.metadata
  const image = spec.image ?? ''
  const parsed = parseEcrImage(image)
  const arn = repositoryArnOfImage(image)
  return {
    id: `${namespace}/${name}`,
    namespace,
    name,
    image,
    provider: spec.provider ?? 'generic',
    suspended: spec.suspend === true,
    ownSecret: spec.secretRef !== undefined,
    ownServiceAccount: spec.serviceAccountName !== undefined,
    readiness: readinessOf(object),
    isPublic: image.startsWith('public.ecr.aws/'),
    ...(parsed && arn
      ? { ecr: { host: parsed.host, account: parsed.account, region: parsed.region, repository: parsed.repository, arn } }
      : {}),
  }
}

/** Whether it logs in to ECR as image-reflector-controller itself, so that the controller's role decides. */
export function usesControllerRole(use: ImageUse): use is ImageUse & { ecr: EcrRepository } {
  return use.ecr !== undefined && use.provider === 'aws' && !use.ownServiceAccount && !use.suspended
}

/** The repositories worth a live listing: at most `limit`, no repository twice; failing ones first, then those of other accounts. */
export function worthProving(uses: ImageUse[], account: string, limit: number): (ImageUse & { ecr: EcrRepository })[] {
  const urgency = (use: ImageUse) => (use.readiness.state !== 'ready' ? 0 : use.ecr?.account !== account ? 1 : 2)
  const byArn = new Map<string, ImageUse & { ecr: EcrRepository }>()
  for (const use of uses.filter(usesControllerRole).sort((a, b) => urgency(a) - urgency(b))) {
    if (!byArn.has(use.ecr.arn)) byArn.set(use.ecr.arn, use)
  }
  return [...byArn.values()].slice(0, limit)
}
