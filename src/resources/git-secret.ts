import { ANNOTATION_OWNER } from '../domain/ownership.ts'
import { at } from '../domain/at.ts'
import { fluxPart, type FluxPart } from '../model/desired.ts'
import { codeCommitProblem, providerProblem } from '../domain/git-provider.ts'
import { isOurObject } from '../identity/ours.ts'
import { Failure } from '../domain/failure.ts'
import { keepsAnother } from './operator-release.ts'
import type { World } from '../model/world.ts'
import { uid } from './account-giving-back.ts'
import type { KubeObject, KubeReader, KubeWriter } from '../model/kube.ts'
import { action, type ActionBase, type Resource } from '../model/resource.ts'
import { rightsTo } from './rights.ts'
import { shell } from '../domain/shell.ts'

const ID = 'git-secret'

/** The Secret that source-controller reads Git with. Written only when credentials are given; without them ours stays as it is. */
export const gitSecret: Resource = {
  name: ID,
  place: 'cluster',
  stations: ['secret'],
  rights: {
    create: rightsTo('', 'secrets', ['create', 'patch']),
    update: rightsTo('', 'secrets', ['patch']),
    remove: rightsTo('', 'secrets', ['delete']),
  },

  plan: (wanted, world) => {
    const desired = fluxPart(wanted)
    const { secret } = desired
    if (desired.standing) return []
    if (!secret) return kept(desired, world.secrets)
    const base: ActionBase = { id: ID, resource: ID, name: secret.name, needs: ['namespace'] }
    const found = world.secrets.get(secret.name)
    if (!found) {
      return [
        action({
          ...base,
          kind: 'create',
          changes: Object.keys(secret.data).map((key) => ({ path: `data.${key}`, before: null, after: '(secret)' })),
        }),
      ]
    }
    if (!isOurObject(found, desired.clusterArn) && !desired.adopt) {
      return [
        action({
          ...base,
          kind: 'conflict',
          reason: `Secret ${desired.namespace}/${secret.name} was not made by flux-irsa`,
          fix: shell`Use it as it is with --git-secret ${secret.name}, choose another with --git-secret-name NAME, or add --adopt to overwrite it.`,
        }),
      ]
    }
    const before = data(found)
    const changed = [...new Set([...Object.keys(secret.data), ...Object.keys(before)])].filter((key) => before[key] !== secret.data[key])
    const changes = changed.map((key) => ({
      path: `data.${key}`,
      before: before[key] === undefined ? null : '(secret)',
      after: secret.data[key] === undefined ? null : '(secret)',
    }))
    const marked = isOurObject(found, desired.clusterArn) ? [] : [{ path: 'owner', before: null, after: desired.clusterArn }]
    return [action({ ...base, kind: changes.length + marked.length > 0 ? 'update' : 'keep', changes: [...changes, ...marked] })]
  },

  apply: async (_step, { desired, world, ports }) => {
    const { secret, namespace, clusterArn } = fluxPart(desired)
    if (!secret) return
    const ref = { kind: 'Secret', namespace, name: secret.name }
    // Keys of another kind of login (identity beside password) would confuse source-controller; apply removes only what we applied.
    const found = world.secrets.get(secret.name)
    const superfluous = found ? Object.keys(data(found)).filter((key) => secret.data[key] === undefined) : []
    const seen = found ? uid(found) : {}
    if (superfluous.length > 0)
      await ports.kube.mergePatch(ref, { metadata: seen, data: Object.fromEntries(superfluous.map((key) => [key, null])) })
    const metadata = { name: secret.name, namespace, ...seen, annotations: { [ANNOTATION_OWNER]: clusterArn } }
    const written = { apiVersion: 'v1', kind: 'Secret', metadata, type: String(found?.['type'] ?? 'Opaque'), data: secret.data }
    if (found) await ports.kube.apply(written, { force: true })
    else await createSecret(written, clusterArn, ports.kube)
  },

  notices: (_settings, desired, world) => {
    const { instance, secret, standing } = fluxPart(desired)
    if (standing) return []
    const sync = instance.values['instance'] as { sync?: { url?: string; pullSecret?: string; provider?: string } } | undefined
    const { url = '', pullSecret, provider = 'generic' } = sync?.sync ?? {}
    const found = pullSecret === undefined ? undefined : world.secrets.get(pullSecret)
    const keys = secret ? Object.keys(secret.data) : found && Object.keys(data(found))
    const known = pullSecret === undefined || keys !== undefined
    const misfit = known ? providerProblem({ url, provider, ...(keys ? { keys } : {}) }) : undefined
    const problem = codeCommitProblem(url, { provider, hasLogin: pullSecret !== undefined }) ?? misfit
    return problem ? [`Flux will not read Git: ${problem.problem}${problem.wants ? ` (--git-provider ${problem.wants})` : ''}.`] : []
  },

  planRemoval: (world, { onlyIrsa }) =>
    onlyIrsa
      ? []
      : [...world.secrets.values()]
          .filter((secret) => isOurObject(secret, world.cluster.arn) && !isInUse(secret, world))
          .map((secret) => action({ id: ID, resource: ID, name: secret.metadata.name, kind: 'remove', needs: ['operator-release'] })),

  stays: (world) =>
    Promise.resolve(
      [...world.secrets.values()]
        .filter((secret) => isOurObject(secret, world.cluster.arn) && isInUse(secret, world))
        .map(({ metadata: { name } }) => ({
          resource: ID,
          name,
          reason: 'a FluxInstance that is not ours reads Git with it',
          expected: true,
        })),
    ),

  remove: async (step, { world, ports }) => {
    const found = world.secrets.get(step.name)
    if (!found) return
    const { namespace = '' } = found.metadata
    await ports.kube.delete({ kind: 'Secret', namespace, name: step.name }, uid(found))
  },
}

/** Whether Flux goes on reading Git with it: its FluxInstance stays. */
function isInUse({ metadata }: KubeObject, world: World): boolean {
  return keepsAnother(world) && at(world.instance, ['spec', 'sync', 'pullSecret']) === metadata.name
}

/** Where none was seen, one that somebody made meanwhile is never overwritten; it may be our own first attempt, whose answer was lost. */
async function createSecret(secret: KubeObject, clusterArn: string, kube: KubeReader & KubeWriter): Promise<void> {
  try {
    await kube.create(secret)
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'kube-409')) throw error
    const { name, namespace = '' } = secret.metadata
    const found = await kube.get({ kind: 'Secret', namespace, name })
    if (!isOurObject(found, clusterArn)) throw error
    await kube.apply({ ...secret, metadata: { ...secret.metadata, ...(found && uid(found)) } }, { force: true })
  }
}

function kept(desired: FluxPart, secrets: Map<string, KubeObject>) {
  const name = (desired.instance.spec['sync'] as { pullSecret?: string } | undefined)?.pullSecret
  if (!name) return []
  const base: ActionBase = { id: ID, resource: ID, name, needs: ['namespace'] }
  if (secrets.has(name)) return [action({ ...base, kind: 'keep' })]
  return [
    action({
      ...base,
      kind: 'conflict',
      reason: `there is no Secret ${desired.namespace}/${name}, and no Git credentials were given to make it`,
      fix: 'Give the password with FLUX_IRSA_GIT_PASSWORD, --git-password-file FILE or --git-password-stdin, or name a Secret that exists with --git-secret NAME.',
    }),
  ]
}

function data(secret: KubeObject): Record<string, string> {
  return (secret['data'] as Record<string, string> | undefined) ?? {}
}
