import * as z from 'zod'
import { badInput } from '../domain/failure.ts'
import { digestOf, type PlanDocument } from '../model/plan-document.ts'
import type { ChartValues } from './chart-values.ts'
import { readConfigFile } from './read-file.ts'
import type { AllSaid } from './said.ts'

export interface ReviewedPlan {
  said: AllSaid
  chartValues: ChartValues
  document: PlanDocument
}

const text = z.string()
const kind = z.enum(['create', 'update', 'keep', 'remove', 'restart', 'conflict'])
// What is not there on one side was left out when the file was written.
const change = z.looseObject({ path: text, before: z.unknown().optional(), after: z.unknown().optional() })
const action = z.looseObject({ id: text, resource: text, name: text, kind, needs: z.array(text), changes: z.array(change) })
const planSchema = z.looseObject({
  schema: z.literal('flux-irsa/plan/v1'),
  target: z.looseObject({ cluster: text, region: text, account: text, caller: text, issuer: text, endpoint: text }),
  actions: z.array(action),
  options: z.record(text, z.unknown()),
  credentials: z.enum(['basic', 'ssh']).optional(),
  digest: text,
})

const allowed = 'what flux-irsa plan -o json wrote'

/**
 * Reads a plan that was made earlier, with the options that it was made with. Throws bad input for what is no plan, was edited after it
 * was made, or could not be applied even then. Asks nobody.
 */
export function readPlanFile(content: string, field: string): ReviewedPlan {
  const parsed = planSchema.safeParse(parseJson(content))
  if (!parsed.success) throw badInput(field, 'is not a plan that can be applied', allowed)
  const document = parsed.data as unknown as PlanDocument
  if (digestOf(document) !== document.digest) throw badInput(field, 'was changed after it was made', `${allowed}, as it is`)
  const { said, chartValues } = readConfigFile(JSON.stringify(document.options), field)
  if (said.get('cluster')?.value !== document.target.cluster) throw badInput(field, 'names another cluster than its options', allowed)
  if (document.actions.some((one) => one.kind === 'conflict')) {
    throw badInput(field, 'holds a conflict, so it cannot be applied', 'a plan without conflicts')
  }
  return { said, chartValues, document }
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}
