import type { CommandLine } from './command-line.ts'
import { HelmError } from './helm-error.ts'
import type { ClientRequest } from './helm-world.ts'

/**
 * Behind a proxy that shows its own certificate, helm pulls only when it trusts that authority by `--ca-file` or `SSL_CERT_FILE`; what Node
 * trusts means nothing to it. The sandbox's proxy is such a one.
 */
export function registryCheck(ca: string, { env, files }: ClientRequest, { flags }: CommandLine): (place: string) => void {
  return (place) => {
    if (!env.HTTPS_PROXY || flags.has('plain-http') || flags.has('insecure-skip-tls-verify')) return
    const caFile = flags.get('ca-file')
    const trusted = `${typeof caFile === 'string' ? (files[caFile] ?? '') : ''}\n${env.SSL_CERT_FILE ?? ''}`
    if (trusted.includes(ca.trim())) return
    const [, host = '', repository = '', tag = ''] = /^([^/]+)\/(.+):([^:]+)$/.exec(place) ?? []
    const why = 'tls: failed to verify certificate: x509: certificate signed by unknown authority'
    throw new HelmError(`failed to perform "FetchReference" on source: Get "https://${host}/v2/${repository}/manifests/${tag}": ${why}`)
  }
}
