import { textOf, type AllSaid, type Said } from '../../config/said.ts'
import { badInput } from '../../domain/failure.ts'
import { parseGitUrl } from '../../domain/git-url.ts'
import type { Io } from '../io.ts'
import { startConversation } from '../prompt.ts'
import { askForCredentials } from './credentials-question.ts'
import { askFor, set, type Asking } from './question.ts'
import type { Scout } from './scout.ts'

interface Parts {
  said: AllSaid
  scout: Scout
  /** Where somebody can be asked; without it nothing is. */
  io?: Io
}

/** Options that say how Flux may read Git; what is found there does not go with another way that was said. */
const WAYS_IN = ['gitUsername', 'gitPasswordFile', 'gitSshKeyFile', 'gitKnownHostsFile', 'gitSecret', 'gitSecretName']

/**
 * The options that the file shall hold: what was said, then what somebody answers, then what was found. Throws bad input where no cluster
 * is known in the end.
 */
export async function answersFrom({ said, scout, io }: Parts): Promise<AllSaid> {
  const answers = new Map(said)
  const conversation = io && (await startConversation(io))
  try {
    const asking = conversation && io ? { conversation, io, answers } : undefined
    await placeOf(answers, scout, asking)
    keep(answers, fitting(said, (await scout.existing(answers)).said))
    if (asking) await restOf(asking, scout, said)
    return answers
  } finally {
    conversation?.close()
  }
}

/** Cluster and region, on which everything else hangs. */
async function placeOf(answers: Map<string, Said>, scout: Scout, asking: Asking | undefined): Promise<void> {
  const current = await scout.current()
  const region = textOf(answers, 'region') ?? current?.region ?? (await scout.region(answers))
  if (asking && !answers.has('region')) await askFor(asking, 'region', 'Region of the cluster', region)
  else if (region) set(answers, 'region', region)
  if (answers.has('cluster')) return
  const isHere = current && (!current.region || current.region === textOf(answers, 'region'))
  const known = await scout.clusters(answers)
  const offered = isHere ? current.cluster : known.length === 1 ? known[0] : undefined
  if (asking) {
    const among = known.length > 0 ? ` (${listed(known)})` : ''
    while (!answers.has('cluster')) await askFor(asking, 'cluster', `EKS cluster${among}`, offered)
  } else {
    // Only what the kubeconfig points to was chosen by somebody; the only cluster of a region was not.
    if (!isHere) throw badInput('--cluster', 'is needed, and nobody can be asked here', known.join(', ') || "an EKS cluster's name")
    set(answers, 'cluster', current.cluster)
  }
}

async function restOf(asking: Asking, scout: Scout, said: AllSaid): Promise<void> {
  const { answers, io } = asking
  const offer = (key: string) => {
    const value = answers.get(key)?.value
    answers.delete(key)
    return Array.isArray(value) ? value.join(', ') : value === undefined ? undefined : String(value)
  }
  if (!said.has('repository')) {
    const names = await scout.repositories(answers)
    if (names.length > 0)
      io.stderr.write(`ECR has ${names.length === 1 ? 'one repository' : `${names.length} repositories`}: ${listed(names)}\n`)
    await askFor(asking, 'repository', 'Repositories that Flux may read, names or patterns', offer('repository') ?? 'all')
  }
  if (!said.has('gitUrl')) await askFor(asking, 'gitUrl', 'Git URL that Flux follows, or none', offer('gitUrl') ?? 'none')
  const url = parseGitUrl(textOf(answers, 'gitUrl') ?? '')
  if (!url.ok) return
  if (!said.has('gitPath')) await askFor(asking, 'gitPath', 'Folder in that repository', offer('gitPath') ?? './')
  if (!WAYS_IN.some((key) => said.has(key))) await askForCredentials(asking, url, offer('gitSecret'))
}

/** What was found, as far as it goes with what was said: of another Git URL nothing else is known. */
function fitting(said: AllSaid, found: AllSaid): AllSaid {
  const isOtherUrl = said.has('gitUrl') && textOf(said, 'gitUrl') !== textOf(found, 'gitUrl')
  const isOtherWay = WAYS_IN.some((key) => said.has(key))
  return new Map([...found].filter(([key]) => !((isOtherUrl && key.startsWith('git')) || (isOtherWay && key === 'gitSecret'))))
}

function keep(answers: Map<string, Said>, found: AllSaid): void {
  for (const [key, one] of found) if (!answers.has(key)) answers.set(key, one)
}

function listed(names: string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ')
}
