import { z } from 'zod'

const text = z.string()
const count = z.number().int().nonnegative()

const target = z.strictObject({ cluster: text, region: text, account: text, caller: text.startsWith('arn:'), issuer: text, endpoint: text })

const change = z.strictObject({ path: text, before: z.unknown(), after: z.unknown() })
const action = z.strictObject({
  id: text,
  resource: text,
  name: text,
  kind: z.enum(['create', 'update', 'keep', 'remove', 'restart', 'conflict']),
  needs: z.array(text),
  changes: z.array(change),
  reason: text.optional(),
  fix: text.optional(),
})

const flux = z.strictObject({
  kind: z.enum(['operator', 'bootstrap', 'chart', 'manifests']),
  namespace: text,
  version: text.optional(),
  owner: text,
  components: z.array(text),
  has: z.enum(['controllers', 'only an operator', 'only CRDs']),
})

/** `flux-irsa/plan/v1`, with exactly these fields; conflicts have a reason and a fix besides. */
export const PLAN = z.strictObject({
  schema: z.literal('flux-irsa/plan/v1'),
  target,
  actions: z.array(action),
  summary: z.strictObject({ create: count, update: count, keep: count, remove: count, restart: count, conflict: count }),
  notices: z.array(text),
  // Of a plan for workloads absent; an uninstall names it among its leftovers.
  flux: z.array(flux).optional(),
  lasting: z.strictObject({ where: text, text }).optional(),
  // For an install of exactly this plan later on.
  options: z.record(text, z.unknown()).optional(),
  credentials: z.unknown().optional(),
  digest: text.optional(),
})

const result = z.strictObject({
  id: text,
  outcome: z.enum(['done', 'kept', 'failed', 'skipped']),
  durationMs: count,
  error: z.strictObject({ code: text, message: text, fix: text.optional() }).optional(),
})

const check = z.strictObject({
  id: text,
  section: text,
  title: text,
  status: z.enum(['pass', 'warn', 'fail', 'unknown', 'skip']),
  message: text,
  evidence: z.array(text),
  cause: text.optional(),
  fix: text.optional(),
  notice: text.optional(),
  docs: text,
  durationMs: count,
  blockedBy: z.array(text).optional(),
})

export const VERIFY = z.strictObject({
  schema: z.literal('flux-irsa/verify/v1'),
  target,
  startedAt: z.iso.datetime(),
  durationMs: count,
  verdict: z.enum(['pass', 'warn', 'fail', 'unknown']),
  summary: z.strictObject({ pass: count, warn: count, fail: count, unknown: count, skip: count }),
  checks: z.array(check),
  flux: z.array(flux).optional(),
})

export const INSTALL = z.strictObject({
  schema: z.literal('flux-irsa/install/v1'),
  ok: z.boolean(),
  plan: PLAN,
  results: z.array(result),
  verify: VERIFY.optional(),
})

export const UNINSTALL = z.strictObject({
  schema: z.literal('flux-irsa/uninstall/v1'),
  ok: z.boolean(),
  plan: PLAN,
  results: z.array(result),
  verify: VERIFY.optional(),
  leftovers: z.array(z.strictObject({ resource: text, name: text, reason: text, expected: z.boolean() })).optional(),
})

export const ERROR = z.strictObject({
  schema: z.literal('flux-irsa/error/v1'),
  code: text,
  message: text,
  fix: text.nullable(),
  source: z.enum(['user', 'environment', 'bug']),
})
export type ErrorReport = z.infer<typeof ERROR>

/** `flux-irsa/clusters/v1`: for each cluster what it would have answered alone. */
export const CLUSTERS = z.strictObject({
  schema: z.literal('flux-irsa/clusters/v1'),
  command: z.enum(['install', 'plan', 'verify']),
  exitCode: count,
  startedAt: z.iso.datetime(),
  durationMs: count,
  summary: z.strictObject({ clusters: count, ok: count, notOk: count }),
  clusters: z.array(
    z.strictObject({
      name: text,
      exitCode: count,
      durationMs: count,
      report: z.union([PLAN, INSTALL, VERIFY]).optional(),
      error: ERROR.optional(),
    }),
  ),
})
