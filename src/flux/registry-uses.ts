import { parseEcrImage, repositoryArnOfImage } from '../domain/image-reference.ts'
import { Failure } from '../domain/failure.ts'
import { evaluate } from '../domain/policy-evaluation.ts'
import type { Desired } from '../model/desired.ts'
import type { KubeObject, KubeReader } from '../model/kube.ts'
import type { Place, RegistryUse, World } from '../model/world.ts'
import { awsUsesOf } from './aws-uses.ts'

const KINDS = ['ImageRepository', 'OCIRepository', 'HelmChart', 'HelmRepository']

/**
 * The repositories of ECR that Flux's objects read with a controller's own role, in all namespaces. A kind that is not served or may not be
 * listed is left out: nothing is refused for it.
 */
export async function observeRegistryUses(kube: KubeReader, { caller, region, partition }: Place): Promise<RegistryUse[]> {
  const lists = await Promise.all(KINDS.map((kind) => kube.list({ kind }).catch(unlessRefused)))
  const objects = lists.flatMap((list) => list ?? [])
  const find = (kind: string, namespace: string, name: string) =>
    objects.find((one) => one.kind === kind && one.metadata.namespace === namespace && one.metadata.name === name)
  const home = { partition, region, account: caller.account }
  const uses = awsUsesOf(objects, { find, home }).filter(({ as }) => as === 'controller')
  const exact = uses.flatMap(({ object, controller, resources: [arn] }): RegistryUse[] =>
    arn ? [{ ...named(object), controller, arn }] : [],
  )
  const withCharts = new Set(objects.map((one) => `${one.metadata.namespace}/${sourceOf(one)}`))
  const folders = objects
    .filter(({ kind, metadata }) => kind === 'HelmRepository' && !withCharts.has(`${metadata.namespace}/${metadata.name}`))
    .flatMap(folderOf)
  return [...exact, ...folders]
}

/** What of it a policy of ours leaves out, one sentence each: the run that makes it so must not be the one that finds out. */
export function cutOffBy({ identities }: Desired, { registryUses = [] }: World): string[] {
  return registryUses.flatMap(({ kind, id, controller, arn, isFolder }) => {
    const documents = identities
      .filter(({ serviceAccounts }) => serviceAccounts.some(({ name }) => name === controller))
      .flatMap(({ policy }) => policy?.document ?? [])
    if (documents.length === 0) return []
    const isCovered = isFolder
      ? documents.some(({ Statement }) =>
          [Statement].flat().some(({ Resource = [] }) => [Resource].flat().some((one) => reaches(one, arn))),
        )
      : evaluate(documents, { action: 'ecr:BatchGetImage', resource: arn }) === 'allow'
    const repository = arn.replace(/^.*:repository\//, '')
    return isCovered ? [] : [`--repository leaves out ${repository}, which ${kind} ${id} reads: it will be denied. Name ${repository} too.`]
  })
}

/** Whether a resource of a policy may be something in this folder of charts. */
function reaches(resource: string, folder: string): boolean {
  if (!resource.includes(':repository/')) return false
  const literal = resource.replace(/[*?].*$/, '')
  return resource.startsWith(folder) || (literal !== resource && folder.startsWith(literal))
}

/** The charts of an OCI HelmRepository are repositories below its URL; which, only a HelmChart tells. */
function folderOf(object: KubeObject): RegistryUse[] {
  const {
    url = '',
    provider,
    serviceAccountName,
  } = (object['spec'] ?? {}) as { url?: string; provider?: string; serviceAccountName?: string }
  const folder = `${url.replace(/\/+$/, '')}/`
  const arn = parseEcrImage(`${folder}chart`) && repositoryArnOfImage(`${folder}chart`)
  if (!arn || provider !== 'aws' || serviceAccountName) return []
  return [{ ...named(object), controller: 'source-controller', arn: arn.replace(/chart$/, ''), isFolder: true }]
}

function named({ kind, metadata }: KubeObject): Pick<RegistryUse, 'kind' | 'id'> {
  return { kind, id: `${metadata.namespace}/${metadata.name}` }
}

function sourceOf(object: KubeObject): string {
  return (object['spec'] as { sourceRef?: { name?: string } } | undefined)?.sourceRef?.name ?? ''
}

function unlessRefused(error: unknown): undefined {
  if (!(error instanceof Failure)) throw error
}
