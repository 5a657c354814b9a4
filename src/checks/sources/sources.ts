import type { CheckReference } from '../../model/check-ids.ts'
import { isBitbucketCloud, parseGitUrl } from '../../domain/git-url.ts'
import { parseEcrImage } from '../../domain/image-reference.ts'
import { idOf } from '../../flux/aws-uses.ts'
import type { KubeObject } from '../../model/kube.ts'
import { KUBERNETES } from '../chain/cluster.ts'
import { isSuspended } from '../flux/suspension.ts'
import { explained, gitCause, isOfAws, wayFix } from '../kernel/causes.ts'
import { fail, notApplicable, pass, undecided, type Check, type Finding, type Instance } from '../kernel/check.ts'
import { readinessOf } from '../kernel/condition.ts'
import type { Facts } from '../kernel/facts.ts'
import { describeFix, placeOf, resumeFix } from './object-fixes.ts'
import { refusedByAws } from './refusal.ts'

const section = 'sources'

/** Everything that Flux fetches from. Those that the cluster does not serve have no objects. */
export const SOURCE_KINDS = [
  'GitRepository',
  'OCIRepository',
  'HelmRepository',
  'HelmChart',
  'Bucket',
  'ExternalArtifact',
  'ArtifactGenerator',
] as const

const APPLIERS = ['Kustomization', 'HelmRelease']

export const SOURCES: Check[] = [
  {
    id: 'source',
    section,
    severity: 'fail',
    title: 'the source is fetched',
    needs: [...KUBERNETES, 'flux-instance'],
    each: async (facts) => withRoots(facts, await sources(facts)),
    run: reconciled,
  },
  {
    id: 'aws-object',
    section,
    severity: 'fail',
    title: 'what needs AWS to be applied is applied',
    needs: [...KUBERNETES, 'flux-instance'],
    each: async (facts) => withRoots(facts, await appliers(facts)),
    run: reconciled,
  },
]

/** But for the source of the sync and for what is pulled from ECR, which have checks of their own; a HelmRepository of type oci has no state. */
async function sources(facts: Facts): Promise<KubeObject[]> {
  const { kind = 'GitRepository', name = facts.settings.namespace, url } = (await facts.sync()) ?? {}
  const sync = url ? `${kind.toLowerCase()}/${facts.settings.namespace}/${name}` : ''
  const objects = (await Promise.all(SOURCE_KINDS.map(facts.all))).flatMap((found) => found ?? [])
  const pulled = new Set((await facts.awsUses()).filter(({ grant }) => grant === 'ecr-pull').map(({ id }) => id))
  return objects.filter((object) => {
    const id = idOf(object)
    const { url: address = '' } = specOf(object)
    const isStateless = object.kind === 'HelmRepository' && address.startsWith('oci://')
    const inEcr = object.kind === 'OCIRepository' && parseEcrImage(address) !== undefined
    return id !== sync && !pulled.has(id) && !isStateless && !inEcr
  })
}

/** Kustomizations and HelmReleases that decrypt with KMS or apply to another EKS cluster. Throws where they may not be listed. */
async function appliers(facts: Facts): Promise<KubeObject[]> {
  const sync = await facts.sync()
  const name = sync?.kustomization ?? sync?.name ?? facts.settings.namespace
  const listed = await Promise.all(APPLIERS.map(facts.all))
  const users = (await facts.awsUses()).filter(({ object: { kind } }) => APPLIERS.includes(kind))
  const objects = new Map(users.map(({ id, object }) => [id, object]))
  // What AWS refused to one that does not say that it asks AWS: its ConfigMap may not be read, or a file in Git names the key.
  for (const object of listed.flatMap((kind) => kind ?? []))
    if (readinessOf(object).state === 'failed' && isOfAws(explained(object)?.cause)) objects.set(idOf(object), object)
  objects.delete(`kustomization/${facts.settings.namespace}/${name}`)
  return [...objects.values()]
}

/** Each with the checks that may explain why it fails. */
async function withRoots(facts: Facts, objects: KubeObject[]): Promise<Instance[]> {
  const instances = objects.map(async (object): Promise<Instance> => {
    const [use] = await facts.usesOf(idOf(object))
    const chain = (['service-account', 'annotation', 'trust', 'pod', 'pod-identity', 'proof-assume'] as const).map(
      (id) => `${id}/${use?.controller}` as const,
    )
    const roots: CheckReference[] =
      use?.as === 'controller'
        ? ['oidc-provider', 'oidc-client-id', 'role', ...chain]
        : use?.account
          ? [`object-account/${use.account}`]
          : []
    const { sourceRef } = object['spec'] as { sourceRef?: { kind?: string; name?: string } }
    const login: CheckReference[] =
      sourceRef?.kind === 'HelmRepository' ? [`oci-provider/helmrepository/${object.metadata.namespace}/${sourceRef.name}`] : []
    return { name: idOf(object), after: use ? [...roots, 'aws-partition/@', 'aws-permission/@'] : login }
  })
  return Promise.all(instances)
}

interface Spec {
  url?: string
  endpoint?: string
  bucketName?: string
}

function specOf(object: KubeObject): Spec {
  return object['spec'] ?? {}
}

const indexes = new WeakMap<KubeObject[], Map<string, KubeObject>>()

function objectsById(objects: KubeObject[]): Map<string, KubeObject> {
  const known = indexes.get(objects)
  if (known) return known
  const made = new Map(objects.map((object) => [idOf(object), object]))
  indexes.set(objects, made)
  return made
}

async function objectOf(facts: Facts, id: string): Promise<KubeObject> {
  const kinds = [...SOURCE_KINDS, ...APPLIERS].filter((kind) => id.startsWith(`${kind.toLowerCase()}/`))
  const found = objectsById((await facts.all(kinds[0] ?? '')) ?? []).get(id)
  if (!found) throw new Error(`${id} is gone`)
  return found
}

async function reconciled(facts: Facts, id: string): Promise<Finding> {
  const object = await objectOf(facts, id)
  if (isSuspended(object)) return notApplicable(`${id} is suspended`, `${id} is suspended; to go on: ${resumeFix(placeOf(object))}`)
  const { state, reason, message } = readinessOf(object)
  const said = [reason, message].filter(Boolean).join(': ')
  if (state === 'ready') return pass(said || 'Ready')
  if (state === 'progressing') return undecided(`${id} is not Ready yet: ${said}`, { symptom: true })

  const { url, endpoint, bucketName } = specOf(object)
  const git = parseGitUrl(url ?? '')
  const known = explained(object)
  const ofGit = object.kind === 'GitRepository' ? gitCause(message, git.ok && isBitbucketCloud(git.host)) : undefined
  const cause = ofGit ?? known?.cause
  const refused = await refusedByAws(facts, object, cause)
  const address = url ?? (endpoint && `${endpoint}/${bucketName}`)
  return fail(`${id} is not Ready: ${said}`, {
    evidence: address ? [`url: ${address}`] : [],
    ...(refused ? { cause: refused.cause } : cause ? { cause } : {}),
    fix: wayFix(cause, message, facts.settings.namespace) ?? refused?.fix ?? known?.fix ?? describeFix(placeOf(object)),
    symptom: refused !== undefined || ['aws-partition'],
  })
}
