import { Failure } from '../../domain/failure.ts'
import { parseEcrImage } from '../../domain/image-reference.ts'
import { podIdentity } from '../../domain/pod-identity.ts'
import type { KubeObject } from '../../model/kube.ts'
import { notApplicable, pass, warn, type Check, type Finding } from '../kernel/check.ts'
import { KUBERNETES } from './cluster.ts'
import { podsUnder } from './controller-pods.ts'
import { REFLECTOR, type Facts } from '../kernel/facts.ts'

const section = 'pods'

/** What the identity of the nodes has to do with it: what it hides, and what it alone decides. */
export const BORROWED_IDENTITY: Check[] = [
  {
    id: 'node-role',
    section,
    severity: 'warn',
    title: 'no controller lives on the identity of its node',
    needs: KUBERNETES,
    after: [`annotation/${REFLECTOR}`, `pod/${REFLECTOR}`],
    run: masked,
  },
  {
    id: 'kubelet-pull',
    section,
    severity: 'notice',
    title: 'no pod waits for an image of ECR',
    needs: KUBERNETES,
    run: kubeletPulls,
  },
]

/** Ready images of ECR without an identity in the pod: then the node's role lends it, until IMDS is closed or its hop limit is 1. */
async function masked(facts: Facts): Promise<Finding> {
  const pods = await podsUnder(facts, REFLECTOR)
  const without = pods.find((pod) => podIdentity(pod, { roleArn: '' }).state === 'not-injected')
  if (!without) return pass('none')
  const green = ((await facts.imageRepositories()) ?? []).filter(
    ({ ecr, provider, readiness }) => ecr && provider === 'aws' && readiness.state === 'ready',
  )
  if (green.length === 0) return pass('no ImageRepository is Ready by it')
  const nodes = await nodeRoles(facts)
  const by = nodes.length > 0 ? nodes.join(', ') : 'the role of its node'
  return warn(
    `${green.length} ImageRepositories are Ready though ${without.metadata.name} has no role: ${by} answers by IMDS today, and need not tomorrow`,
    {
      evidence: [
        `Ready: ${green
          .slice(0, 3)
          .map(({ id }) => id)
          .join(', ')}`,
      ],
      cause: 'irsa-not-injected',
      fix: facts.settings.install,
      symptom: true,
    },
  )
}

async function nodeRoles({ nodeRoles: read }: Facts): Promise<string[]> {
  try {
    return await read()
  } catch (error) {
    // Their names only adorn the finding.
    if (error instanceof Failure) return []
    throw error
  }
}

interface Waiting {
  name: string
  image?: string
  state?: { waiting?: { reason?: string; message?: string } }
}

/**
 * The kubelet pulls with the role of the node (Fargate: of the profile), never with that of the pod's ServiceAccount: said here, because
 * people look for it in the role that they annotated.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/ECR_on_EKS.html
 */
async function kubeletPulls({ pendingPods }: Facts): Promise<Finding> {
  const refused = (await pendingPods()).flatMap((pod) => pullProblem(pod) ?? [])
  const [first] = refused
  if (!first) return pass('none')
  const more = refused.length > 1 ? ` (and ${refused.length - 1} more)` : ''
  return notApplicable(
    'images are pulled by the kubelet, not by Flux',
    `${first}${more}: the kubelet pulls with the role of the node (AmazonEC2ContainerRegistryPullOnly), not with the role of a ServiceAccount`,
  )
}

function pullProblem({ metadata, ...pod }: KubeObject): string | undefined {
  const statuses = (pod['status'] as { containerStatuses?: Waiting[] } | undefined)?.containerStatuses ?? []
  const waiting = statuses.find(({ image = '', state }) => /ImagePull/.test(state?.waiting?.reason ?? '') && parseEcrImage(image))
  return waiting && `${metadata.namespace}/${metadata.name} cannot pull ${waiting.image}`
}
