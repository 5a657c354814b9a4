import type { webcrypto } from 'node:crypto'
import { ECRClient } from '@aws-sdk/client-ecr'
import { EKSClient } from '@aws-sdk/client-eks'
import { CreatePolicyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { STSClient } from '@aws-sdk/client-sts'
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { addCluster, startAws, type AccessKey, type SandboxAws } from '../../../src/sandbox/aws/index.ts'
import { createPki, type Pki } from '../../../src/sandbox/pki.ts'
import { awsCertificateHosts } from '../../../src/sandbox/aws/hosts.ts'
import type { PolicyDocument } from '../../../src/domain/policy-document.ts'

export const issuer = 'https://oidc.eks.eu-west-1.amazonaws.com/id/ABC123'
export const issuerHost = issuer.slice('https://'.length)
export const providerArn = `arn:aws:iam::123456789012:oidc-provider/${issuerHost}`
export const subject = 'system:serviceaccount:flux-system:image-reflector-controller'

export interface Fixture {
  aws: SandboxAws
  pki: Pki
  /** Milliseconds that tests may move. */
  time: { now: number }
  iam: IAMClient
  ecr: ECRClient
  eks: EKSClient
  sts: STSClient
  as(key: AccessKey & { sessionToken?: string }): { iam: IAMClient; ecr: ECRClient; eks: EKSClient; sts: STSClient }
  token(claims?: JWTPayload, key?: webcrypto.CryptoKey): Promise<string>
}

/** One simulated account per test file, with a cluster `main` whose issuer has a key; IAM is empty before each test. */
export function useSandbox(): Fixture {
  const fixture = { time: { now: Date.parse('2026-03-01T12:00:00Z') } } as Fixture
  beforeAll(async () => {
    const pki = await createPki([...awsCertificateHosts(['eu-west-1']), '127.0.0.1'])
    const aws = await startAws({ tls: pki, clock: () => fixture.time.now })
    const keys = await generateKeyPair('RS256', { extractable: true })
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'RS256' }
    addCluster(aws.account, {
      name: 'main',
      endpoint: 'https://127.0.0.1:6443',
      certificateAuthority: pki.ca,
      issuer,
      jwks: () => ({ keys: [jwk] }),
    })
    const as: Fixture['as'] = (credentials) => {
      const config = { endpoint: aws.endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 }
      return { iam: new IAMClient(config), ecr: new ECRClient(config), eks: new EKSClient(config), sts: new STSClient(config) }
    }
    const token: Fixture['token'] = (claims = {}, key = keys.privateKey) => {
      const now = Math.floor(fixture.time.now / 1000)
      const all = { iss: issuer, aud: ['sts.amazonaws.com'], sub: subject, iat: now, exp: now + 3600, ...claims }
      return new SignJWT(all).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(key)
    }
    Object.assign(fixture, { aws, pki, as, token }, as(aws.account.root))
  })
  beforeEach(() => {
    fixture.aws.reset()
    fixture.aws.account.repositories = []
    fixture.time.now = Date.parse('2026-03-01T12:00:00Z')
  })
  afterAll(() => fixture.aws.close())
  return fixture
}

export const webIdentityTrust: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: providerArn },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${issuerHost}:aud`]: 'sts.amazonaws.com', [`${issuerHost}:sub`]: [subject] } },
    },
  ],
}

export function allow(Action: string[], Resource: string | string[] = '*'): PolicyDocument {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] }
}

export function createRole(iam: IAMClient, name: string, trust: PolicyDocument = webIdentityTrust) {
  return iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }))
}

export async function createPolicy(iam: IAMClient, name: string, document: PolicyDocument): Promise<string> {
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: JSON.stringify(document) }))
  return Policy?.Arn ?? ''
}

/** Name and HTTP status of what a call rejects with, and its message. */
export async function refusal(call: Promise<unknown>): Promise<{ name: string; status: number; message: string }> {
  const error = await call.then(
    () => {
      throw new Error('the call went through')
    },
    (reason: unknown) => reason,
  )
  const { name, message, $metadata } = error as { name: string; message: string; $metadata?: { httpStatusCode: number } }
  return { name, message, status: $metadata?.httpStatusCode ?? 0 }
}
