import { readFile } from 'node:fs/promises'
import type { Candidate } from './candidates.ts'
import type { Asking } from './asking.ts'

/** As long as a person waits for a Tab; what has to be loaded before anything can be asked comes on top. */
const ANSWER_MS = 1500

/**
 * Clusters by name: those of the configuration file that was said, which alone may be named with it; else those of the kubeconfig and
 * those of the account and region. What does not answer in time adds nothing.
 */
export async function clusterCandidates(asking: Asking): Promise<Candidate[]> {
  const ofFile = await fileClusters(asking)
  if (ofFile.length > 0) return ofFile
  const [kubeconfig, account] = await Promise.all([kubeconfigClusters(asking), accountClusters(asking)])
  return [...kubeconfig, ...account]
}

async function fileClusters(asking: Asking): Promise<Candidate[]> {
  const file = asking.text('config')
  if (!file) return []
  try {
    const { readConfigFile } = await import('../../config/read-file.ts')
    const { clusters } = readConfigFile(await readFile(file, 'utf8'), '--config')
    return [...clusters.keys()].map((value) => ({ value, about: file }))
  } catch {
    return []
  }
}

async function kubeconfigClusters(asking: Asking): Promise<Candidate[]> {
  const { kubeconfigContexts } = await import('../../kube/kubeconfig-contexts.ts')
  const region = asking.text('region')
  const contexts = await kubeconfigContexts(asking.env, asking.text('kubeconfig'))
  return contexts.flatMap(({ eks }) =>
    eks && (!region || !eks.region || eks.region === region) ? { value: eks.cluster, about: eks.region ?? 'kubeconfig' } : [],
  )
}

async function accountClusters({ env, trustedCa, text, interrupted }: Asking): Promise<Candidate[]> {
  const [{ createSession }, { clusterNames }, { profileRegion }, { createTransport }, { VERSION }] = await Promise.all([
    import('../../aws/session.ts'),
    import('../../aws/cluster-names.ts'),
    import('../../aws/profile-region.ts'),
    import('../../net/transport.ts'),
    import('../../version.ts'),
  ])
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(ANSWER_MS)])
  const listed = async () => {
    const target = { region: text('region'), profile: text('profile'), assumeRoleArn: text('assumeRoleArn') }
    const transport = createTransport({
      connectionTimeoutMs: ANSWER_MS,
      requestTimeoutMs: ANSWER_MS,
      ...(trustedCa ? { ca: [trustedCa] } : {}),
    })
    const session = createSession({ target, env, transport, version: VERSION })
    session.config.region ??= await profileRegion(session)
    const names = await clusterNames(session, { signal, emit: () => {} })
    return names.map((value) => ({ value, about: session.config.region ?? '' }))
  }
  return inTime(signal, listed())
}

/** Credentials may take long to come, and not all of their sources listen to a signal. */
async function inTime(signal: AbortSignal, work: Promise<Candidate[]>): Promise<Candidate[]> {
  const over = new Promise<Candidate[]>((resolve) => {
    signal.addEventListener('abort', () => resolve([]), { once: true })
  })
  return Promise.race([work.catch(() => []), over])
}
