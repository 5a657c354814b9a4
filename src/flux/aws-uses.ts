import { parseCodeCommitUrl } from '../domain/codecommit-url.ts'
import type { CONTROLLERS } from '../domain/controllers.ts'
import { parseEcrImage, partitionOfRegion, partitionOfRegistry, repositoryArnOfImage } from '../domain/image-reference.ts'
import type { KubeObject } from '../model/kube.ts'

type Controller = (typeof CONTROLLERS)[number]
export type GrantName = 'ecr-scan' | 'ecr-pull' | 's3-read' | 'codecommit-pull' | 'codecommit-push' | 'kms-decrypt' | 'eks-describe'

/** How one object of Flux talks to AWS. */
export interface AwsUse {
  /** `kind/NAMESPACE/NAME`, the kind in lower case. */
  id: string
  object: KubeObject
  /** Who makes the calls. */
  controller: Controller
  grant: GrantName
  /** Whose identity they are made with: the controller's, that of a ServiceAccount which the object names, or what a Secret holds. */
  as: 'controller' | 'service-account' | 'secret'
  /** The ServiceAccount that the object names, as `NAMESPACE/NAME`; of the namespace of what names it. */
  account?: string
  /** ARNs of what is asked for; none where the object does not name it (which key SOPS took stands in Git). */
  resources: string[]
  /** Of the service's address; `undefined` where that tells none. */
  partition?: string
}

/** What a row may look up besides its object. */
export interface Neighbours {
  find(kind: string, namespace: string, name: string): KubeObject | undefined
  /** Partition, region and account of the cluster: what an address leaves out is taken from here. */
  home: { partition: string; region: string; account: string }
}

interface Spec {
  url?: string
  image?: string
  type?: string
  provider?: string
  chart?: string
  bucketName?: string
  prefix?: string
  endpoint?: string
  region?: string
  secretRef?: object
  serviceAccountName?: string
  sourceRef?: { kind?: string; name?: string; namespace?: string }
  decryption?: { provider?: string; secretRef?: object; serviceAccountName?: string }
  kubeConfig?: { configMapRef?: { name?: string } }
}
type Seen = Pick<AwsUse, 'grant' | 'as' | 'resources' | 'partition'> & { account?: string }

interface Row {
  kind: string
  controller: Controller
  use: (spec: Spec, object: KubeObject, neighbours: Neighbours) => Seen | undefined
}

/**
 * The objects that talk to AWS: who does it for them, what they need, and how its ARN is read off. A kind has a row for each thing that it
 * asks for. notification-controller and source-watcher have no AWS provider.
 * Source: https://fluxcd.io/flux/integrations/aws/ and https://fluxcd.io/flux/components/source/
 */
const AWS_USERS: readonly Row[] = [
  { kind: 'ImageRepository', controller: 'image-reflector-controller', use: (spec) => fromEcr(spec, spec.image, 'ecr-scan') },
  { kind: 'OCIRepository', controller: 'source-controller', use: (spec) => fromEcr(spec, spec.url, 'ecr-pull') },
  { kind: 'HelmChart', controller: 'source-controller', use: chart },
  { kind: 'Bucket', controller: 'source-controller', use: bucket },
  { kind: 'GitRepository', controller: 'source-controller', use: (spec, _object, { home }) => codeCommit(spec, 'codecommit-pull', home) },
  { kind: 'ImageUpdateAutomation', controller: 'image-automation-controller', use: push },
  { kind: 'Kustomization', controller: 'kustomize-controller', use: decryption },
  { kind: 'Kustomization', controller: 'kustomize-controller', use: remoteCluster },
  { kind: 'HelmRelease', controller: 'helm-controller', use: remoteCluster },
]

/** The kinds of the table, each once. */
export const AWS_KINDS: readonly string[] = [...new Set(AWS_USERS.map(({ kind }) => kind))]

/** What these objects ask of AWS, in the order of the table. Takes a time that grows with their number, not with its square. */
export function awsUsesOf(objects: readonly KubeObject[], neighbours: Neighbours): AwsUse[] {
  const byKind = new Map<string, KubeObject[]>()
  for (const object of objects) {
    const alike = byKind.get(object.kind)
    if (alike) alike.push(object)
    else byKind.set(object.kind, [object])
  }
  return AWS_USERS.flatMap(({ kind, controller, use }) =>
    (byKind.get(kind) ?? []).flatMap((object) => {
      const seen = use(object['spec'] ?? {}, object, neighbours)
      if (!seen) return []
      const account = seen.account?.includes('/') || !seen.account ? seen.account : `${object.metadata.namespace}/${seen.account}`
      return [{ id: idOf(object), object, controller, ...seen, ...(account ? { account } : {}) }]
    }),
  )
}

/** `kind/NAMESPACE/NAME`, as checks name an object. */
export function idOf({ kind, metadata }: KubeObject): string {
  return `${kind.toLowerCase()}/${metadata.namespace}/${metadata.name}`
}

