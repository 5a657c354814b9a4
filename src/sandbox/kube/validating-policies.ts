import type { KubeObject } from '../../model/kube.ts'
import { evaluateCel } from './cel.ts'
import type { Located, ObjectStore } from './object-store.ts'
import type { Identity } from './rbac.ts'
import { forbidden, invalid } from './status-error.ts'

const ADMISSION = '/apis/admissionregistration.k8s.io/v1'

interface PolicySpec {
  failurePolicy?: 'Fail' | 'Ignore'
  matchConstraints?: { resourceRules?: { apiGroups: string[]; operations: string[]; resources: string[] }[] }
  matchConditions?: { expression: string }[]
  validations?: { expression: string; message?: string; reason?: string }[]
}

/**
 * Throws the API server's refusal where a ValidatingAdmissionPolicy that a binding puts in force denies this creation of a subresource.
 * Wording and codes: k8s.io/apiserver pkg/admission/plugin/policy/validating; a validation without a reason is `Invalid`, 422.
 */
export function requirePolicies(store: ObjectStore, at: Located, object: KubeObject, { username, groups }: Identity): void {
  const resource = `${at.resource.plural}/${at.subresource}`
  const request = { userInfo: { username, groups }, namespace: at.namespace ?? '', name: at.name ?? '', operation: 'CREATE' }
  const variables = { object: { ...object, spec: object['spec'] ?? {} }, request }
  for (const binding of store.list(`${ADMISSION}/validatingadmissionpolicybindings`)) {
    const { policyName, validationActions = [] } = binding['spec'] as { policyName: string; validationActions?: string[] }
    const policy = store.get(`${ADMISSION}/validatingadmissionpolicies/${policyName}`)
    if (!policy || !validationActions.includes('Deny')) continue
    const spec = policy['spec'] as PolicySpec
    const isMeant = spec.matchConstraints?.resourceRules?.some(
      (rule) => hasOne(rule.apiGroups, at.resource.group) && hasOne(rule.operations, 'CREATE') && hasOne(rule.resources, resource),
    )
    if (!isMeant || (spec.matchConditions ?? []).some(({ expression }) => evaluates(expression, variables) === false)) continue
    // What cannot be judged is denied, unless the policy says that it shall be ignored then.
    const ignored = spec.failurePolicy === 'Ignore'
    const broken = spec.validations?.find(({ expression }) => !(evaluates(expression, variables) ?? ignored))
    if (!broken) continue
    const said = broken.message ?? `failed expression: ${broken.expression}`
    const text = `ValidatingAdmissionPolicy '${policyName}' with binding '${binding.metadata.name}' denied request: ${said}`
    throw broken.reason === 'Forbidden' ? forbidden(at.resource, at.name ?? '', text) : invalid(at.resource, at.name ?? '', text)
  }
}

/** `undefined`: it could not be judged. */
function evaluates(expression: string, variables: Record<string, unknown>): boolean | undefined {
  try {
    return evaluateCel(expression, variables) === true
  } catch {
    return undefined
  }
}

function hasOne(list: string[], value: string): boolean {
  return list.includes('*') || list.includes(value)
}
