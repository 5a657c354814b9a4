export interface Arn {
  partition: string
  service: string
  region: string
  account: string
  resource: string
}

/** The place of an IAM object: partition and account come from the cluster's ARN. `path` begins and ends with `/`. */
export interface IamName {
  partition: string
  account: string
  path?: string
  name: string
}

/**
 * The parts of an ARN; `resource` is all that follows the fifth colon. `undefined` when the text has not that shape.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:([a-z0-9-]+):([a-z0-9-]+):([^:\s]*):([^:\s]*):(\S+)$/.exec(text)
  if (match === null) return undefined
  const [, partition = '', service = '', region = '', account = '', resource = ''] = match
  return { partition, service, region, account, resource }
}

/** ARN of an IAM role; the default path is `/`. */
export function roleArn({ partition, account, path = '/', name }: IamName): string {
  return `arn:${partition}:iam::${account}:role${path}${name}`
}

/** ARN of a customer managed IAM policy; the default path is `/`. */
export function policyArn({ partition, account, path = '/', name }: IamName): string {
  return `arn:${partition}:iam::${account}:policy${path}${name}`
}

/** Name of the role without its path; `undefined` when the ARN is not a role's. */
export function roleNameOfArn(arn: string): string | undefined {
  return iamNameOf(arn, 'role/')
}

/** Name of the policy without its path; `undefined` when the ARN is not a policy's. */
export function policyNameOfArn(arn: string): string | undefined {
  return iamNameOf(arn, 'policy/')
}

/** `/team/` of `arn:…:policy/team/name`; `/` where there is no path. */
export function pathOfArn(arn: string): string {
  const inner = (parseArn(arn)?.resource ?? '').split('/').slice(1, -1).join('/')
  return inner ? `/${inner}/` : '/'
}

/**
 * Whether the EKS pod identity webhook takes this annotation value for a role ARN without a warning.
 * Source: the pattern in pkg/cache/cache.go of https://github.com/aws/amazon-eks-pod-identity-webhook
 */
export function isRoleArn(text: string): boolean {
  return /^arn:aws[a-z0-9-]*:iam::\d{12}:role\/[\w\-/.@+=,]+$/.test(text)
}

function iamNameOf(arn: string, kind: string): string | undefined {
  const parsed = parseArn(arn)
  if (parsed?.service !== 'iam' || !parsed.resource.startsWith(kind)) return undefined
  return parsed.resource.split('/').at(-1) || undefined
}
