import { Failure } from '../../domain/failure.ts'
import { associationOf, deleteAssociation, listAssociations, podIdentity } from '../../domain/pod-identity.ts'
import { fail, pass, warn, type Check, type Finding } from '../kernel/check.ts'
import { KUBERNETES } from './cluster.ts'
import { podsUnder } from './controller-pods.ts'
import type { Facts } from '../kernel/facts.ts'
import { serviceAccountNames } from './service-accounts.ts'

/** EKS Pod Identity, which wins over the annotation where both are there. */
export const POD_IDENTITY: Check[] = [
  {
    id: 'pod-identity',
    section: 'pods',
    severity: 'fail',
    title: 'no EKS Pod Identity association overrides the role',
    needs: KUBERNETES,
    names: serviceAccountNames,
    run: overridden,
  },
]

async function overridden(facts: Facts, serviceAccount: string): Promise<Finding> {
  const { settings, cluster, region } = facts
  const associations = await facts.podIdentityAssociations()
  const found = associationOf({ namespace: settings.namespace, name: serviceAccount }, associations)
  if (!found) return pass('none')
  const inForce = (await podsUnder(facts, serviceAccount)).some((pod) => podIdentity(pod, { roleArn: '' }).state === 'pod-identity')
  const roleArn = await facts.associationRole(found.id)
  const details = {
    evidence: roleArn ? [`role of the association: ${roleArn}`] : [],
    cause: 'pod-identity-association',
    fix: deleteAssociation(found.id, cluster.name, region),
  }
  if (inForce) return fail(`the Pod Identity association ${found.id} overrides the role in the running pod`, details)
  return warn(`the Pod Identity association ${found.id} will override the role in every pod that starts from now on`, details)
}

/** Without an association a new pod is enough; where none may be listed, whoever may has to look. */
export async function associationFix({ settings, cluster, region, podIdentityAssociations }: Facts, name: string): Promise<string> {
  const account = { namespace: settings.namespace, name }
  try {
    const found = associationOf(account, await podIdentityAssociations())
    return found ? deleteAssociation(found.id, cluster.name, region) : settings.install
  } catch (error) {
    if (error instanceof Failure) return listAssociations(account, cluster.name, region)
    throw error
  }
}
