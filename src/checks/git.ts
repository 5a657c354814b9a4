import { isBitbucketCloud, parseGitUrl, secretProblem } from '../domain/git-url.ts'
import type { KubeObject } from '../kube/ports.ts'
import { gitCause } from './causes.ts'
import { fail, notApplicable, pass, undecided, type Check, type Finding } from './check.ts'
import { readinessOf } from './condition.ts'
import type { Facts } from './facts.ts'

const section = 'git'

interface Sync {
  kind?: string
  name?: string
  url?: string
  pullSecret?: string
  provider?: string
}

export const GIT: Check[] = [
  {
    id: 'git-secret',
    section,
    title: 'the Git Secret exists and fits the URL',
    needs: ['flux-instance'],
    run: secret,
  },
  {
    id: 'git-repository',
    section,
    title: 'Flux reads its source',
    needs: ['flux-instance'],
    after: ['git-secret'],
    run: source,
  },
]

function syncOf(instance: KubeObject | undefined): Sync | undefined {
  return (instance?.['spec'] as { sync?: Sync } | undefined)?.sync
}

/** Only the names of the Secret's keys are looked at. */
async function secret(facts: Facts): Promise<Finding> {
  const { namespace } = facts.settings
  const sync = syncOf(await facts.fluxInstance())
  if (!sync?.url) return notApplicable('the FluxInstance syncs from nowhere')
  if (!sync.pullSecret) return pass('the source needs no Secret: none is named')
  const fix = credentialsFix(facts.settings.install, sync.url)
  const found = await facts.object('Secret', sync.pullSecret)
  if (!found)
    return fail(`the Secret ${namespace}/${sync.pullSecret}, which the FluxInstance names, does not exist`, {
      cause: 'git-secret-invalid',
      fix,
    })
  if ((sync.kind ?? 'GitRepository') !== 'GitRepository') return pass(`${namespace}/${sync.pullSecret} exists`)

  const keys = Object.keys((found['data'] as Record<string, string> | undefined) ?? {})
  const evidence = [`url: ${sync.url}`, `keys: ${keys.join(', ') || 'none'}`]
  const problem = secretProblem(sync.url, keys)
  if (!problem) return pass(`${namespace}/${sync.pullSecret} fits`, evidence)
  return fail(`the Secret ${namespace}/${sync.pullSecret} does not fit the URL: ${problem}`, { evidence, cause: 'git-secret-invalid', fix })
}

async function source(facts: Facts): Promise<Finding> {
  const { namespace, install } = facts.settings
  const instance = await facts.fluxInstance()
  const sync = syncOf(instance)
  if (!instance || !sync?.url) return notApplicable('the FluxInstance syncs from nowhere')

  // The operator names source and Kustomization after the namespace unless told otherwise (FluxInstance, spec.sync.name).
  const kind = sync.kind ?? 'GitRepository'
  const name = sync.name ?? namespace
  const found = await facts.object(kind, name)
  if (!found) {
    if (readinessOf(instance).state !== 'ready')
      return notApplicable(`${kind} ${namespace}/${name} is not made yet: the FluxInstance is not Ready`)
    return fail(`${kind} ${namespace}/${name} does not exist, though the FluxInstance is Ready`, {
      cause: 'source-not-ready',
      fix: install,
    })
  }

  const { state, reason, message } = readinessOf(found)
  const said = [reason, message].filter(Boolean).join(': ')
  const evidence = [`url: ${sync.url}`]
  if (state === 'ready') return pass(said || 'Ready', evidence)
  if (state === 'progressing') return undecided(`${kind} ${namespace}/${name} is not Ready yet: ${said}`, { evidence, symptom: true })

  const git = parseGitUrl(sync.url)
  const cause = gitCause(message, git.ok && isBitbucketCloud(git.host)) ?? 'source-not-ready'
  const login = cause.startsWith('git-auth') || cause === 'git-secret-invalid' || cause === 'git-host-key'
  return fail(`${kind} ${namespace}/${name} is not Ready: ${said}`, {
    evidence,
    cause,
    fix: login ? credentialsFix(install, sync.url) : `kubectl --namespace ${namespace} describe ${kind.toLowerCase()} ${name}`,
    symptom: login,
  })
}

/** The URL stays as it is installed; a password never stands in a command, it is read from standard input. */
function credentialsFix(install: string, url: string): string {
  const keys = '--git-ssh-key-file ~/.ssh/id_ed25519 --git-known-hosts-file ~/.ssh/known_hosts'
  return `${install} ${url.startsWith('ssh:') ? keys : '--git-password-stdin'}`
}
