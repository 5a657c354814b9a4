import { parse } from 'yaml'
import type { CommandLine } from './command-line.ts'
import type { HelmMajor } from './flags.ts'
import type { ClientRequest, HelmWorld } from './helm-world.ts'

interface Named {
  name: string
}
interface Kubeconfig {
  'current-context'?: string
  contexts?: (Named & { context: { cluster: string; user: string; namespace?: string } })[]
  clusters?: (Named & { cluster: { server: string; 'certificate-authority-data'?: string; 'insecure-skip-tls-verify'?: boolean } })[]
  users?: (Named & { user: { token?: string } })[]
}

/** How the command reaches the cluster by its kubeconfig: the namespace of its context, or helm's words for why it does not. */
export async function connect(
  world: HelmWorld,
  request: ClientRequest,
  line: CommandLine,
  major: HelmMajor,
): Promise<{ namespace: string; problem?: string }> {
  const file = line.flags.get('kubeconfig')
  const source = typeof file === 'string' ? request.files[file] : request.env.KUBECONFIG
  const config = (source ? (parse(source) as Kubeconfig) : {}) ?? {}
  const asked = line.flags.get('kube-context')
  const name = (typeof asked === 'string' && asked) || request.env.HELM_KUBECONTEXT || config['current-context']
  const context = config.contexts?.find((one) => one.name === name)?.context
  const namespace = context?.namespace ?? 'default'
  const unreachable = (why: string) => ({
    namespace,
    problem: `${major === '4' ? 'kubernetes' : 'Kubernetes'} cluster unreachable: ${why}`,
  })
  if (asked && !context) return unreachable(`context "${String(asked)}" does not exist`)
  const cluster = config.clusters?.find((one) => one.name === context?.cluster)?.cluster
  const server = cluster?.server ?? 'http://localhost:8080'
  const get = `Get "${server}/version": `
  if (!cluster || new URL(server).origin !== new URL(world.endpoint).origin) {
    return unreachable(`${get}dial tcp ${new URL(server).host.replace('localhost', '127.0.0.1')}: connect: connection refused`)
  }
  const authority = Buffer.from(cluster['certificate-authority-data'] ?? '', 'base64').toString()
  if (!cluster['insecure-skip-tls-verify'] && !authority.includes(world.ca.trim())) {
    return unreachable(`${get}tls: failed to verify certificate: x509: certificate signed by unknown authority`)
  }
  const given = line.flags.get('kube-token')
  const token =
    (typeof given === 'string' && given) ||
    request.env.HELM_KUBETOKEN ||
    config.users?.find((one) => one.name === context?.user)?.user.token
  const known = token ? await world.authenticate(token) : undefined
  return known ? { namespace } : unreachable('the server has asked for the client to provide credentials')
}
