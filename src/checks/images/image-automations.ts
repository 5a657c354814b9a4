import { isBitbucketCloud, parseGitUrl } from '../../domain/git-url.ts'
import type { KubeObject } from '../../model/kube.ts'
import { gitCause } from '../kernel/causes.ts'
import { fail, notApplicable, pass, undecided, type Check, type Finding } from '../kernel/check.ts'
import { readinessOf } from '../kernel/condition.ts'
import type { Facts } from '../kernel/facts.ts'
import { credentialsFix } from '../sources/git-sync.ts'
import { placeOf, resumeFix } from '../sources/object-fixes.ts'
import { isSuspended } from '../flux/suspension.ts'
import { shell } from '../../domain/shell.ts'

export const IMAGE_AUTOMATIONS: Check[] = [
  {
    id: 'image-automation',
    section: 'images',
    severity: 'fail',
    title: 'the ImageUpdateAutomation can push',
    needs: ['image-repositories'],
    after: ['git-secret', 'git-repository', 'image-policy', 'image'],
    each: async ({ all }) => ((await all('ImageUpdateAutomation')) ?? []).map((automation) => ({ name: idOf(automation) })),
    run: pushes,
  },
]

/**
 * A login that may read but not write, as Git hosts word it: GitHub's and GitLab's hooks, Bitbucket's 403, protected branches.
 * Source: go-git's push errors, and each host's documentation of protected branches
 */
const PUSH_DENIED =
  /push[^]*(denied|forbidden|not allowed|protected|permission|read.?only|authorization failed|\b403\b)|pre-receive hook declined/i

interface AutomationStatus {
  lastPushTime?: string
  lastPushCommit?: string
  lastAutomationRunTime?: string
}

function idOf({ metadata }: KubeObject): string {
  return `${metadata.namespace}/${metadata.name}`
}

async function pushes(facts: Facts, id: string): Promise<Finding> {
  const automation = await facts.oneOf('ImageUpdateAutomation', id)
  if (!automation) throw new Error(`${id} is not among the ImageUpdateAutomations`)
  if (isSuspended(automation)) return notApplicable(`${id} is suspended`, `${id} is suspended; to go on: ${resumeFix(placeOf(automation))}`)
  const { lastPushTime, lastPushCommit, lastAutomationRunTime: lastRun } = (automation['status'] ?? {}) as AutomationStatus
  const evidence = [
    lastPushTime ? `last push: ${lastPushTime}${lastPushCommit ? ` (${lastPushCommit.slice(0, 12)})` : ''}` : 'last push: none yet',
    ...(lastRun ? [`last run: ${lastRun}`] : []),
  ]
  const { state, reason, message } = readinessOf(automation)
  const said = [reason, message].filter(Boolean).join(': ')
  if (state === 'ready') return pass(said || 'Ready', evidence)
  if (state === 'progressing') return undecided(`${id} has not run yet: ${said}`, { evidence, symptom: true })

  const url = await urlOf(facts, automation)
  const git = parseGitUrl(url ?? '')
  const denied = PUSH_DENIED.test(message)
  const cause = denied ? 'git-push-denied' : gitCause(message, git.ok && isBitbucketCloud(git.host))
  const login = cause?.startsWith('git-auth') || cause === 'git-secret-invalid' || denied
  return fail(denied ? `${id} may read Git but not write to it: ${said}` : `${id} is not Ready: ${said}`, {
    evidence,
    ...(cause ? { cause } : {}),
    fix: fixOf(facts, automation, { url: login ? url : undefined, message }),
    symptom: denied ? ['git-secret'] : true,
  })
}

async function urlOf(facts: Facts, automation: KubeObject): Promise<string | undefined> {
  const { sourceRef } = (automation['spec'] ?? {}) as { sourceRef?: { kind?: string; name?: string; namespace?: string } }
  if (!sourceRef?.name) return undefined
  const namespace = sourceRef.namespace ?? automation.metadata.namespace ?? ''
  const source = await facts.objectIn(namespace, sourceRef.kind ?? 'GitRepository', sourceRef.name)
  return (source?.['spec'] as { url?: string } | undefined)?.url
}

/** A branch that is protected from everybody is no matter of the login. */
function fixOf({ settings }: Facts, { metadata }: KubeObject, { url, message }: { url: string | undefined; message: string }): string {
  const { namespace, name } = metadata
  if (/protected|hook declined/i.test(message)) {
    return shell`Have the Git host let that login push to the branch, or set spec.git.push.branch to another one (kubectl --namespace ${namespace} edit imageupdateautomation ${name}).`
  }
  return url ? credentialsFix(settings, url) : shell`kubectl --namespace ${namespace} describe imageupdateautomation ${name}`
}
