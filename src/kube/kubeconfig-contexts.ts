import { delimiter, join } from 'node:path'
import { parse } from 'yaml'
import { parseArn } from '../domain/arn.ts'
import { readKubeconfigFile } from './kubeconfig-file.ts'

export interface KubeconfigContext {
  name: string
  isCurrent: boolean
  /** URL of its API server. */
  server?: string
  /** Set where the context names an EKS cluster. */
  eks?: { cluster: string; region?: string; profile?: string }
}

interface Named {
  name?: unknown
}
interface ContextEntry extends Named {
  context?: { cluster?: string; user?: string }
}
interface UserEntry extends Named {
  user?: { exec?: { args?: string[]; env?: { name?: string; value?: string }[] } }
}
interface ClusterEntry extends Named {
  cluster?: { server?: unknown }
}
interface Kubeconfig {
  'current-context'?: string
  contexts?: ContextEntry[]
  clusters?: ClusterEntry[]
  users?: UserEntry[]
}

/**
 * The contexts of the user's kubeconfig, `file` or else KUBECONFIG (several files: the first that says something wins) or ~/.kube/config.
 * Asks nobody, runs no exec plugin, and takes what cannot be read for empty: this serves suggestions and a look at where it leads, not connections.
 * EKS clusters are known by what `aws eks update-kubeconfig` and eksctl write: an ARN as the cluster's name, the arguments of the token
 * command, or NAME.REGION.eksctl.io. Sources: docs.aws.amazon.com/cli/latest/reference/eks/update-kubeconfig.html,
 * https://github.com/eksctl-io/eksctl/blob/main/pkg/utils/kubeconfig/kubeconfig.go
 */
export async function kubeconfigContexts(env: Record<string, string | undefined>, file?: string): Promise<KubeconfigContext[]> {
  const paths = file ? [file] : (env['KUBECONFIG'] ?? join(env['HOME'] ?? '', '.kube', 'config')).split(delimiter).filter(Boolean)
  const configs = (await Promise.all(paths.map(readKubeconfig))).filter((one) => one !== undefined)
  const current = configs.map((one) => one['current-context']).find(Boolean)
  const users = listed<UserEntry>(configs.map((one) => one.users))
  const clusters = listed<ClusterEntry>(configs.map((one) => one.clusters))
  const contexts = new Map<string, KubeconfigContext>()
  for (const { name, context } of listed<ContextEntry>(configs.map((one) => one.contexts))) {
    if (typeof name !== 'string' || contexts.has(name)) continue
    const eks = eksOf(String(context?.cluster), users.find((user) => user.name === context?.user)?.user)
    const server = clusters.find((one) => one.name === context?.cluster)?.cluster?.server
    contexts.set(name, {
      name,
      isCurrent: name === current,
      ...(typeof server === 'string' ? { server } : {}),
      ...(eks ? { eks } : {}),
    })
  }
  return [...contexts.values()]
}

async function readKubeconfig(path: string): Promise<Kubeconfig | undefined> {
  try {
    const value: unknown = parse(readKubeconfigFile(path), { logLevel: 'silent' })
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function listed<T extends Named>(lists: unknown[]): T[] {
  return lists
    .flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []))
    .filter((one): one is T => typeof one === 'object' && one !== null)
}

function eksOf(cluster: string, user: UserEntry['user']): KubeconfigContext['eks'] {
  const args = Array.isArray(user?.exec?.args) ? user.exec.args.map(String) : []
  const profile = Array.isArray(user?.exec?.env) ? user.exec.env.find(({ name }) => name === 'AWS_PROFILE')?.value : undefined
  const arn = parseArn(cluster)
  const [, ofEksctl, itsRegion] = /^([^.]+)\.([a-z0-9-]+)\.eksctl\.io$/.exec(cluster) ?? []
  const isToken = args.includes('get-token') || args.includes('token')
  const name =
    arn?.service === 'eks'
      ? arn.resource.replace(/^cluster\//, '')
      : (ofEksctl ?? (isToken ? flagged(args, '--cluster-name', '--cluster-id', '-i') : undefined))
  if (!name) return undefined
  const region = arn?.region ?? itsRegion ?? flagged(args, '--region')
  return { cluster: name, ...(region ? { region } : {}), ...(profile ? { profile } : {}) }
}

function flagged(args: string[], ...flags: string[]): string | undefined {
  const at = args.findIndex((arg) => flags.includes(arg))
  return at < 0 ? undefined : args[at + 1]
}

/** The context that was said, else the current one; `undefined` where there is none. */
export async function chosenContext(
  env: Parameters<typeof kubeconfigContexts>[0],
  { kubeconfig, context }: { kubeconfig?: string; context?: string },
): Promise<KubeconfigContext | undefined> {
  const all = await kubeconfigContexts(env, kubeconfig)
  return all.find((one) => (context === undefined ? one.isCurrent : one.name === context))
}
