import type { Condition, KubeObject } from '../../model/kube.ts'
import type { ClusterStore } from '../kube/store-types.ts'
import { writeStatus, requestedAt } from './conditions.ts'
import { collectionPath, objectPath } from './object-path.ts'
import { runningPod } from './pods.ts'

const SOURCE = 'source.toolkit.fluxcd.io/v1'
const KUSTOMIZE = 'kustomize.toolkit.fluxcd.io/v1'
const COMMIT = 'sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709'

interface GitSpec {
  url: string
  ref?: { name?: string }
  provider?: string
  secretRef?: { name: string }
  suspend?: boolean
}
interface KustomizationSpec {
  sourceRef: { kind: string; name: string }
  suspend?: boolean
}

/**
 * source-controller and kustomize-controller as far as their conditions go, each while its pod runs. The Git host takes any credentials
 * but the password `wrong`; an address with `private` in it refuses to answer without any. Wording: fluxcd/source-controller
 * `internal/controller/gitrepository_controller.go` and fluxcd/kustomize-controller.
 */
export function reconcileSources(store: ClusterStore, heldByGit: () => { refusal?: string } = () => ({})): void {
  if (!runningPod(store, 'source-controller')) return
  const kustomizes = runningPod(store, 'kustomize-controller') !== undefined
  const repositories = store.list(collectionPath(SOURCE, 'GitRepository'))
  const problems = new Map<string, Condition | undefined>()
  for (const repository of repositories) {
    if ((repository['spec'] as GitSpec).suspend) continue
    const problem = gitProblem(store, repository)
    problems.set(keyOf(repository.metadata.namespace, repository.metadata.name), problem)
    write(store, repository, 'source-controller', problem ?? fetched(repository))
  }
  if (!kustomizes) return
  for (const kustomization of store.list(collectionPath(KUSTOMIZE, 'Kustomization'))) {
    const { sourceRef, suspend } = kustomization['spec'] as KustomizationSpec
    const key = keyOf(kustomization.metadata.namespace, sourceRef.name)
    if (suspend || sourceRef.kind !== 'GitRepository' || !problems.has(key)) continue
    write(store, kustomization, 'kustomize-controller', problems.get(key) ? waiting() : (unapplied(heldByGit().refusal) ?? applied()))
  }
}

const keyOf = (namespace = 'default', name: string) => `${namespace}/${name}`

function write(store: ClusterStore, object: KubeObject, manager: string, condition: Condition): void {
  const asked = requestedAt(object)
  const fields = {
    ...(asked && { lastHandledReconcileAt: asked }),
    ...(condition.status === 'True' && { observedGeneration: object.metadata.generation ?? 1 }),
  }
  writeStatus(store, objectPath(object), { manager, seen: object, conditions: [condition], fields })
}

/** What keeps source-controller from fetching; `undefined` when it can. */
function gitProblem(store: ClusterStore, repository: KubeObject): Condition | undefined {
  const spec = repository['spec'] as GitSpec
  const namespace = repository.metadata.namespace ?? 'default'
  const name = spec.secretRef?.name
  const secret = name ? store.get(`/api/v1/namespaces/${namespace}/secrets/${name}`) : undefined
  const at = `'${namespace}/${name}'`
  if (name && !secret)
    return failed('AuthenticationFailed', `failed to get secret ${at}: failed to get secret ${at}: secrets "${name}" not found`)
  const data = decode(secret?.['data'] as Record<string, string> | undefined)
  const invalid = (what: string) =>
    failed('AuthenticationFailed', `failed to configure authentication options: invalid ${at} secret data: ${what}`)
  const isApp = 'githubAppID' in data
  // Source: internal/controller/gitrepository_controller.go of fluxcd/source-controller
  if (spec.provider === 'github' && !isApp)
    return failed(
      'AuthenticationFailed',
      'failed to configure authentication options: app ID must be provided to use github app authentication',
    )
  if (spec.provider !== 'github' && isApp)
    return failed(
      'InvalidProviderConfiguration',
      `failed to configure authentication options: secretRef ${at} has github app data but provider is not set to github`,
    )
  const isCodeCommit = spec.url.startsWith('https://git-codecommit.')
  if (isCodeCommit && spec.provider !== 'aws' && !('password' in data)) {
    const listing = `unable to list remote for '${spec.url}': authorization failed`
    return failed('GitOperationFailed', `failed to checkout and determine revision: ${listing}`)
  }
  if (spec.url.startsWith('ssh://')) {
    return 'identity' in data && 'known_hosts' in data ? undefined : invalid(`required fields 'identity' and 'known_hosts'`)
  }
  if ('password' in data !== 'username' in data) return invalid(`'username' and 'password' must both be set`)
  if (spec.ref?.name === 'refs/heads/gone') {
    return failed(
      'GitOperationFailed',
      `failed to checkout and determine revision: unable to resolve ref '${spec.ref.name}' to a specific commit`,
    )
  }
  const refused = data['password'] === 'wrong' || (spec.url.includes('private') && Object.keys(data).length === 0)
  if (!refused) return undefined
  const listing = `unable to list remote for '${spec.url}': authentication required`
  return failed('GitOperationFailed', `failed to checkout and determine revision: ${listing}`)
}

function decode(data: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]))
}

function fetched(repository: KubeObject): Condition {
  const { ref } = repository['spec'] as GitSpec
  return {
    type: 'Ready',
    status: 'True',
    reason: 'Succeeded',
    message: `stored artifact for revision '${ref?.name ?? 'master'}@${COMMIT}'`,
  }
}

const failed = (reason: string, message: string): Condition => ({ type: 'Ready', status: 'False', reason, message })
/** What Git holds cannot be applied: kustomize-controller's words for a dry run that failed. */
const unapplied = (refusal: string | undefined) => (refusal ? failed('BuildFailed', refusal) : undefined)
const waiting = () => failed('ArtifactFailed', 'Source artifact not found, retrying in 30s')
const applied = (): Condition => ({
  type: 'Ready',
  status: 'True',
  reason: 'ReconciliationSucceeded',
  message: `Applied revision: main@${COMMIT}`,
})
