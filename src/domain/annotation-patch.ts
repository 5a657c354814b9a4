import { at } from './at.ts'
import { ROLE_ARN_ANNOTATION } from './ownership.ts'

/** First line of our patches: tells them from the user's own, which may well annotate other ServiceAccounts in the same way. */
const MARK = '# flux-irsa: the IAM role of this controller'

/** An entry of `spec.kustomize.patches` of a FluxInstance. */
export interface InstancePatch {
  target?: { kind?: string; name?: string }
  patch?: string
}

/**
 * One patch per ServiceAccount, so that the operator itself asserts the annotation on every reconcile. The target has no namespace:
 * with one, the patch is silently not applied (https://github.com/controlplaneio-fluxcd/charts/issues/68).
 */
export function annotationPatch({ name, roleArn }: { name: string; roleArn: string }): InstancePatch {
  return {
    target: { kind: 'ServiceAccount', name },
    patch: `${MARK}\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ${name}\n  annotations:\n    ${ROLE_ARN_ANNOTATION}: ${roleArn}\n`,
  }
}

/** Whether install wrote this patch. */
export function isAnnotationPatch({ patch }: InstancePatch): boolean {
  return (patch ?? '').startsWith(MARK)
}

/** The ServiceAccounts that our patches name, each with its role: `kustomize` is that of chart values or of a live FluxInstance's spec. */
export function patchedServiceAccounts(kustomize: unknown): { name: string; roleArn: string }[] {
  const patches = at(kustomize, ['patches'])
  if (!Array.isArray(patches)) return []
  return (patches as InstancePatch[]).filter(isAnnotationPatch).map(({ target, patch }) => ({
    name: target?.name ?? '',
    roleArn: /eks\.amazonaws\.com\/role-arn: (\S+)/.exec(patch ?? '')?.[1] ?? '',
  }))
}
