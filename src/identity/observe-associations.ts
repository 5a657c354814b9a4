import type { AwsReader, PodIdentityAssociation } from '../model/aws.ts'
import { Failure } from '../domain/failure.ts'
import type { ServiceAccountName } from '../domain/web-identity.ts'
import type { World } from '../model/world.ts'

type Associations = Pick<World, 'associations' | 'associationsUnread'>

/**
 * The EKS Pod Identity associations of these namespaces, with the role of each that is about us. Who may not list them is told so and goes
 * on: before they were looked at, nothing needed that right. Throws a Failure where AWS cannot be asked at all.
 */
export async function observeAssociations(
  aws: Pick<AwsReader, 'podIdentityAssociations' | 'podIdentityRole'>,
  cluster: string,
  namespaces: string[],
  isOurs: (account: ServiceAccountName) => boolean,
): Promise<Associations> {
  const named = async (each: PodIdentityAssociation) => {
    const roleArn = await aws.podIdentityRole(cluster, each.id).catch(unlessDenied)
    return { ...each, ...(roleArn ? { roleArn } : {}) }
  }
  try {
    const lists = await Promise.all([...new Set(namespaces)].map((namespace) => aws.podIdentityAssociations(cluster, namespace)))
    const ours = lists.flat().filter(({ namespace, serviceAccount: name }) => isOurs({ namespace, name }))
    return { associations: await Promise.all(ours.map(named)) }
  } catch (error) {
    unlessDenied(error)
    return { associations: [], associationsUnread: error instanceof Error ? error.message : String(error) }
  }
}

/** The role only adorns what is found. */
function unlessDenied(error: unknown): undefined {
  if (!(error instanceof Failure) || error.code !== 'aws-access-denied') throw error
}
