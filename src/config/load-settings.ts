import { badInput } from '../domain/failure.ts'
import type { PlanDocument, WantedOptions } from '../model/plan-document.ts'
import { readBinding } from './binding-settings.ts'
import { chooseClusters } from './choose-clusters.ts'
import type { ChosenCluster } from './choose-clusters.ts'
import { gather } from './gather.ts'
import { refuseProgramsOfFile } from './guarded-keys.ts'
import { printedProblem } from './printed-values.ts'
import { readGitCredentials } from './git-credentials.ts'
import type { SecretReaders } from './git-credentials.ts'
import type { CommandName } from './option.ts'
import { originsOf } from './origins.ts'
import type { Flags } from './read-flags.ts'
import { readNamedFile } from './read-named-file.ts'
import type { ConfigFile } from './read-file.ts'
import type { ReviewedPlan } from './read-plan-file.ts'
import type { ReadFile } from './read-named-file.ts'
import { toRunOptions } from './run-options.ts'
import type { RunOptions } from './run-options.ts'
import type { AllSaid, Said } from './said.ts'
import type { GitCredentials, Origins, Settings } from '../model/settings.ts'
import { defaultsOf, toSettings } from './to-settings.ts'
import { validate } from './validate.ts'
import { requireAgreement, wantedOf } from './wanted.ts'

export type { RunOptions } from './run-options.ts'

export interface Invocation extends SecretReaders {
  command: CommandName
  flags: Flags
  env: Record<string, string | undefined>
}

/** One cluster of a run. */
export interface Loaded {
  /** As the user names it: in the file, else by EKS's own name; empty where the kubeconfig is to say which one it is. */
  name: string
  settings: Settings
  origins: Origins
  run: RunOptions
  /** All that was said, secrets among it. */
  said: AllSaid
  /** What was said of what is wanted, for a plan that is to be applied elsewhere. */
  wanted: WantedOptions
  /** The plan that shall be applied as it is (`--plan`); the settings are those that it was made with. */
  reviewed?: PlanDocument
}

export interface LoadedRun {
  clusters: [Loaded, ...Loaded[]]
  /** The result is one of several clusters, also where a file holds no more than one of `--all`. */
  isSeveral: boolean
}

const noFile: ConfigFile = { said: new Map(), chartValues: { operator: {}, instance: {} }, clusters: new Map() }

/**
 * For each cluster that is asked for: merges flags, environment, file and defaults (in this order of strength), validates all of it, and
 * only then reads the Git credentials, for the commands that use them. Throws a Failure with exit code 64 that names the field as the user
 * wrote it; no error and no origin holds a secret.
 */
export async function loadRun({ readStdin, ...invocation }: Invocation): Promise<LoadedRun> {
  const { command, flags, env, readFile } = invocation
  const file = await loadFile(gather({ command, flags, env, file: noFile.said }), readFile)
  const asked = gather({ command, flags, env, file: file.said })
  refuseProgramsOfFile(file, asked, env)
  const reviewed = command === 'install' ? await loadPlan(asked, readFile) : undefined
  const choosing = new Map([...onlyCluster(reviewed), ...asked])
  // A plan is of its own cluster, whatever the file says where nobody says otherwise.
  if (reviewed && choosing.get('all')?.source === 'file') choosing.delete('all')
  const { clusters, isSeveral } = chooseClusters(command, choosing, file)
  if (reviewed && isSeveral) throw badInput('--plan', 'is of one cluster', 'one cluster, or no --plan')
  let stdin: Promise<string> | undefined
  const once = { ...invocation, readStdin: () => (stdin ??= readStdin()) }
  const [first, ...others] = clusters
  if (!first) throw new Error('no cluster was chosen')
  const loaded: [Loaded, ...Loaded[]] = [await loadCluster(once, first, reviewed)]
  for (const chosen of others) loaded.push(await loadCluster(once, chosen, undefined))
  refuseTwice(loaded)
  return { clusters: loaded, isSeveral }
}