/** The ConfigMap, as `NAMESPACE/NAME`, that says in which cluster an object is applied; none for most. */
export function remoteClusterMap({ spec, metadata }: KubeObject): string[] {
  const name = (spec as Spec | undefined)?.kubeConfig?.configMapRef?.name
  return name ? [`${metadata.namespace}/${name}`] : []
}

function loginOf({ secretRef, serviceAccountName }: Pick<Spec, 'secretRef' | 'serviceAccountName'>): Pick<Seen, 'as' | 'account'> {
  if (secretRef) return { as: 'secret' }
  return serviceAccountName ? { as: 'service-account', account: serviceAccountName } : { as: 'controller' }
}

function fromEcr(spec: Spec, address: string | undefined, grant: 'ecr-scan' | 'ecr-pull'): Seen | undefined {
  const image = parseEcrImage(address ?? '')
  const arn = repositoryArnOfImage(address ?? '')
  if (!image || !arn || (spec.provider !== 'aws' && !spec.secretRef)) return undefined
  // Provider aws comes before a Secret. Source: fluxcd/source-controller, internal/controller/ocirepository_controller.go
  const login = loginOf(spec.provider === 'aws' ? { serviceAccountName: spec.serviceAccountName } : spec)
  return { grant, ...login, resources: [arn], partition: partitionOfRegistry(image) }
}

/** A chart is pulled with the login of its HelmRepository, which names the folder of its charts. */
function chart({ chart: name = '', sourceRef }: Spec, { metadata }: KubeObject, { find }: Neighbours): Seen | undefined {
  if (sourceRef?.kind !== 'HelmRepository') return undefined
  const spec = (find('HelmRepository', metadata.namespace ?? '', sourceRef.name ?? '')?.['spec'] ?? {}) as Spec
  if (!spec.url?.startsWith('oci://')) return undefined
  return fromEcr(spec, `${spec.url.replace(/\/+$/, '')}/${name}`, 'ecr-pull')
}

function bucket(spec: Spec, _object: KubeObject, { home }: Neighbours): Seen | undefined {
  const { provider, bucketName = '', endpoint = '' } = spec
  if (provider !== 'aws') return undefined
  const region = spec.region ?? /^s3[.-](?:dualstack\.|fips[.-])?([a-z]+(?:-[a-z]+)+-\d+)\./.exec(endpoint)?.[1]
  const partition = region ? partitionOfRegion(region) : home.partition
  const arn = `arn:${partition}:s3:::${bucketName}`
  return { grant: 's3-read', ...loginOf(spec), resources: [arn, `${arn}/${spec.prefix ?? ''}*`], partition }
}

/** A repository's address does not name its account: the caller's is meant. */
function codeCommit(spec: Spec, grant: 'codecommit-pull' | 'codecommit-push', home: Neighbours['home']): Seen | undefined {
  const git = parseCodeCommitUrl(spec.url ?? '')
  if (spec.provider !== 'aws' || !git) return undefined
  const partition = partitionOfRegion(git.region)
  const arn = `arn:${partition}:codecommit:${git.region}:${home.account}:${git.repository}`
  return { grant, ...loginOf({ serviceAccountName: spec.serviceAccountName }), resources: [arn], partition }
}

/** An automation clones and pushes with the login of its GitRepository. */
function push({ sourceRef }: Spec, { metadata }: KubeObject, { find, home }: Neighbours): Seen | undefined {
  const source = find('GitRepository', sourceRef?.namespace ?? metadata.namespace ?? '', sourceRef?.name ?? '')
  const seen = source && codeCommit(source['spec'] ?? {}, 'codecommit-push', home)
  return seen && (seen.account ? { ...seen, account: `${source.metadata.namespace}/${seen.account}` } : seen)
}

/** SOPS asks KMS where the files in Git are for a key there; a Secret of keys of its own comes first. */
function decryption({ decryption: how }: Spec): Seen | undefined {
  if (how?.provider !== 'sops' || how.secretRef) return undefined
  return { grant: 'kms-decrypt', ...loginOf(how), resources: [] }
}

/** Source: https://fluxcd.io/flux/components/kustomize/kustomizations/#kubeconfig-remote-clusters (ConfigMap, provider aws) */
function remoteCluster({ kubeConfig }: Spec, { metadata }: KubeObject, { find }: Neighbours): Seen | undefined {
  const { name } = kubeConfig?.configMapRef ?? {}
  const data = name ? (find('ConfigMap', metadata.namespace ?? '', name)?.['data'] as Record<string, string> | undefined) : undefined
  if (data?.['provider'] !== 'aws') return undefined
  const cluster = data['cluster'] ?? ''
  const partition = /^arn:([a-z0-9-]+):eks:/.exec(cluster)?.[1]
  return {
    grant: 'eks-describe',
    ...loginOf({ serviceAccountName: data['serviceAccountName'] }),
    resources: partition ? [cluster] : [],
    ...(partition ? { partition } : {}),
  }
}
