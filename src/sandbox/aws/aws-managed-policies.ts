import type { PolicyDocument } from '../../domain/policy-document.ts'
import type { ManagedPolicy } from './managed-policy.ts'

const pull = ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']

const documents: Record<string, PolicyDocument> = {
  AdministratorAccess: allow(['*']),
  AmazonS3ReadOnlyAccess: allow(['s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*']),
  AmazonEC2ContainerRegistryPullOnly: allow([...pull, 'ecr:BatchImportUpstreamImage']),
  AmazonEC2ContainerRegistryReadOnly: allow([
    ...pull,
    'ecr:BatchCheckLayerAvailability',
    'ecr:GetRepositoryPolicy',
    'ecr:DescribeRepositories',
    'ecr:ListImages',
    'ecr:DescribeImages',
    'ecr:GetLifecyclePolicy',
    'ecr:GetLifecyclePolicyPreview',
    'ecr:ListTagsForResource',
    'ecr:DescribeImageScanFindings',
  ]),
}

/**
 * The few of AWS's managed policies that people attach beside ours, by ARN. Contents: AWS Managed Policy Reference Guide; PullOnly has no
 * `ecr:ListImages`, which is why it breaks image-reflector-controller.
 */
export function awsManagedPolicies(partition: string): Map<string, ManagedPolicy> {
  return new Map(
    Object.entries(documents).map(([name, document]) => {
      const arn = `arn:${partition}:iam::aws:policy/${name}`
      const id = `ANPA${name.toUpperCase().slice(0, 17)}`
      const versions = [{ id: 'v1', document, createdAt: 0 }]
      return [arn, { id, name, path: '/', arn, createdAt: 0, updatedAt: 0, versions, defaultVersion: 'v1', lastVersion: 1, tags: {} }]
    }),
  )
}

function allow(Action: string[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }
}