async function loadCluster(invocation: Invocation, chosen: ChosenCluster, reviewed: ReviewedPlan | undefined): Promise<Loaded> {
  const { command, flags, env, readFile, readStdin } = invocation
  const now = new Map([...gather({ command, flags, env, file: chosen.said }), ...onlyCluster(chosen)])
  if (reviewed) requireAgreement(reviewed, { said: now, chartValues: chosen.chartValues })
  const said = reviewed ? new Map([...reviewed.said, ...now]) : now
  const chartValues = reviewed?.chartValues ?? chosen.chartValues
  validate({ command, said })
  const unprintable = printedProblem(chartValues)
  if (unprintable) throw unprintable
  const binding = await readBinding(command, flags['input'], said, readFile)
  const usesGit = command === 'install' || command === 'plan' || command === 'render'
  const credentials = usesGit ? await readGitCredentials(said, { readFile, readStdin }) : undefined
  if (reviewed) requireCredentials(reviewed.document, credentials)
  return {
    name: chosen.name,
    settings: { ...toSettings(command, said, chartValues, credentials), ...(binding ? { binding } : {}) },
    origins: originsOf(said, chartValues, defaultsOf(command)),
    run: toRunOptions(command, said),
    said,
    wanted: wantedOf(said, chartValues),
    ...(reviewed ? { reviewed: reviewed.document } : {}),
  }
}

/** The cluster alone: a plan names one, and the file may give it another name than EKS does. */
function onlyCluster(from: { said: AllSaid } | undefined): [string, Said][] {
  const cluster = from?.said.get('cluster')
  return cluster ? [['cluster', cluster]] : []
}

/** Two installs side by side in one cluster would undo each other's work. */
function refuseTwice(loaded: Loaded[]): void {
  const seen = new Map<string, string>()
  for (const { name, settings } of loaded) {
    const { cluster, region, profile, assumeRoleArn } = settings.target
    const target = JSON.stringify([cluster, region, profile, assumeRoleArn])
    const other = seen.get(target)
    if (other !== undefined) throw badInput(`clusters.${name}`, `is the same cluster as clusters.${other}`, 'each cluster once')
    seen.set(target, name)
  }
}

/** It holds documents before and after, of many roles. */
const MAX_PLAN_BYTES = 16 * 1024 * 1024

async function loadPlan(said: AllSaid, readFile: ReadFile): Promise<ReviewedPlan | undefined> {
  const plan = said.get('plan')
  if (!plan) return undefined
  const text = await readNamedFile(plan.field, String(plan.value), readFile, MAX_PLAN_BYTES)
  const { readPlanFile } = await import('./read-plan-file.ts')
  return readPlanFile(text, plan.field)
}

const waysOf: Record<GitCredentials['kind'], string> = {
  basic: 'FLUX_IRSA_GIT_PASSWORD, --git-password-file or --git-password-stdin',
  ssh: '--git-ssh-key-file and --git-known-hosts-file',
}

/** A plan holds no secret, so its Git credentials are said again; without them, or with others, something else would be done. */
function requireCredentials({ credentials: planned }: PlanDocument, now: GitCredentials | undefined): void {
  if (planned === now?.kind) return
  if (planned) throw badInput('--plan', 'was made with Git credentials, which are not in it', `say them again: ${waysOf[planned]}`)
  throw badInput('--plan', 'was made without Git credentials, and some are said now', 'leave them out, or plan with them')
}

async function loadFile(said: AllSaid, readFile: ReadFile): Promise<ConfigFile> {
  const config = said.get('config')
  if (!config) return noFile
  const text = await readNamedFile(config.field, String(config.value), readFile)
  // Schema and YAML reader are loaded only by those who have a file.
  const { readConfigFile } = await import('./read-file.ts')
  return readConfigFile(text, config.field)
}
