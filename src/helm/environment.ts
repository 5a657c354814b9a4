import { mkdtemp, open, rm } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import type { Connection } from '../kube/connection.ts'

type Env = Record<string, string | undefined>

/** Only these reach helm: no AWS key and no Git password unless the user's own kubeconfig runs a plugin that needs AWS. */
const PASSED_ON =
  /^(PATH|HOME|USERPROFILE|SystemRoot|TEMP|TMP|TMPDIR|LANG|LC_.*|https?_proxy|HTTPS?_PROXY|no_proxy|NO_PROXY|SSL_CERT_(FILE|DIR)|DOCKER_CONFIG|XDG_RUNTIME_DIR)$/

export interface HelmEnvironment {
  env: Record<string, string>
  args: string[]
  dispose(): Promise<void>
}

/**
 * A private home for one helm process: kubeconfig (0600), no plugins, cache and data of its own, and one CA bundle that Go reads (Go
 * knows SSL_CERT_FILE, not NODE_EXTRA_CA_CERTS). The user's registry logins stay usable.
 */
export async function helmEnvironment(connection: Connection, env: Env): Promise<HelmEnvironment> {
  const home = await mkdtemp(join(tmpdir(), 'flux-irsa-helm-'))
  const access = await connection.kubeconfig()
  const passed = Object.entries(env).filter(([key]) => PASSED_ON.test(key) || ('file' in access && key.startsWith('AWS_')))
  const result: Record<string, string> = {
    ...Object.fromEntries(passed.map(([key, value]) => [key, value ?? ''])),
    HELM_CACHE_HOME: join(home, 'cache'),
    HELM_CONFIG_HOME: join(home, 'config'),
    HELM_DATA_HOME: join(home, 'data'),
    HELM_PLUGINS: join(home, 'plugins'),
    // Where it would otherwise be ~/.kube/cache, or the working directory where there is no home.
    KUBECACHEDIR: join(home, 'discovery'),
    HELM_REGISTRY_CONFIG:
      env['HELM_REGISTRY_CONFIG'] ?? join(env['HELM_CONFIG_HOME'] ?? join(homedir(), '.config', 'helm'), 'registry', 'config.json'),
  }
  const args: string[] = []
  if ('text' in access) {
    result['KUBECONFIG'] = await writePrivate(join(home, 'kubeconfig'), access.text)
  } else {
    if (access.file) result['KUBECONFIG'] = access.file
    else if (env['KUBECONFIG']) result['KUBECONFIG'] = env['KUBECONFIG']
    args.push('--kube-context', access.context)
  }
  const extra = env['NODE_EXTRA_CA_CERTS']
  if (extra) {
    const base = env['SSL_CERT_FILE'] ? readFileSync(env['SSL_CERT_FILE'], 'utf8') : rootCertificates.join('\n')
    result['SSL_CERT_FILE'] = await writePrivate(join(home, 'ca.pem'), `${base}\n${readFileSync(extra, 'utf8')}`)
  }
  return { env: result, args, dispose: () => rm(home, { recursive: true, force: true }) }
}

async function writePrivate(path: string, text: string): Promise<string> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
  } finally {
    await file.close()
  }
  return path
}
