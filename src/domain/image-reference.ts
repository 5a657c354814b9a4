export interface EcrImage {
  host: string
  account: string
  region: string
  /** Without host, tag and digest. */
  repository: string
  /** What follows the region in the host: `amazonaws.com`, `on.aws`, … */
  partitionSuffix: string
  fips: boolean
  dualStack: boolean
}

// All partitions' registries, dual-stack ones last. Source: nodeadm/internal/kubelet/image-credential-provider.go of
// https://github.com/awslabs/amazon-eks-ami and ecrPrivateHostPattern of https://github.com/kubernetes/cloud-provider-aws
const SUFFIXES = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'cloud.adc-e.uk',
  'csp.hci.ic.gov',
  'on.aws',
  'on.amazonwebservices.com.cn',
]
const SUFFIX = SUFFIXES.join('|').replaceAll('.', '\\.')
const PRIVATE_HOST = new RegExp(`^(\\d{12})\\.dkr([.-])ecr(-fips)?\\.([a-z0-9-]+)\\.(${SUFFIX})$`)

/** The parts of an image in a private ECR registry (tag, digest and a leading `oci://` may be there); `undefined` for all others. */
export function parseEcrImage(image: string): EcrImage | undefined {
  const { host, repository } = imageParts(image)
  const match = PRIVATE_HOST.exec(host)
  if (match === null || repository === '') return undefined
  const [, account = '', separator, fips, region = '', partitionSuffix = ''] = match
  return { host, account, region, repository, partitionSuffix, fips: fips !== undefined, dualStack: separator === '-' }
}

/** Whether the image is in ECR Public, whose login is another API in us-east-1. */
export function isPublicEcr(image: string): boolean {
  return ['public.ecr.aws', 'ecr-public.aws.com'].includes(imageParts(image).host)
}

/**
 * Registry host and repository of an image, without scheme, tag and digest. As container tools read it: without a host it is Docker Hub.
 * Source: https://github.com/distribution/reference
 */
export function imageParts(image: string): { host: string; repository: string } {
  const plain = image
    .trim()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/@.*$/s, '')
  const slash = plain.indexOf('/')
  const first = slash < 0 ? '' : plain.slice(0, slash)
  const named = /[.:]/.test(first) || first === 'localhost'
  const repository = (named ? plain.slice(slash + 1) : plain).replace(/:[^/:]*$/, '')
  if (named) return { host: first.toLowerCase(), repository }
  return { host: 'docker.io', repository: repository.includes('/') ? repository : `library/${repository}` }
}

/**
 * ARN of the repository that an ECR image is in, with the partition of its registry's host: no role of another one reads it. `undefined`
 * for images that are not in a private ECR registry.
 */
export function repositoryArnOfImage(image: string): string | undefined {
  const ecr = parseEcrImage(image)
  return ecr && `arn:${partitionOfRegistry(ecr)}:ecr:${ecr.region}:${ecr.account}:repository/${ecr.repository}`
}

/** The partition of a private registry: by what its host ends in where only one has that, else by its region. */
export function partitionOfRegistry({ partitionSuffix, region }: Pick<EcrImage, 'partitionSuffix' | 'region'>): string {
  return Object.entries(HOST_SUFFIXES).find(([, suffix]) => suffix === partitionSuffix)?.[0] ?? partitionOfRegion(region)
}

/** Host of the private registry of an account in a region. Source: as SUFFIXES. */
export function registryHost({ account, region }: { account: string; region: string }): string {
  return `${account}.dkr.ecr.${region}.${HOST_SUFFIXES[partitionOfRegion(region)] ?? 'amazonaws.com'}`
}

const HOST_SUFFIXES: Record<string, string> = {
  'aws-cn': 'amazonaws.com.cn',
  'aws-iso': 'c2s.ic.gov',
  'aws-iso-b': 'sc2s.sgov.gov',
  'aws-iso-e': 'cloud.adc-e.uk',
  'aws-iso-f': 'csp.hci.ic.gov',
  'aws-eusc': 'amazonaws.eu',
}

/** Partition of a region by its name. Source: partitions.json of the AWS SDKs. */
export function partitionOfRegion(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws'
}

const PARTITIONS: [prefix: string, partition: string][] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
]
