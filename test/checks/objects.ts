import type { PolicyDocument } from '../../src/domain/policy-document.ts'
import type { KubeObject } from '../../src/model/kube.ts'

export const ACCOUNT = '111122223333'
export const NAMESPACE = 'flux-system'
export const REFLECTOR = 'image-reflector-controller'
export const AUTOMATION = 'image-automation-controller'
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/prod-flux-imgctrl-irsa`
export const INSTALL = 'flux-irsa install --cluster prod --region eu-west-1'
export const ISSUER_PATH = 'oidc.eks.eu-west-1.amazonaws.com/id/AAAA1111'
export const PROVIDER_ARN = `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER_PATH}`
export const POLICY_ARN = `arn:aws:iam::${ACCOUNT}:policy/prod-flux-ecr-ro`

export const trust = (subjects: string[], issuer = ISSUER_PATH): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'FluxIrsa',
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com', [`${issuer}:sub`]: subjects } },
    },
  ],
})

export const subject = (name: string): string => `system:serviceaccount:${NAMESPACE}:${name}`

export const ecrPolicy = (repositories: string): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    { Effect: 'Allow', Action: ['ecr:BatchGetImage', 'ecr:ListImages'], Resource: repositories },
  ],
})

export const readyCondition = (status: string, reason: string, message: string, observedGeneration = 1) => ({
  observedGeneration,
  conditions: [{ type: 'Ready', status, reason, message, observedGeneration }],
})

export function imageRepository(name: string, fields: { image?: string; spec?: object; status?: object } = {}): KubeObject {
  return {
    apiVersion: 'image.toolkit.fluxcd.io/v1',
    kind: 'ImageRepository',
    metadata: { name, namespace: 'apps', generation: 1 },
    spec: {
      image: fields.image ?? `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/apps/${name}`,
      provider: 'aws',
      interval: '5m',
      ...fields.spec,
    },
    status: fields.status ?? readyCondition('True', 'Succeeded', 'successful scan: found 3 tags'),
  }
}

export function serviceAccount(name: string): KubeObject {
  const fieldsV1 = { 'f:metadata': { 'f:annotations': { 'f:eks.amazonaws.com/role-arn': {} } } }
  const entry = { manager: 'flux-irsa', operation: 'Apply', time: '2026-11-01T10:00:00Z', fieldsV1 }
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name,
      namespace: NAMESPACE,
      creationTimestamp: '2026-11-01T10:00:00Z',
      annotations: { 'eks.amazonaws.com/role-arn': ROLE_ARN },
      managedFields: [entry],
    },
  }
}

export function pod(controller: string, env?: object[], created = '2026-11-01T10:05:00Z'): KubeObject {
  const injected = [
    { name: 'AWS_ROLE_ARN', value: ROLE_ARN },
    { name: 'AWS_WEB_IDENTITY_TOKEN_FILE', value: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token' },
    { name: 'AWS_REGION', value: 'eu-west-1' },
  ]
  const mount = { name: 'aws-iam-token', mountPath: '/var/run/secrets/eks.amazonaws.com/serviceaccount' }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${controller}-abc12`, namespace: NAMESPACE, creationTimestamp: created },
    spec: {
      serviceAccountName: controller,
      containers: [{ name: 'manager', env: env ?? injected, volumeMounts: [mount] }],
      volumes: [
        { name: 'aws-iam-token', projected: { sources: [{ serviceAccountToken: { audience: 'sts.amazonaws.com', path: 'token' } }] } },
      ],
    },
    status: { phase: 'Running' },
  }
}

export const deployment = (name: string): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: NAMESPACE },
  spec: { template: { spec: { containers: [{ image: `ghcr.io/example/${name}:v0.58.1`, args: ['--watch-all-namespaces=true'] }] } } },
  status: { availableReplicas: 1 },
})

/** As EKS makes it with the cluster. */
export const webhookConfiguration = (): KubeObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: { name: 'pod-identity-webhook' },
  webhooks: [
    {
      name: 'iam-for-pods.amazonaws.com',
      clientConfig: { url: 'https://127.0.0.1:23443/mutate' },
      rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      objectSelector: { matchExpressions: [{ key: 'eks.amazonaws.com/skip-pod-identity-webhook', operator: 'DoesNotExist' }] },
    },
  ],
})
