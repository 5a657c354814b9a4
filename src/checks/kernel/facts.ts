import type { AwsReader, CallerIdentity, Cluster, OidcProvider, PodIdentityAssociation } from '../../model/aws.ts'
import { parseArn } from '../../domain/arn.ts'
import { Failure } from '../../domain/failure.ts'
import { oidcProviderArn } from '../../domain/issuer.ts'
import type { PolicyDocument } from '../../domain/policy-document.ts'
import type { AccessQuestion, KubeObject, KubeReader } from '../../model/kube.ts'
import { imageUseOf, worthProving, type EcrRepository, type ImageUse } from '../images/image-use.ts'
import { AWS_KINDS, awsUsesOf, remoteClusterMap, type AwsUse } from '../../flux/aws-uses.ts'
import { readFluxEvidence } from '../../flux/kinds/read-evidence.ts'
import type { FluxEvidence } from '../../model/flux.ts'
import { foreignFlux, type ForeignFlux } from '../flux/foreign-flux.ts'
import { syncBehind, syncOf, type Sync } from '../sources/git-sync.ts'
import type { VerifySettings } from './settings.ts'
import { createProofFacts, type ProofFacts } from '../chain/proof-facts.ts'
import type { Reads } from './reads.ts'
import { createRoleFacts, type RoleFacts } from '../chain/role-facts.ts'

/** The controller that scans registries: its role is the one that ImageRepositories depend on. */
export const REFLECTOR = 'image-reflector-controller'
/** Kinds without namespaces that are read. */
const CLUSTER_WIDE = new Set(['Namespace', 'MutatingWebhookConfiguration', 'CustomResourceDefinition'])
/** Listing tags costs a call each; the rest is judged from the policy. */
export const LIVE_LISTINGS = 10

export interface FactSources {
  aws: AwsReader
  kube: KubeReader | Failure
  cluster: Cluster
  caller: CallerIdentity
  region: string
  settings: VerifySettings
  /** Version of the helm that install and uninstall would run; a Failure where there is none, or an old one. */
  helmVersion?: () => Promise<string>
  /** Reads a file inside a running container; only where the user asked for that. */
  readInPod?: ReadInPod
  now: () => number
}

export type ReadInPod = (place: { namespace: string; pod: string; container: string }, path: string) => Promise<string>

/** All that checks may know. Every read is made once, when it is first asked for; a function rejects with the Failure of its read. */
export interface Facts extends RoleFacts, ProofFacts {
  readonly cluster: Cluster
  readonly caller: CallerIdentity
  readonly region: string
  readonly settings: VerifySettings
  /** Epoch milliseconds. */
  now(): number
  /** What a check makes of all objects for each of them, made once: of thousands, each time would take the square of their number. */
  derived<T>(key: string, derive: () => Promise<T>): Promise<T>
  /** ARN that the cluster's IAM OIDC provider has, or would have. */
  readonly providerArn: string
  oidcProvider(): Promise<OidcProvider | undefined>
  podIdentityAssociations(): Promise<PodIdentityAssociation[]>
  /** ARN; `undefined` where it cannot be read: it only adorns a finding. */
  associationRole(id: string): Promise<string | undefined>
  /** Where the Kubernetes client really points. */
  kubeEndpoint(): string
  /** Whether that is this cluster: by the endpoint, else (`issuer` is there then) by the issuer of the tokens that the API server gives. */
  sameCluster(): Promise<{ same: boolean; issuer?: string }>
  kubeVersion(): Promise<string>
  /** Whether the caller may do that, as the API server says. */
  mayI(question: AccessQuestion): Promise<boolean>
  helmVersion?: () => Promise<string>
  readInPod?: ReadInPod
  namespace(): Promise<KubeObject | undefined>
  /** Of the namespace of Flux. */
  pods(): Promise<KubeObject[]>
  deployments(): Promise<KubeObject[]>
  fluxInstance(): Promise<KubeObject | undefined>
  /** The Flux of this namespace, where it is none of flux-operator's. */
  foreignFlux(): Promise<ForeignFlux | undefined>
  /** What tells which Flux is in the cluster, whatever its namespace. */
  fluxEvidence(): Promise<FluxEvidence>
  /** Where Flux syncs itself from; `undefined`: nowhere. */
  sync(): Promise<Sync | undefined>
  /** Of the namespace of Flux, where the kind has namespaces. */
  object(kind: string, name: string): Promise<KubeObject | undefined>
  objectIn(namespace: string, kind: string, name: string): Promise<KubeObject | undefined>
  /** Of all namespaces; `undefined`: the cluster does not know the kind. */
  all(kind: string): Promise<KubeObject[] | undefined>
  /** Pods of any namespace that have not come to run. */
  pendingPods(): Promise<KubeObject[]>
  /** Roles of the cluster's managed node groups. */
  nodeRoles(): Promise<string[]>
  repositoryPolicy(repository: EcrRepository): Promise<PolicyDocument | undefined>
  /** `undefined`: the cluster does not know the kind. */
  imageRepositories(): Promise<ImageUse[] | undefined>
  /** One of them, by `NAMESPACE/NAME`. */
  imageRepository(id: string): Promise<ImageUse | undefined>
  /** One object of all namespaces, by `NAMESPACE/NAME`. */
  oneOf(kind: string, id: string): Promise<KubeObject | undefined>
  /** What the objects of Flux ask of AWS. Kinds that the cluster does not know, or the caller may not list, have none. */
  awsUses(): Promise<AwsUse[]>
  /** What one object (`kind/NAMESPACE/NAME`) asks of AWS. */
  usesOf(id: string): Promise<AwsUse[]>
  /** Those whose tags are listed live. */
  listed(): Promise<(ImageUse & { ecr: EcrRepository })[]>
}

