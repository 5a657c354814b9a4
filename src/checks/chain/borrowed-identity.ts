import { Failure } from '../../domain/failure.ts'
import { parseEcrImage } from '../../domain/image-reference.ts'
import { raw, shell, words } from '../../domain/shell.ts'
import { podIdentity } from '../../domain/pod-identity.ts'
import type { KubeObject } from '../../model/kube.ts'
import { notApplicable, pass, warn, type Check, type Finding } from '../kernel/check.ts'
import { KUBERNETES } from './cluster.ts'
import { podsUnder } from './controller-pods.ts'
import { readinessOf } from '../kernel/condition.ts'
import type { Facts } from '../kernel/facts.ts'
import type { AwsUse } from '../../flux/aws-uses.ts'
import { withController } from '../sources/controller-role.ts'

const section = 'pods'

/** What the identity of the nodes has to do with it: what it hides, and what it alone decides. */
export const BORROWED_IDENTITY: Check[] = [
  {
    id: 'node-role',
    section,
    severity: 'warn',
    title: 'no controller lives on the identity of its node',
    needs: KUBERNETES,
    after: ['annotation', 'pod'],
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

interface Borrower {
  controller: string
  pod: string
  uses: AwsUse[]
}

/** What is Ready without an identity in the pod: then the node's role lends its own, until IMDS is closed or its hop limit is 1. */
async function masked(facts: Facts): Promise<Finding> {
  const borrowers = await borrowersOf(facts)
  const [first] = borrowers
  if (!first) return pass('none')
  const nodes = await nodeRoles(facts)
  const by = nodes.length > 0 ? nodes.join(', ') : 'the role of its node'
  const uses = borrowers.flatMap((borrower) => borrower.uses)
  const kinds = [...new Set(uses.map(({ object }) => object.kind))]
  const pods = borrowers.map(({ pod }) => pod).join(' and ')
  return warn(
    `${uses.length} objects (${kinds.join(', ')}) are Ready though ${pods} ${borrowers.length > 1 ? 'have' : 'has'} no role: ${by} answers by IMDS today, and need not tomorrow`,
    {
      evidence: borrowers.map((borrower) => `Ready by ${borrower.controller}: ${named(borrower.uses)}`),
      cause: 'irsa-not-injected',
      fix: roleFix(facts, borrowers),
      // Of a controller that shall carry the role, its annotation or its pod is the root.
      symptom: borrowers.every(({ controller }) => facts.settings.serviceAccounts.includes(controller)),
    },
  )
}

/** The controllers of which an object is Ready that asks AWS as the controller, while a pod of theirs carries nothing. */
async function borrowersOf(facts: Facts): Promise<Borrower[]> {
  const green = (await facts.awsUses()).filter(
    ({ as, grant, object }) => as === 'controller' && grant !== 'kms-decrypt' && readinessOf(object).state === 'ready',
  )
  const controllers = [...new Set(green.map(({ controller }) => controller))]
  const found = await Promise.all(
    controllers.map(async (controller) => {
      const without = (await podsUnder(facts, controller)).find((pod) => podIdentity(pod, { roleArn: '' }).state === 'not-injected')
      const uses = green.filter((use) => use.controller === controller)
      return without ? [{ controller, pod: without.metadata.name, uses }] : []
    }),
  )
  return found.flat()
}

function named(uses: AwsUse[]): string {
  const ids = uses.slice(0, 3).map(({ id }) => id)
  return `${ids.join(', ')}${uses.length > ids.length ? ` and ${uses.length - ids.length} more` : ''}`
}

/** Our role reads ECR: where more than that is borrowed, a role that lacks it would end what works. */
function roleFix(facts: Facts, borrowers: Borrower[]): string {
  const beyond = borrowers.flatMap(({ uses }) => uses).filter(({ grant }) => !grant.startsWith('ecr-'))
  const controllers = borrowers.map(({ controller }) => controller)
  if (beyond.length === 0)
    return controllers.every((name) => facts.settings.serviceAccounts.includes(name))
      ? facts.settings.install
      : withController(facts, ...controllers)
  const resources = [...new Set(beyond.flatMap((use) => use.resources.slice(0, 1)))]
  return shell`Give ${raw(controllers.join(' and '))} a role of its own that may do the same on ${words(...resources.slice(0, 3))}, then: ${raw(withController(facts, ...controllers))}`
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
