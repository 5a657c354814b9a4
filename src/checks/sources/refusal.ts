import { parseArn } from '../../domain/arn.ts'
import { shell } from '../../domain/shell.ts'
import { idOf } from '../../flux/aws-uses.ts'
import type { KubeObject } from '../../model/kube.ts'
import { explained, IDENTITY_CAUSES, isOfAws } from '../kernel/causes.ts'
import { readinessOf } from '../kernel/condition.ts'
import type { Facts } from '../kernel/facts.ts'
import { withController } from './controller-role.ts'
import { describeFix, placeOf, providerFix } from './object-fixes.ts'

/** Words of AWS, and of its SDK, for somebody who may not or has no name. */
const REFUSED =
  /access ?denied|not authorized|forbidden|unauthori[sz]ed|credential required|authorization failed|get credentials|no EC2 IMDS role|AuthenticationFailed|AWS authentication failed/i

interface Refusal {
  cause?: string
  fix: string
}

/**
 * What AWS refused to an object that is not Ready, and what ends that where no other check is its root; `undefined` where nobody refused
 * anything. `known` is its cause, where one was found already.
 */
export async function refusedByAws(facts: Facts, object: KubeObject, known?: string): Promise<Refusal | undefined> {
  const { reason, message } = readinessOf(object)
  const cause = known ?? explained(object)?.cause
  const isRefused = REFUSED.test(`${reason}: ${message}`) || (cause !== undefined && IDENTITY_CAUSES.has(cause)) || isOfAws(cause)
  if (!isRefused) return undefined
  if (isAnonymousAtS3(object)) return { cause: 'wrong-provider', fix: providerFix(placeOf(object), 'aws') }
  const fix = await accessFix(facts, object)
  return { ...(cause ? { cause } : {}), fix: fix ?? explained(object)?.fix ?? describeFix(placeOf(object)) }
}

/** Neither an identity nor keys: S3 is asked as nobody. */
function isAnonymousAtS3(object: KubeObject): boolean {
  const { provider = 'generic', endpoint = '', secretRef } = object['spec'] as { provider?: string; endpoint?: string; secretRef?: object }
  return object.kind === 'Bucket' && provider === 'generic' && !secretRef && /^s3[.-].*\.?amazonaws\./.test(endpoint)
}

/** `undefined` where it does not ask as a controller, or nobody but the message knows for what. */
async function accessFix(facts: Facts, object: KubeObject): Promise<string | undefined> {
  const [use] = await facts.usesOf(idOf(object))
  if (use?.as !== 'controller') return undefined
  const annotated = await facts.annotation(use.controller)
  if (!annotated) return withController(facts, use.controller)
  const [resource = ''] = use.resources
  const name = parseArn(resource)?.resource ?? ''
  if (use.grant === 's3-read')
    return shell`Have whoever owns the bucket ${name} allow ${annotated} s3:ListBucket and s3:GetObject in its policy (aws s3api get-bucket-policy --bucket ${name}).`
  if (use.grant === 'kms-decrypt')
    return shell`Have whoever owns the KMS key that the message names allow ${annotated} kms:Decrypt in its policy, and in a policy of that role.`
  if (use.grant === 'eks-describe') return shell`Have whoever owns the cluster ${name} give ${annotated} an access entry there.`
  return undefined
}
