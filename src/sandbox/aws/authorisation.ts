import { evaluate } from '../../domain/policy-evaluation.ts'
import { AwsError } from './aws-error.ts'
import type { Caller } from './caller.ts'
import type { Context } from './conditions.ts'

export interface AccessQuestion {
  action: string
  resource: string
  context?: Context
}

/**
 * Why the caller's identity policies and boundary do not let it, in AWS's words (IAM User Guide, "Troubleshoot access denied error
 * messages"); `undefined` when they do.
 */
export function refusalOf(caller: Caller, question: AccessQuestion): string | undefined {
  if (caller.kind === 'root') return undefined
  const said = evaluate(caller.documents, question)
  const within = caller.boundary ? evaluate([caller.boundary], question) : 'allow'
  if (said === 'deny') return 'with an explicit deny in an identity-based policy'
  if (within === 'deny') return 'with an explicit deny in a permissions boundary'
  if (said !== 'allow') return `because no identity-based policy allows the ${question.action} action`
  if (within !== 'allow') return `because no permissions boundary allows the ${question.action} action`
  return undefined
}

/** The line that AWS prints for a denied call. */
export function denialText(caller: Caller, { action, resource }: AccessQuestion, why: string): string {
  return `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`
}

/** AwsError unless every question is answered yes; code and status differ between the query protocol, ECR and EKS. */
export function authorise(caller: Caller, service: string, questions: AccessQuestion[]): void {
  for (const question of questions) {
    const why = refusalOf(caller, question)
    if (why) throw denied(service, denialText(caller, question, why))
  }
}

/** AccessDenied of IAM and STS (403), AccessDeniedException of ECR (400) and EKS (403). */
export function denied(service: string, message: string): AwsError {
  const isQuery = service === 'iam' || service === 'sts'
  return new AwsError(isQuery ? 'AccessDenied' : 'AccessDeniedException', message, service === 'ecr' ? 400 : 403)
}
