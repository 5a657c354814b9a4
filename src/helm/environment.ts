import { open } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { Failure } from '../domain/failure.ts'
import type { Connection } from '../kube/connection.ts'
import { makeTemporaryFolder } from '../net/temporary-folder.ts'

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
  const { path: home, remove } = await makeTemporaryFolder()
  try {
    return { ...(await filled(home, connection, env)), dispose: remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function filled(home: string, connection: Connection, env: Env): Promise<Omit<HelmEnvironment, 'dispose'>> {
  const access = await connection.kubeconfig()
  const result: Record<string, string> = {
    ...(await environmentFor(home, env, 'file' in access ? /^AWS_/ : undefined)),
    HELM_CACHE_HOME: join(home, 'cache'),
    HELM_CONFIG_HOME: join(home, 'config'),
    HELM_DATA_HOME: join(home, 'data'),
    HELM_PLUGINS: join(home, 'plugins'),
    // Where it would otherwise be ~/.kube/cache, or the working directory where there is no home.
    KUBECACHEDIR: join(home, 'discovery'),
    HELM_REGISTRY_CONFIG:
      env['HELM_REGISTRY_CONFIG'] ?? join(env['HELM_CONFIG_HOME'] ?? join(homedir(), '.config', 'helm'), 'registry', 'config.json'),
  }
  // Last: it may hold a token, and nothing fails behind it.
  if ('text' in access) {
    result['KUBECONFIG'] = await writePrivate(join(home, 'kubeconfig'), access.text)
    return { env: result, args: [] }
  }
  if (access.file) result['KUBECONFIG'] = access.file
  else if (env['KUBECONFIG']) result['KUBECONFIG'] = env['KUBECONFIG']
  return { env: result, args: ['--kube-context', access.context] }
}

/**
 * What any program of others gets: where programs and its own files are, proxies, and one CA bundle that Go reads (written into `home`),
 * besides what `more` matches.
 */
export async function environmentFor(home: string, env: Env, more?: RegExp): Promise<Record<string, string>> {
  const passed = Object.entries(env).filter(([key]) => PASSED_ON.test(key) || more?.test(key))
  const result = Object.fromEntries(passed.map(([key, value]) => [key, value ?? '']))
  const extra = env['NODE_EXTRA_CA_CERTS']
  if (extra) {
    const base = env['SSL_CERT_FILE'] ? readCertificates('SSL_CERT_FILE', env['SSL_CERT_FILE']) : rootCertificates.join('\n')
    result['SSL_CERT_FILE'] = await writePrivate(join(home, 'ca.pem'), `${base}\n${readCertificates('NODE_EXTRA_CA_CERTS', extra)}`)
  }
  return result
}

function readCertificates(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Failure({
      code: 'ca-unreadable',
      source: 'environment',
      message: `${variable} names a file of certificates that cannot be read (${(error as NodeJS.ErrnoException).code})`,
      evidence: [['file', path]],
      fix: `Let ${variable} name a file in PEM that you may read, or unset it.`,
      docs: 'troubleshooting.md#network',
      cause: error,
    })
  }
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
