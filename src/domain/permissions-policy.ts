import { parseArn } from './arn.ts'
import { asList, statementsOf } from './canonical.ts'
import type { PolicyDocument } from './policy-document.ts'

export interface RegistryPlace {
  partition: string
  region: string
  account: string
}
export interface EcrGrant {
  access: 'minimal' | 'read'
  repositoryArns: string[]
  pullsLayers: boolean
}

const LIST = ['ecr:BatchGetImage', 'ecr:ListImages']
const LAYERS = ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer']
const DESCRIBE = ['ecr:DescribeImages', 'ecr:DescribeRepositories']

/**
 * What Flux needs of ECR. `minimal`: tag listings and manifests, and layers where source-controller pulls artifacts; `read` adds what
 * people look at images with. GetAuthorizationToken and DescribeRegistry have no resource level: scoped to a repository they would
 * grant nothing.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
 */
export function ecrPolicy({ access, repositoryArns: Resource, pullsLayers }: EcrGrant): PolicyDocument {
  const actions = access === 'read' ? [...LIST, ...LAYERS, ...DESCRIBE] : [...LIST, ...(pullsLayers ? LAYERS : [])]
  const registry = { Sid: 'EcrRegistry', Effect: 'Allow' as const, Action: 'ecr:DescribeRegistry', Resource: '*' }
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'EcrLogin', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
      { Sid: 'EcrRead', Effect: 'Allow', Action: actions.sort(), Resource },
      ...(access === 'read' ? [registry] : []),
    ],
  }
}

/**
 * ARNs of the repositories that the user named: names and patterns are of the cluster's account and region, ARNs stay as they are.
 * Nothing said is every repository there. Sorted, each once.
 */
export function repositoryArns(inputs: string[] | undefined, where: RegistryPlace): string[] {
  const wanted = inputs === undefined || inputs.length === 0 ? ['*'] : inputs
  return [...new Set(wanted.map((input) => (input.startsWith('arn:') ? input : homeArn(where) + input)))].sort()
}

/**
 * Reads our own document back: what `repositoryArns` and `ecrPolicy` were told, in the shortest form. `undefined` when it has no
 * statement `EcrRead` of ours. With access `read`, layers are pulled in any case.
 */
export function repositoriesOf(
  document: PolicyDocument,
  where: RegistryPlace,
): { repositories: string[]; access: 'minimal' | 'read'; pullsLayers: boolean } | undefined {
  const read = statementsOf(document).find((statement) => statement.Sid === 'EcrRead')
  const resources = asList(read?.Resource)
  if (resources.length === 0) return undefined
  const actions = asList(read?.Action).map((action) => action.toLowerCase())
  const has = (action: string): boolean => actions.includes(action.toLowerCase())
  const home = homeArn(where)
  return {
    repositories: resources.map((arn) => (arn.startsWith(home) ? arn.slice(home.length) : arn)).sort(),
    access: DESCRIBE.some(has) || statementsOf(document).some((statement) => statement.Sid === 'EcrRegistry') ? 'read' : 'minimal',
    pullsLayers: LAYERS.some(has),
  }
}

/**
 * Why an input names no ECR repository; `undefined` when it does. Names may hold `*` and `?`.
 * Source: ECR API CreateRepository, repositoryName.
 */
export function repositoryInputProblem(input: string): string | undefined {
  if (input.startsWith('arn:')) return arnProblem(input)
  if (/\.dkr[.-]ecr/.test(input)) return 'is an image or a registry; give a name (apps/main), a pattern (apps/*) or an ARN'
  return nameProblem(input)
}

function arnProblem(input: string): string | undefined {
  const arn = parseArn(input)
  if (arn?.service !== 'ecr' || !arn.resource.startsWith('repository/')) return 'is not the ARN of an ECR repository'
  if (!/^aws[a-z0-9-]*$/.test(arn.partition)) return `has an unknown partition: ${arn.partition}`
  if (!/^\d{12}$/.test(arn.account)) return 'has no 12-digit account id'
  if (arn.region !== '*' && !/^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/.test(arn.region)) return 'has no region'
  return nameProblem(arn.resource.slice('repository/'.length))
}

function nameProblem(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (name.length > 256) return 'is longer than 256 characters'
  if (/[A-Z]/.test(name)) return 'has capital letters; ECR repository names are lower case'
  if (/[:@]/.test(name)) return 'has a tag or a digest; give the repository name alone'
  // A wildcard may stand for any valid piece, so it is judged as a letter.
  const piece = '[a-z0-9]+(?:[._-][a-z0-9]+)*'
  if (!new RegExp(`^${piece}(?:/${piece})*$`).test(name.replace(/[*?]/g, 'a'))) return 'is not an ECR repository name'
  return name.length < 2 && !/[*?]/.test(name) ? 'is shorter than 2 characters' : undefined
}

function homeArn({ partition, region, account }: RegistryPlace): string {
  return `arn:${partition}:ecr:${region}:${account}:repository/`
}
