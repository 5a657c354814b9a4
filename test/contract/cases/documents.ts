import type { PolicyDocument } from '../../../src/domain/policy-document.ts'
import { ACCOUNT, REGION } from '../server.ts'

const host = (issuer: string) => issuer.replace('https://', '')
export const PROVIDER_OF = (issuer: string, account = ACCOUNT) => `arn:aws:iam::${account}:oidc-provider/${host(issuer)}`

/** A trust policy for ServiceAccounts (`NAMESPACE:NAME`) of the issuer's cluster. */
export function trustIn(
  issuer: string,
  {
    account = ACCOUNT,
    audience = 'sts.amazonaws.com',
    serviceAccounts = ['flux-system:image-reflector-controller'],
  }: { account?: string; audience?: string; serviceAccounts?: string[] } = {},
): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: PROVIDER_OF(issuer, account) },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            [`${host(issuer)}:aud`]: audience,
            [`${host(issuer)}:sub`]: serviceAccounts.map((name) => `system:serviceaccount:${name}`),
          },
        },
      },
    ],
  }
}

/** What Flux's role may: log in, and list and read these repositories. */
export function ecrDocument(repositories: string[] = [`arn:aws:ecr:${REGION}:${ACCOUNT}:repository/apps/*`]): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
      { Effect: 'Allow', Action: ['ecr:ListImages', 'ecr:BatchGetImage'], Resource: repositories },
    ],
  }
}
