import { isBitbucketCloud, parseGitUrl } from '../../domain/git-url.ts'
import { explained, gitCause } from '../kernel/causes.ts'
import { fail, notApplicable, pass, undecided, warn, type Check, type Finding } from '../kernel/check.ts'
import { readinessOf } from '../kernel/condition.ts'
import type { Facts } from '../kernel/facts.ts'
import type { VerifySettings } from '../kernel/settings.ts'
import { gitSecret } from './git-secret.ts'
import { credentialsFix } from './git-sync.ts'
import { placeOf, resumeFix } from './object-fixes.ts'
import { refusedByAws } from './refusal.ts'
import { isSuspended } from '../flux/suspension.ts'
import { shell } from '../../domain/shell.ts'

const section = 'git'

/** Source: https://fluxcd.io/flux/components/kustomize/kustomizations/#ready-kustomization (reasons of a failed one) */
const KUSTOMIZATION_CAUSES: Record<string, string | undefined> = {
  HealthCheckFailed: 'health-check-timeout',
  DependencyNotReady: 'source-not-ready',
}

export const GIT: Check[] = [
  {
    id: 'git-secret',
    section,
    severity: 'fail',
    title: 'the Git Secret exists and fits the URL',
    needs: ['flux-instance'],
    run: gitSecret,
  },
  {
    id: 'git-repository',
    section,
    severity: 'fail',
    title: 'Flux reads its source',
    needs: ['flux-instance'],
    after: ['git-secret'],
    run: source,
  },
  {
    id: 'kustomization',
    section,
    severity: 'fail',
    title: 'what stands in Git is applied',
    needs: ['flux-instance'],
    after: ['flux-components', 'git-secret', 'git-repository'],
    run: kustomization,
  },
]

async function source(facts: Facts): Promise<Finding> {
  const { namespace } = facts.settings
  const instance = await facts.fluxInstance()
  const sync = await facts.sync()
  if (!sync?.url) return notApplicable('Flux syncs from nowhere')

  // The operator names source and Kustomization after the namespace unless told otherwise (FluxInstance, spec.sync.name).
  const kind = sync.kind ?? 'GitRepository'
  const name = sync.name ?? namespace
  const found = await facts.object(kind, name)
  if (!found) {
    if (instance && readinessOf(instance).state !== 'ready')
      return notApplicable(`${kind} ${namespace}/${name} is not made yet: the FluxInstance is not Ready`)
    return fail(`${kind} ${namespace}/${name} does not exist, though the FluxInstance is Ready`, {
      cause: 'source-not-ready',
      fix: madeAgain(facts.settings),
    })
  }

  if (isSuspended(found)) {
    return warn(`${kind} ${namespace}/${name} is suspended: new commits are not fetched`, {
      cause: 'source-not-ready',
      fix: resumeFix(placeOf(found)),
    })
  }
  const { state, reason, message } = readinessOf(found)
  const said = [reason, message].filter(Boolean).join(': ')
  const evidence = [`url: ${sync.url}`]
  if (state === 'ready') return pass(said || 'Ready', evidence)
  if (state === 'progressing') return undecided(`${kind} ${namespace}/${name} is not Ready yet: ${said}`, { evidence, symptom: true })

  const git = parseGitUrl(sync.url)
  const cause = gitCause(message, git.ok && isBitbucketCloud(git.host)) ?? 'source-not-ready'
  const login =
    cause.startsWith('git-auth') ||
    /github app|provider is set to/i.test(message) ||
    cause === 'git-secret-invalid' ||
    cause === 'git-host-key'
  return fail(`${kind} ${namespace}/${name} is not Ready: ${said}`, {
    evidence,
    cause,
    fix: login
      ? credentialsFix(facts.settings, sync.url, sync.pullSecret)
      : shell`kubectl --namespace ${namespace} describe ${kind.toLowerCase()} ${name}`,
    symptom: login,
  })
}

/** An install renders the FluxInstance anew; where others keep it, the operator is only asked to look again. */
function madeAgain({ install, keeper, isForeign, namespace }: VerifySettings): string {
  if (!keeper && !isForeign) return install
  return shell`kubectl --namespace ${namespace} annotate fluxinstance flux --overwrite reconcile.fluxcd.io/requestedAt="$(date +%s)"`
}

/** The operator names source and Kustomization after the namespace unless told otherwise (FluxInstance, spec.sync.name). */
async function kustomization(facts: Facts): Promise<Finding> {
  const { namespace } = facts.settings
  const instance = await facts.fluxInstance()
  const sync = await facts.sync()
  if (!sync?.url) return notApplicable('Flux syncs from nowhere')
  const name = sync.kustomization ?? sync.name ?? namespace
  const found = await facts.object('Kustomization', name)
  if (!found) {
    if (instance && readinessOf(instance).state !== 'ready')
      return notApplicable(`Kustomization ${namespace}/${name} is not made yet: the FluxInstance is not Ready`)
    return fail(`Kustomization ${namespace}/${name} does not exist, though the FluxInstance is Ready`, {
      cause: 'source-not-ready',
      fix: madeAgain(facts.settings),
    })
  }
  if (isSuspended(found)) {
    return warn(`Kustomization ${namespace}/${name} is suspended: nothing from Git is applied`, {
      cause: 'source-not-ready',
      fix: resumeFix(placeOf(found)),
    })
  }
  const { state, reason, message } = readinessOf(found)
  const said = [reason, message].filter(Boolean).join(': ')
  const revision = (found['status'] as { lastAppliedRevision?: string } | undefined)?.lastAppliedRevision
  if (state === 'ready') return pass(said || 'Ready', revision ? [`revision: ${revision}`] : [])
  if (state === 'progressing') return undecided(`Kustomization ${namespace}/${name} is not Ready yet: ${said}`, { symptom: true })
  const gone = /no matches for kind "?(\w+)"? in version "?([\w./]+)"?/.exec(message)
  if (gone) {
    return fail(`Git holds a ${gone[1]} of ${gone[2]}, which the cluster does not serve`, {
      evidence: [`message: ${message}`],
      cause: 'crd-missing',
      fix: shell`Change apiVersion ${gone[2] ?? ''} in Git to the one that is served (kubectl api-resources --api-group ${gone[2]?.split('/')[0] ?? ''}), or run flux migrate -f on the checkout.`,
      symptom: ['flux-components'],
    })
  }
  const waits = /artifact not found|source.*not ready|no artifact/i.test(`${reason} ${message}`)
  const aws = waits ? undefined : await refusedByAws(facts, found)
  return fail(`Kustomization ${namespace}/${name} is not Ready: ${said}`, {
    cause: waits ? 'source-not-ready' : (aws?.cause ?? KUSTOMIZATION_CAUSES[reason] ?? explained(found)?.cause),
    fix: aws?.fix ?? shell`kubectl --namespace ${namespace} describe kustomization ${name}`,
    symptom: waits ? ['git-secret', 'git-repository'] : false,
  })
}
