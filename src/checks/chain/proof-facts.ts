import { decodeJwt } from 'jose'
import type { AwsReader, Credentials } from '../../model/aws.ts'
import { Failure } from '../../domain/failure.ts'
import { tokenNotAsked } from '../../domain/token-not-asked.ts'
import { AUDIENCE, UNUSABLE_AUDIENCE } from '../../domain/web-identity.ts'
import type { KubeReader } from '../../model/kube.ts'
import type { EcrRepository } from '../images/image-use.ts'
import type { Reads } from '../kernel/reads.ts'

/** The calls that a controller makes with its identity, made in its place. They store nothing. */
export interface ProofFacts {
  /** The `iss` of a token that the API server issues. */
  apiServerIssuer(): Promise<string>
  token(serviceAccount: string): Promise<string>
  /** One that nobody accepts: granted, it is dropped. Rejects where an admission policy refuses it. */
  unusableToken(serviceAccount: string): Promise<void>
  credentials(serviceAccount: string, roleArn: string): Promise<Credentials>
  /** ARN of the session that these credentials are. */
  identity(serviceAccount: string, roleArn: string): Promise<string>
  login(serviceAccount: string, roleArn: string, region: string): Promise<string>
  tags(serviceAccount: string, roleArn: string, repository: EcrRepository): Promise<string[]>
}

interface Sources {
  aws: AwsReader
  kube: () => KubeReader
  namespace: string
  /** No token may be asked for. */
  noToken: boolean
}

// Ten minutes is the least that TokenRequest gives (Kubernetes API reference, TokenRequestSpec.expirationSeconds).
const TOKEN_SECONDS = 600
const REFUSALS = new Set([
  'aws-access-denied',
  'aws-invalid-identity-token',
  'aws-validation-error',
  'aws-region-disabled',
  'registry-denied',
  'registry-not-found',
])
const HEALING = new Set(['aws-access-denied', 'aws-invalid-identity-token', 'registry-denied'])

/** The service looked at the request and said no; every other failure (network, throttling, …) tells nothing about the identity. */
export function isRefusal(error: unknown): error is Failure {
  return error instanceof Failure && REFUSALS.has(error.code)
}

// STS says AccessDenied for up to a minute after a role was made or its trust changed (IAM is eventually consistent).
const propagation = { error: (error: unknown) => error instanceof Failure && HEALING.has(error.code) }

export function createProofFacts({ aws, kube, namespace, noToken }: Sources, reads: Reads): ProofFacts {
  const requested = (request: { namespace: string; serviceAccount: string; audience: string }) => {
    if (noToken) throw tokenNotAsked()
    return kube().token({ ...request, expirationSeconds: TOKEN_SECONDS })
  }
  const token = (serviceAccount: string) =>
    reads.ofCluster(`token ${serviceAccount}`, async () => requested({ namespace, serviceAccount, audience: AUDIENCE }))

  const credentials = (serviceAccount: string, roleArn: string) =>
    reads.derived(`credentials ${serviceAccount} ${roleArn}`, async () => {
      const request = { roleArn, token: await token(serviceAccount), sessionName: `flux-irsa-${serviceAccount}`.slice(0, 64) }
      return reads.once(`assume ${serviceAccount} ${roleArn}`, () => aws.assumeRoleWithWebIdentity(request), propagation)
    })

  const login = (serviceAccount: string, roleArn: string, region: string) =>
    reads.derived(`login ${serviceAccount} ${roleArn} ${region}`, async () => {
      const assumed = await credentials(serviceAccount, roleArn)
      return reads.once(`ecr login ${serviceAccount} ${roleArn} ${region}`, () => aws.registryLogin(assumed, region), propagation)
    })

  const identity = (serviceAccount: string, roleArn: string) =>
    reads.derived(`identity ${serviceAccount} ${roleArn}`, async () => {
      const assumed = await credentials(serviceAccount, roleArn)
      return reads.once(`caller ${serviceAccount} ${roleArn}`, () => aws.identityOf(assumed), propagation)
    })

  return {
    token,
    unusableToken: (serviceAccount) =>
      reads.ofCluster(`unusable token ${serviceAccount}`, async () => {
        await requested({ namespace, serviceAccount, audience: UNUSABLE_AUDIENCE })
      }),
    credentials,
    identity,
    login,
    apiServerIssuer: () =>
      reads.derived('api server issuer', async () => {
        const request = { namespace: 'kube-system', serviceAccount: 'default', audience: UNUSABLE_AUDIENCE }
        return decodeJwt(await reads.ofCluster('token kube-system/default', async () => requested(request))).iss ?? ''
      }),
    tags: async (serviceAccount, roleArn, { host, repository, region }) => {
      const secret = await login(serviceAccount, roleArn, region)
      return reads.once(`tags ${host}/${repository}`, () => aws.listTags({ host, repository, login: secret }), propagation)
    },
  }
}
