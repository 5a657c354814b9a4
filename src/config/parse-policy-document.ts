import * as z from 'zod'
import { badInput } from '../domain/failure.ts'
import type { PolicyDocument } from '../domain/policy-document.ts'

const ALLOWED = 'an IAM policy document in JSON: Version, and statements with Effect, Action and Resource'

const list = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])
const condition = z.record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string()), z.boolean(), z.number()])))

const statement = z
  .strictObject({
    Sid: z
      .string()
      .regex(/^[A-Za-z0-9]*$/, 'takes letters and digits')
      .optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Action: list.optional(),
    NotAction: list.optional(),
    Resource: list.optional(),
    NotResource: list.optional(),
    Condition: condition.optional(),
  })
  .refine((one) => (one.Action === undefined) !== (one.NotAction === undefined), 'needs either Action or NotAction')
  .refine((one) => (one.Resource === undefined) !== (one.NotResource === undefined), 'needs either Resource or NotResource')

const document = z.strictObject({
  Version: z.enum(['2012-10-17', '2008-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z.union([statement, z.array(statement).min(1)]),
})

/**
 * Reads the document of a permissions policy. Throws bad input with the place of the first thing that IAM would not take; `Principal` is
 * among these: it belongs to trust and resource policies.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicyDocument(text: string, field: string): PolicyDocument {
  const parsed = document.safeParse(asJson(text, field))
  if (!parsed.success) {
    const [issue] = deepest(parsed.error.issues)
    const at = issue?.path.join('.')
    throw badInput(field, `${at ? `${at}: ` : ''}${issue?.message ?? 'is not a policy document'}`, ALLOWED)
  }
  const sids = [parsed.data.Statement].flat().flatMap(({ Sid }) => Sid || [])
  const twin = sids.find((sid, index) => sids.indexOf(sid) !== index)
  if (twin !== undefined) throw badInput(field, `two statements have the Sid ${twin}`, 'a Sid of its own for each, or none')
  const ours = sids.find((sid) => /^Ecr(Login|Read|Registry)$/.test(sid))
  if (ours !== undefined) throw badInput(field, `the Sid ${ours} is what --ecr-read writes`, 'another Sid, or none')
  return parsed.data
}

function asJson(text: string, field: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    // The parser's own message may repeat what the file holds.
    throw badInput(field, 'is not JSON', ALLOWED)
  }
}

/** A union hides what is wrong inside it. */
function deepest(issues: z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union') return [issue]
    const inner = issue.errors.map(deepest).toSorted((a, b) => (b[0]?.path.length ?? 0) - (a[0]?.path.length ?? 0))[0] ?? []
    return inner.length > 0 ? inner.map((one) => ({ ...one, path: [...issue.path, ...one.path] })) : [issue]
  })
}
