import { parse, parseAllDocuments } from 'yaml'
import type { PolicyDocument } from '../../src/domain/policy-document.ts'
import type { KubeObject } from '../../src/model/kube.ts'
import { fences, textOf } from './markdown.ts'

const page = textOf('docs/ci.md')

function fencesBelow(heading: string, language: string): string[] {
  return fences((page.split(`\n## ${heading}\n`)[1] ?? '').split('\n## ')[0] ?? '', language)
}

/** The file that all recipes read. */
export const CONFIG_FILE = fences(page, 'yaml')[0] ?? ''

export interface Workflow {
  permissions: Record<string, string>
  jobs: Record<
    string,
    { env: Record<string, string>; steps: { uses: string; with?: Record<string, string>; env?: Record<string, string> }[] }
  >
}
export const workflow = parse(fencesBelow('GitHub', 'yaml')[0] ?? '') as Workflow

/** First column of each table below the heading `GitHub`, by the word that heads it. */
export function githubTable(head: string): string[] {
  const below = (page.split('\n## GitHub\n')[1] ?? '').split(`\n| ${head} | `)[1] ?? ''
  const rows = (below.split('\n\n')[0] ?? '').split('\n').slice(2)
  return rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name))
}

/** A job as a service runs it: the variables that the recipe gives it, and its lines in one shell. */
export interface ShellJob {
  variables: Record<string, string>
  lines: string[]
}

interface GitlabJob {
  variables?: Record<string, string>
  id_tokens?: Record<string, { aud: string }>
  before_script?: string[]
  script?: string[]
  artifacts?: { reports?: { junit?: string } }
}
const gitlab = parse(fencesBelow('GitLab', 'yaml')[0] ?? '') as Record<string, GitlabJob>

/** With what `extends` brings; the audience of its token; where the service looks for the report. */
export function gitlabJob(name: string): ShellJob & { audience: string; junit: string | undefined } {
  const [shared, own] = [gitlab['.flux-irsa'] ?? {}, gitlab[name] ?? {}]
  return {
    variables: { ...shared.variables, ...own.variables },
    lines: [...(shared.before_script ?? []), ...(own.script ?? [])],
    audience: shared.id_tokens?.['AWS_ID_TOKEN']?.aud ?? '',
    junit: own.artifacts?.reports?.junit,
  }
}

interface BitbucketStep {
  step: { name: string; oidc?: boolean; script: string[] }
}
interface Bitbucket {
  pipelines: Record<'pull-requests' | 'branches' | 'custom', Record<string, BitbucketStep[]>>
}

/** Every step of the recipe that asks for a token, by its name. */
export function bitbucketSteps(): Record<string, ShellJob> {
  const { pipelines } = parse(fencesBelow('Bitbucket', 'yaml')[0] ?? '') as Bitbucket
  const steps = Object.values(pipelines).flatMap((group) => Object.values(group).flat())
  return Object.fromEntries(steps.filter(({ step }) => step.oidc).map(({ step }) => [step.name, { variables: {}, lines: step.script }]))
}

/** The objects of the recipe for Kubernetes. */
export const kubernetesText = fencesBelow('Kubernetes', 'yaml')[0] ?? ''
export const kubernetesObjects = parseAllDocuments(kubernetesText).map((document) => document.toJS() as KubeObject)

/** The line with which this program gives the ServiceAccount its role. */
export const bindLine = (fencesBelow('Kubernetes', 'sh')[0] ?? '').split('\n').find((line) => line.startsWith('flux-irsa bind ')) ?? ''

/** The trust policy and the row of a service, filled in; `subject` is the column that is meant. */
export function documentedTrust(
  service: string,
  subject: 'plan' | 'install',
  accountId: string,
): { trust: PolicyDocument; provider: string } {
  const row = page.split('\n').find((line) => line.startsWith(`| ${service} | \``)) ?? ''
  const cells = row.split(' | ').map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word))
  const [, [provider = ''] = [], [audience = ''] = [], toPlan = [], toInstall = []] = cells
  const text = (fencesBelow('Roles', 'json')[0] ?? '')
    .replaceAll('ACCOUNT_ID', accountId)
    .replaceAll('PROVIDER', provider)
    .replaceAll('AUDIENCE', audience)
    .replace('"SUBJECT"', JSON.stringify(subject === 'plan' ? toPlan : toInstall))
  return { trust: JSON.parse(text) as PolicyDocument, provider }
}
