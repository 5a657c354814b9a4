/** An IAM policy document, as IAM stores it; lists may be single values. */
export interface PolicyDocument {
  Version?: string
  Id?: string
  Statement: Statement | Statement[]
}
export interface Statement {
  Sid?: string
  Effect: 'Allow' | 'Deny'
  Principal?: '*' | Record<string, string | string[]>
  NotPrincipal?: '*' | Record<string, string | string[]>
  Action?: string | string[]
  NotAction?: string | string[]
  Resource?: string | string[]
  NotResource?: string | string[]
  Condition?: Record<string, Record<string, string | string[] | boolean | number>>
}
