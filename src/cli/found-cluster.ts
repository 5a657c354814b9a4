import pLimit from 'p-limit'
import { clusterNames } from '../aws/cluster-names.ts'
import type { Cluster } from '../model/aws.ts'
import type { Loaded } from '../config/load-settings.ts'
import { regionOfEndpoint } from '../domain/eks-endpoint.ts'
import { badInput, Failure } from '../domain/failure.ts'
import { chosenContext, type KubeconfigContext } from '../kube/kubeconfig-contexts.ts'
import { sameOrigin } from '../kube/same-cluster.ts'
import type { CallContext } from '../net/call-context.ts'
import { connectAws, type AwsSide } from './connect.ts'
import type { Io } from './io.ts'
import { shell } from '../domain/shell.ts'

const DOCS = 'clusters.md#left-out'
/** Clusters that are described side by side. */
const SIDE_BY_SIDE = 8

/**
 * The settings with the cluster that the kubeconfig leads to, for a run that names none: the one of the account whose endpoint is the
 * context's own. Nothing is guessed: a name in the kubeconfig only says where to look first. Throws a Failure (exit 64) where the context
 * does not lead to EKS, or to none of the account's clusters.
 */
export async function withFoundCluster(loaded: Loaded, io: Io, context: CallContext): Promise<Loaded> {
  const { settings, wanted, origins } = loaded
  const { target } = settings
  const found = await chosenContext(io.env, target)
  const region = found?.server === undefined ? undefined : regionOfEndpoint(found.server)
  if (!found?.server || region === undefined) throw nowhere(found, target.context)
  if (target.region !== undefined && target.region !== region) {
    throw badInput(
      origins['region']?.field ?? '--region',
      `is not where the kubeconfig's cluster is: ${region}`,
      'that region, or --cluster NAME',
    )
  }
  const there = { ...settings, target: { ...target, region } }
  const side = await connectAws(there, io, context)
  const { cluster, denied } = await clusterAt(found.server, found.eks?.cluster, side, context)
  if (!cluster) throw await notThere(found, region, side, denied)
  context.emit({
    type: 'notice',
    text: `cluster ${cluster.name}: --cluster was not said, and the kubeconfig's context "${found.name}" leads to it`,
  })
  return {
    ...loaded,
    name: cluster.name,
    settings: { ...there, target: { ...there.target, cluster: cluster.name } },
    origins: { cluster: { value: cluster.name, source: 'kubeconfig', field: found.name }, ...origins },
    wanted: { cluster: cluster.name, ...wanted },
  }
}

/**
 * First the one that the kubeconfig names; only then every other, which needs the right to list them. Who may not see a cluster of
 * somebody else's may still find their own; `denied` are those.
 */
async function clusterAt(
  endpoint: string,
  named: string | undefined,
  { aws, session }: AwsSide,
  context: CallContext,
): Promise<{ cluster?: Cluster; denied: string[] }> {
  const denied: string[] = []
  const look = async (name: string): Promise<Cluster | undefined> => {
    try {
      const cluster = await aws.cluster(name)
      return cluster && sameOrigin(cluster.endpoint, endpoint) ? cluster : undefined
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'aws-access-denied') throw error
      denied.push(name)
      return undefined
    }
  }
  const first = named === undefined ? undefined : await look(named)
  if (first) return { cluster: first, denied }
  const names = (await clusterNames(session, context)).filter((name) => name !== named)
  const limit = pLimit(SIDE_BY_SIDE)
  let cluster: Cluster | undefined
  const lookUnlessFound = async (name: string) => {
    const seen = cluster ? undefined : await look(name)
    if (seen) cluster = seen
  }
  await Promise.all(names.map((name) => limit(() => lookUnlessFound(name))))
  return { ...(cluster ? { cluster } : {}), denied }
}

function nowhere(found: KubeconfigContext | undefined, asked: string | undefined): Failure {
  const none = asked === undefined ? 'there is no kubeconfig with a current context' : `the kubeconfig has no context "${asked}"`
  const why = found ? `the kubeconfig's context "${found.name}" does not lead to an EKS endpoint` : none
  return new Failure({
    code: 'bad-input',
    source: 'user',
    message: `--cluster: is needed and was not said: ${why}`,
    ...(found?.server ? { evidence: [['server', found.server]] } : {}),
    fix: 'Say --cluster NAME.',
    docs: DOCS,
  })
}

async function notThere(found: KubeconfigContext, region: string, { aws }: AwsSide, denied: string[]): Promise<Failure> {
  const { account, arn } = await aws.callerIdentity()
  const profile = found.eks?.profile
  return new Failure({
    code: 'cluster-not-found',
    source: 'user',
    message: `--cluster was not said, and no EKS cluster that the caller sees in ${region}, account ${account}, has the endpoint of the kubeconfig's context "${found.name}"`,
    evidence: [
      ['server', found.server ?? ''],
      ['caller', arn],
      ...(denied.length > 0 ? [['not seen', `${denied.join(', ')}: eks:DescribeCluster was denied`] as [string, string]] : []),
    ],
    fix: profile
      ? shell`Add --profile ${profile}, which the context itself uses.`
      : 'Say --cluster NAME, or choose the account with --profile NAME.',
    docs: DOCS,
  })
}
