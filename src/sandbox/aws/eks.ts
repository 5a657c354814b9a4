import type { Cluster, PodIdentityAssociation } from './account.ts'
import { authorise } from './authorisation.ts'
import { AwsError } from './aws-error.ts'
import type { Caller } from './caller.ts'
import type { HttpRequest, World } from './world.ts'

interface EksCall extends World {
  caller: Caller
  region: string
  query: URLSearchParams
  cluster: string
  id: string
}

/** EKS's REST paths; the first that fits is the action. */
const routes: { method: string; path: RegExp; action: string }[] = [
  { method: 'GET', path: /^\/clusters\/?$/, action: 'ListClusters' },
  { method: 'GET', path: /^\/clusters\/([^/]+)$/, action: 'DescribeCluster' },
  { method: 'GET', path: /^\/clusters\/([^/]+)\/node-groups$/, action: 'ListNodegroups' },
  { method: 'GET', path: /^\/clusters\/([^/]+)\/node-groups\/([^/]+)$/, action: 'DescribeNodegroup' },
  { method: 'GET', path: /^\/clusters\/([^/]+)\/pod-identity-associations$/, action: 'ListPodIdentityAssociations' },
  { method: 'GET', path: /^\/clusters\/([^/]+)\/pod-identity-associations\/([^/]+)$/, action: 'DescribePodIdentityAssociation' },
]

const actions: Record<string, (call: EksCall) => unknown> = {
  ListClusters: ({ account, region, query }) => {
    const names = account.clusters.flatMap((cluster) => (cluster.region === region ? [cluster.name] : [])).toSorted()
    const { page, nextToken } = pageOf(names, query)
    return { clusters: page, nextToken }
  },
  DescribeCluster: (call) => ({ cluster: described(call, clusterIn(call)) }),
  ListNodegroups: (call) => ({ nodegroups: clusterIn(call) && ['default'] }),
  DescribeNodegroup: ({ account, cluster, id }) => ({
    nodegroup: { clusterName: cluster, nodegroupName: id, nodeRole: `arn:${account.partition}:iam::${account.id}:role/eks-node` },
  }),
  ListPodIdentityAssociations: (call) => {
    const namespace = call.query.get('namespace')
    const serviceAccount = call.query.get('serviceAccount')
    const associations = clusterIn(call)
      .podIdentity.filter((association) => !namespace || association.namespace === namespace)
      .filter((association) => !serviceAccount || association.serviceAccount === serviceAccount)
    const { page, nextToken } = pageOf(associations, call.query)
    return { associations: page.map((association) => summary(call, association)), nextToken }
  },
  DescribePodIdentityAssociation: (call) => {
    const association = clusterIn(call).podIdentity.find(({ id }) => id === call.id)
    if (!association) throw notFound(`No association found with ID: ${call.id}.`)
    return { association: { ...summary(call, association), roleArn: association.roleArn } }
  },
}

/** At most 100 a page (EKS API, ListClusters and ListPodIdentityAssociations); the token is where the next one begins. */
function pageOf<T>(all: T[], query: URLSearchParams): { page: T[]; nextToken: string | null } {
  const size = Number(query.get('maxResults') ?? 100)
  const from = Number(Buffer.from(query.get('nextToken') ?? '', 'base64url').toString() || 0)
  const nextToken = from + size < all.length ? Buffer.from(String(from + size)).toString('base64url') : null
  return { page: all.slice(from, from + size), nextToken }
}

/** The EKS action of a request; its method and path when it is none that is known. */
export function eksAction({ method, path }: HttpRequest): string {
  return routes.find((route) => route.method === method && route.path.test(path))?.action ?? `${method} ${path}`
}

/** The JSON answer of an EKS call; AwsError when the caller may not or EKS would refuse. */
export function answerEks(world: World, caller: Caller, region: string, request: HttpRequest): string {
  const action = eksAction(request)
  const run = Object.hasOwn(actions, action) ? actions[action] : undefined
  if (!run) throw new AwsError('InvalidRequestException', `The sandbox has no EKS ${action}.`, 400)
  const [, cluster = '', id = ''] = routes.find((route) => route.action === action)?.path.exec(request.path) ?? []
  const call = { ...world, caller, region, query: request.query, cluster: decodeURIComponent(cluster), id }
  authorise(caller, 'eks', [{ action: `eks:${action}`, resource: resourceOf(call) }])
  return JSON.stringify(run(call))
}

function resourceOf({ account, region, cluster, id }: EksCall): string {
  if (!cluster) return '*'
  const prefix = `arn:${account.partition}:eks:${region}:${account.id}`
  return id ? `${prefix}:podidentityassociation/${cluster}/${id}` : `${prefix}:cluster/${cluster}`
}

function clusterIn({ account, region, cluster }: EksCall): Cluster {
  const found = account.clusters.find((candidate) => candidate.name === cluster && candidate.region === region)
  if (!found) throw notFound(`No cluster found for name: ${cluster}.`)
  return found
}

/** A cluster that is still being created has neither endpoint nor certificate nor issuer yet. */
function described(call: EksCall, cluster: Cluster) {
  const { account } = call
  const reachable = cluster.status !== 'CREATING' && {
    endpoint: cluster.endpoint,
    certificateAuthority: { data: Buffer.from(cluster.certificateAuthority).toString('base64') },
    identity: { oidc: { issuer: cluster.issuer } },
  }
  return {
    name: cluster.name,
    arn: resourceOf({ ...call, id: '' }),
    version: cluster.version,
    status: cluster.status,
    roleArn: `arn:${account.partition}:iam::${account.id}:role/eks-cluster`,
    resourcesVpcConfig: {
      subnetIds: [],
      securityGroupIds: [],
      endpointPublicAccess: cluster.publicAccess,
      endpointPrivateAccess: cluster.privateAccess,
      publicAccessCidrs: cluster.publicAccess ? ['0.0.0.0/0'] : [],
    },
    accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
    platformVersion: 'eks.1',
    tags: {},
    ...reachable,
  }
}

function summary({ account, region, cluster }: EksCall, { id, namespace, serviceAccount }: PodIdentityAssociation) {
  const associationArn = `arn:${account.partition}:eks:${region}:${account.id}:podidentityassociation/${cluster}/${id}`
  return { clusterName: cluster, namespace, serviceAccount, associationArn, associationId: id }
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, 404)
}
