import { commented, titleLines } from './comments.ts'
import type { Rendering } from './rendering.ts'
import { yamlText } from './yaml-text.ts'
import { shell, words } from '../domain/shell.ts'

/**
 * The IAM side as a CloudFormation template. The issuer stands in it as text: keys of a condition take no function of CloudFormation.
 * Managed policies have no tags there. Source: AWS CloudFormation template reference, AWS::IAM::ManagedPolicy.
 */
export function renderCloudFormation(rendering: Rendering): string {
  const { provider, policy, role, cluster } = rendering
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `ECR access for Flux on the EKS cluster ${cluster.name} by IRSA`,
    Resources: {
      ...(provider.exists ? {} : { OidcProvider: oidcProvider(rendering) }),
      FluxEcrPolicy: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          ManagedPolicyName: policy.name,
          Path: policy.path,
          Description: 'Reads of Amazon ECR for Flux. Made by flux-irsa.',
          PolicyDocument: policy.document,
        },
      },
      FluxRole: {
        Type: 'AWS::IAM::Role',
        ...(provider.exists ? {} : { DependsOn: 'OidcProvider' }),
        Properties: {
          RoleName: role.name,
          Path: role.path,
          Description: 'ECR access for Flux controllers by IRSA. Made by flux-irsa.',
          AssumeRolePolicyDocument: role.trust,
          ManagedPolicyArns: [{ Ref: 'FluxEcrPolicy' }],
          ...(role.boundary ? { PermissionsBoundary: role.boundary } : {}),
          Tags: tagList(role.tags),
        },
      },
    },
    Outputs: { RoleArn: { Description: 'For the annotation eks.amazonaws.com/role-arn', Value: { 'Fn::GetAtt': ['FluxRole', 'Arn'] } } },
  }
  return commented(headLines(rendering)) + yamlText(template)
}

/** Every role of the cluster may trust the provider, so it outlives the stack. */
function oidcProvider({ provider, cluster }: Rendering) {
  return {
    Type: 'AWS::IAM::OIDCProvider',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: { Url: provider.url, ClientIdList: [provider.clientId], Tags: tagList({ 'flux-irsa:cluster': cluster.arn }) },
  }
}

function headLines(rendering: Rendering): string[] {
  const { provider, policy, role, cluster } = rendering
  const there = [...(policy.exists ? [policy.arn] : []), ...(role.exists ? [role.arn] : [])]
  return [
    ...titleLines(rendering, 'CloudFormation template of the IAM side'),
    shell`  aws cloudformation deploy --region ${cluster.region} --stack-name flux-irsa-${cluster.name.replaceAll('_', '-')} --template-file FILE --capabilities CAPABILITY_NAMED_IAM`,
    'CloudFormation cannot tag a policy; so that flux-irsa knows it for what it is, tag it once:',
    shell`  aws iam tag-policy --policy-arn ${policy.arn} --tags ${words(...Object.entries(policy.tags).map(([key, value]) => `Key=${key},Value=${value}`))}`,
    ...(provider.exists ? [`The OIDC provider is there already and is used: ${provider.arn}`] : []),
    ...(provider.hasClientId
      ? []
      : [
          shell`  aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${provider.arn} --client-id ${provider.clientId}`,
        ]),
    ...there.map((arn) => `There already, so the stack must import it (change set type IMPORT): ${arn}`),
  ]
}

function tagList(tags: Record<string, string>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}
