import { setMaxListeners } from 'node:events'
import type { Session } from '../../aws/session.ts'
import { toRunOptions } from '../../config/run-options.ts'
import { toSettings } from '../../config/to-settings.ts'
import type { AllSaid } from '../../config/said.ts'
import type { Settings } from '../../model/settings.ts'
import { Failure } from '../../domain/failure.ts'
import { hanging } from '../../report/text/layout.ts'
import { themeFor } from '../../report/text/theme.ts'
import { chosenContext } from '../../kube/kubeconfig-contexts.ts'
import type { CallContext } from '../../net/call-context.ts'
import type { Io } from '../io.ts'
import { existingSetup, type ExistingSetup } from './existing-setup.ts'

/** Looks at what is there, so that it need not be typed. Nothing that it cannot read ends the command: it is told, once, and left out. */
export interface Scout {
  /** The cluster of the kubeconfig's current context, if that is one of EKS. */
  current(): Promise<{ cluster: string; region?: string } | undefined>
  /** The region of the environment or the profile. */
  region(answers: AllSaid): Promise<string | undefined>
  /** The clusters of the region. */
  clusters(answers: AllSaid): Promise<string[]>
  /** The ECR repositories of the account and region. */
  repositories(answers: AllSaid): Promise<string[]>
  /** What Flux has in the cluster. */
  existing(answers: AllSaid): Promise<ExistingSetup>
  /** Whether somebody else's set-up was found, which would have to be taken over. */
  isForeign(): boolean
}

/** How long a person is let wait for what only saves typing. */
const LOOK_MS = 20_000

export function createScout(said: AllSaid, io: Io): Scout {
  let isForeign = false
  const told = new Set<string>()

  const attempt = async <T>(what: string, work: (context: CallContext) => Promise<T>, otherwise: T): Promise<T> => {
    const context = looking(io)
    try {
      return await work(context)
    } catch (error) {
      io.interrupted.throwIfAborted()
      const reason = context.signal.aborted ? 'no answer in time' : error instanceof Failure ? error.message : undefined
      if (reason === undefined) throw error
      if (!told.has(reason)) tell(`${what} could not be read: ${reason}`)
      told.add(reason)
      return otherwise
    }
  }
  const tell = (text: string) => io.stderr.write(`${hanging('', text, themeFor({ stream: io.stderr, env: io.env }).width).join('\n')}\n`)
  const session = async (answers: AllSaid, context: CallContext): Promise<Session> => {
    const { connectAws } = await import('../connect.ts')
    return (await connectAws(settingsOf(answers), io, context)).session
  }

  return {
    isForeign: () => isForeign,
    current: async () => {
      const context = await chosenContext(io.env, settingsOf(said).target)
      return (context?.server ? await byEndpoint(said, io) : undefined) ?? context?.eks
    },
    // Where there is none, the question tells it.
    region: async (answers) => {
      try {
        return (await session(answers, looking(io))).config.region
      } catch (error) {
        if (error instanceof Failure) return undefined
        throw error
      }
    },
    clusters: (answers) =>
      attempt(
        'the list of clusters',
        async (context) => {
          const { clusterNames } = await import('../../aws/cluster-names.ts')
          return clusterNames(await session(answers, context), context)
        },
        [],
      ),
    repositories: (answers) =>
      attempt(
        'the list of repositories',
        async (context) => {
          const { repositoryNames } = await import('../../aws/repository-names.ts')
          return repositoryNames(await session(answers, context), context)
        },
        [],
      ),
    existing: (answers) =>
      attempt(
        'the cluster',
        async (context) => {
          const found = await existingSetup(settingsOf(answers), io, context)
          isForeign = found.isForeign
          return found
        },
        { said: new Map(), isForeign: false },
      ),
  }
}

/** One look, which ends by itself. */
function looking({ interrupted }: Io): CallContext {
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(LOOK_MS)])
  // Every call that is under way listens to it.
  setMaxListeners(0, signal)
  return { signal, emit: () => {} }
}

/** As the other commands find it where no cluster is said: by the endpoint, whatever the kubeconfig calls it. */
async function byEndpoint(said: AllSaid, io: Io): Promise<{ cluster: string; region?: string } | undefined> {
  const { withFoundCluster } = await import('../found-cluster.ts')
  const settings = settingsOf(said)
  const nothing = { name: '', origins: {}, wanted: {}, run: toRunOptions('init', said), said }
  try {
    const { target } = (await withFoundCluster({ ...nothing, settings }, io, looking(io))).settings
    return { cluster: target.cluster, ...(target.region ? { region: target.region } : {}) }
  } catch {
    io.interrupted.throwIfAborted()
    return undefined
  }
}

function settingsOf(answers: AllSaid): Settings {
  return toSettings('init', answers, { operator: {}, instance: {} }, undefined)
}
