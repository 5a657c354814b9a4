import type { Cluster, OidcProvider, PodIdentityAssociation, Policy, Role } from '../../src/model/aws.ts'
import type { Failure } from '../../src/domain/failure.ts'
import { ROLE_ARN_ANNOTATION } from '../../src/domain/ownership.ts'
import type { PolicyDocument } from '../../src/domain/policy-document.ts'
import type { AccessQuestion, KubeObject } from '../../src/model/kube.ts'
import {
  ACCOUNT,
  NAMESPACE,
  REFLECTOR,
  AUTOMATION,
  ROLE_ARN,
  ISSUER_PATH,
  PROVIDER_ARN,
  POLICY_ARN,
  trust,
  subject,
  ecrPolicy,
  readyCondition,
  imageRepository,
  serviceAccount,
  pod,
  deployment,
  webhookConfiguration,
} from './objects.ts'

/** All that exists. A test breaks one thing in it and verifies. */
export interface World {
  cluster: Cluster
  provider: OidcProvider | undefined
  roles: Role[]
  policies: Policy[]
  inline: Record<string, PolicyDocument>
  associations: PodIdentityAssociation[]
  kubeEndpoint: string
  tokenIssuer: string
  objects: KubeObject[]
  /** Kinds whose CRD is missing. */
  unserved: string[]
  nodeRoles: string[]
  /** By name of the repository. */
  repositoryPolicies: Record<string, PolicyDocument>
  /** Thrown by the port function of that name. */
  refusals: Record<string, Error | undefined>
  /** What the caller may do in the cluster; nothing but read, unless said. */
  may: (question: AccessQuestion) => boolean
  /** Names of the port calls made, with what tells them apart. */
  calls: string[]
  kubeDown: Failure | undefined
}

export function healthyWorld(imageCount = 2): World {
  const controllers = [REFLECTOR, AUTOMATION]
  const url = 'https://bitbucket.org/acme/fleet.git'
  return {
    cluster: {
      name: 'prod',
      arn: `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/prod`,
      status: 'ACTIVE',
      version: '1.34',
      endpoint: 'https://AAAA.gr7.eu-west-1.eks.amazonaws.com',
      certificateAuthority: '',
      issuer: `https://${ISSUER_PATH}`,
      publicAccess: true,
      privateAccess: false,
    },
    provider: { arn: PROVIDER_ARN, url: ISSUER_PATH, clientIds: ['sts.amazonaws.com'], tags: {} },
    roles: [
      {
        name: 'prod-flux-imgctrl-irsa',
        arn: ROLE_ARN,
        id: 'AROA1',
        path: '/',
        tags: {},
        attached: [POLICY_ARN],
        trust: trust(controllers.map(subject)),
      },
    ],
    policies: [
      {
        arn: POLICY_ARN,
        name: 'prod-flux-ecr-ro',
        path: '/',
        versionId: 'v1',
        attachmentCount: 1,
        tags: {},
        document: ecrPolicy(`arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/*`),
      },
    ],
    inline: {},
    associations: [],
    kubeEndpoint: 'https://aaaa.gr7.eu-west-1.eks.amazonaws.com:443/',
    may: () => false,
    tokenIssuer: `https://${ISSUER_PATH}`,
    objects: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
      webhookConfiguration(),
      ...controllers.map(serviceAccount),
      ...controllers.map((name) => pod(name)),
      ...['flux-operator', ...controllers].map(deployment),
      {
        apiVersion: 'fluxcd.controlplane.io/v1',
        kind: 'FluxInstance',
        metadata: { name: 'flux', namespace: NAMESPACE, generation: 1 },
        spec: {
          distribution: { version: '2.9.x', registry: 'ghcr.io/fluxcd', artifact: '' },
          components: ['source-controller', ...controllers],
          sync: { kind: 'GitRepository', url, ref: 'refs/heads/main', path: '/', pullSecret: 'git' },
        },
        status: {
          ...readyCondition('True', 'ReconciliationSucceeded', 'Reconciliation finished in 52s'),
          lastAppliedRevision: 'v2.9.4@sha256:0a',
        },
      },
      {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'GitRepository',
        metadata: { name: NAMESPACE, namespace: NAMESPACE, generation: 1 },
        spec: { url },
        status: readyCondition('True', 'Succeeded', 'stored artifact'),
      },
      {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata: { name: NAMESPACE, namespace: NAMESPACE, generation: 1 },
        spec: {},
        status: readyCondition('True', 'ReconciliationSucceeded', 'Applied revision: main@sha1:da39a3ee'),
      },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'git', namespace: NAMESPACE }, data: { username: 'eA==', password: 'eA==' } },
      ...Array.from({ length: imageCount }, (_, index) => imageRepository(`app-${index}`)),
    ],
    unserved: [],
    nodeRoles: [],
    repositoryPolicies: {},
    refusals: {},
    calls: [],
    kubeDown: undefined,
  }
}

/** The object of the world with this kind and name, to be changed in place. */
export function objectIn(
  world: World,
  kind: string,
  name: string,
): KubeObject & { spec: Record<string, unknown>; status: object; data: object } {
  const found = world.objects.find((each) => each.kind === kind && each.metadata.name === name)
  if (!found) throw new Error(`no ${kind} ${name}`)
  return found as ReturnType<typeof objectIn>
}

export function remove(world: World, kind: string, name?: string): void {
  world.objects = world.objects.filter((each) => each.kind !== kind || (name !== undefined && each.metadata.name !== name))
}

/** A ServiceAccount of the namespace `apps` that objects name, and in `world` its role, which trusts it. */
export function tenantAccount(world: World, name = 'tenant'): KubeObject {
  const arn = `arn:aws:iam::${ACCOUNT}:role/${name}`
  world.roles.push({ name, arn, id: 'AROA2', path: '/', tags: {}, attached: [], trust: trust([`system:serviceaccount:apps:${name}`]) })
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'apps', annotations: { [ROLE_ARN_ANNOTATION]: arn } } }
}