/** Nothing is read until a check asks. */
export function createFacts(sources: FactSources, reads: Reads): Facts {
  const { aws, cluster, settings } = sources
  const { namespace } = settings
  const providerArn = oidcProviderArn(cluster.arn, cluster.issuer)
  const { partition = 'aws', account = '' } = parseArn(cluster.arn) ?? {}

  function kube(): KubeReader {
    if (sources.kube instanceof Failure) throw sources.kube
    return sources.kube
  }
  const objectIn = (where: string, kind: string, name: string) =>
    reads.ofCluster(`${kind} ${where}/${name}`, async () =>
      kube().get({ kind, name, ...(CLUSTER_WIDE.has(kind) ? {} : { namespace: where }) }),
    )
  const object = (kind: string, name: string) => objectIn(namespace, kind, name)
  const all = (kind: string) => reads.ofCluster(`list all ${kind}`, async () => kube().list({ kind }))
  const inNamespace = (kind: string) => reads.ofCluster(`list ${kind}`, async () => (await kube().list({ kind, namespace })) ?? [])
  const imageRepositories = () =>
    reads.derived('image uses', async () => {
      return (await all('ImageRepository'))?.map(imageUseOf)
    })

  async function awsUses(): Promise<AwsUse[]> {
    const listed = await Promise.allSettled([...AWS_KINDS, 'HelmRepository'].map(all))
    const objects = listed.flatMap((kind) => (kind.status === 'fulfilled' ? (kind.value ?? []) : []))
    const key = (kind: string, where: string, name: string) => `${kind}/${where}/${name}`
    const maps = await Promise.allSettled(
      [...new Set(objects.flatMap(remoteClusterMap))].map((place) => {
        const [where = '', name = ''] = place.split('/')
        return objectIn(where, 'ConfigMap', name)
      }),
    )
    const configMaps = maps.flatMap((map) => (map.status === 'fulfilled' && map.value ? [map.value] : []))
    const known = new Map(
      [...objects, ...configMaps].map((each) => [key(each.kind, each.metadata.namespace ?? '', each.metadata.name), each]),
    )
    return awsUsesOf(objects, {
      find: (kind, where, name) => known.get(key(kind, where, name)),
      home: { partition, region: sources.region, account },
    })
  }

  async function foreign(): Promise<ForeignFlux | undefined> {
    // In the namespace of a workload nobody needs the right to look for a Flux; where it counts, the checks of Flux say so themselves.
    const instance = await object('FluxInstance', 'flux').catch((error: unknown) => {
      if (error instanceof Failure && error.code === 'kube-forbidden') return error
      throw error
    })
    return instance ? undefined : foreignFlux(namespace, await inNamespace('Deployment'), undefined)
  }
  /** Without an operator it is the Kustomization that a bootstrap leaves, named as the namespace. */
  async function sync(): Promise<Sync | undefined> {
    const instance = await object('FluxInstance', 'flux')
    if (instance || !(await foreign())) return syncOf(instance)
    const applied = (await object('Kustomization', namespace)) ?? (await object('Kustomization', 'flux-system'))
    return applied && syncBehind(applied, (kind, where, name) => objectIn(where, kind, name))
  }

  const proof = createProofFacts({ aws, kube, namespace, noToken: settings.noToken ?? false }, reads)
  const sameCluster = () =>
    reads.derived('same cluster', async () => {
      if (isSameUrl(kube().endpoint, cluster.endpoint)) return { same: true }
      const issuer = await proof.apiServerIssuer()
      return { same: isSameUrl(issuer, cluster.issuer), issuer }
    })
  const serviceAccount = (name: string) => object('ServiceAccount', name)

  return {
    ...createRoleFacts({ aws, settings, partition, account, serviceAccount, sameCluster }, reads),
    ...proof,
    sameCluster,
    cluster,
    caller: sources.caller,
    region: sources.region,
    now: sources.now,
    derived: reads.derived,
    settings,
    providerArn,
    oidcProvider: () => reads.once('oidc provider', () => aws.oidcProvider(providerArn), { value: (found) => found === undefined }),
    podIdentityAssociations: () => reads.once('pod identity', () => aws.podIdentityAssociations(cluster.name, namespace)),
    associationRole: (id) => reads.once(`pod identity ${id}`, () => aws.podIdentityRole(cluster.name, id)).catch(unlessRefused),
    kubeEndpoint: () => kube().endpoint,
    kubeVersion: () => reads.ofCluster('kube version', async () => kube().version()),
    mayI: (question) => reads.ofCluster(`may I ${JSON.stringify(question)}`, async () => (await kube().mayI(question)).allowed),
    namespace: () => object('Namespace', namespace),
    pods: () => inNamespace('Pod'),
    deployments: () => inNamespace('Deployment'),
    fluxInstance: () => object('FluxInstance', 'flux'),
    foreignFlux: () => reads.derived('foreign flux', foreign),
    fluxEvidence: () => reads.derived('flux evidence', async () => readFluxEvidence(kube(), namespace)),
    sync: () => reads.derived('sync', sync),
    object,
    objectIn,
    all,
    pendingPods: () =>
      reads.ofCluster('list pending Pod', async () => (await kube().list({ kind: 'Pod', fields: 'status.phase=Pending' })) ?? []),
    nodeRoles: () => reads.once('node roles', () => aws.nodeRoles(cluster.name)),
    repositoryPolicy: ({ arn, account: owner, region, repository: name }) =>
      reads.once(`repository policy ${arn}`, () => aws.repositoryPolicy({ account: owner, region, name })),
    ...(sources.helmVersion ? { helmVersion: sources.helmVersion } : {}),
    ...(sources.readInPod ? { readInPod: sources.readInPod } : {}),
    imageRepositories,
    imageRepository: async (id) =>
      (await reads.derived('image uses by id', async () => byId((await imageRepositories()) ?? [], (use) => use.id))).get(id),
    oneOf: async (kind, id) =>
      (
        await reads.derived(`${kind} by id`, async () =>
          byId((await all(kind)) ?? [], ({ metadata }) => `${metadata.namespace}/${metadata.name}`),
        )
      ).get(id),
    awsUses: () => reads.derived('aws uses', awsUses),
    usesOf: async (id) =>
      (await reads.derived('aws uses by object', async () => usesById(await reads.derived('aws uses', awsUses)))).get(id) ?? [],
    listed: () => reads.derived('listed', async () => worthProving((await imageRepositories()) ?? [], account, LIVE_LISTINGS)),
  }
}

function unlessRefused(error: unknown): undefined {
  if (!(error instanceof Failure)) throw error
}

function byId<T>(all: T[], idOf: (one: T) => string): Map<string, T> {
  return new Map(all.map((one) => [idOf(one), one]))
}

function usesById(uses: AwsUse[]): Map<string, AwsUse[]> {
  const found = new Map<string, AwsUse[]>()
  for (const use of uses) {
    const known = found.get(use.id)
    if (known) known.push(use)
    else found.set(use.id, [use])
  }
  return found
}

function isSameUrl(one: string, other: string): boolean {
  const normalized = (url: string) => url.toLowerCase().replace(/\/+$/, '').replace(/:443$/, '')
  return normalized(one) === normalized(other)
}
