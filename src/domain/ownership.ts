import { fnv1a } from './fnv1a.ts'

/** Our name in `managedFields`; flux-operator takes back what `kubectl*` and `flux` own, not what this one owns. */
export const FIELD_MANAGER = 'flux-irsa'
/** Sid of the one statement in a role's trust that is ours; others may share the document. */
export const TRUST_SID = 'FluxIrsa'
/** IAM tag whose value is the ARN of the cluster that the object was made for. */
export const TAG_CLUSTER = 'flux-irsa:cluster'
/** IAM tag on the role: ARN of its policy. */
export const TAG_POLICY = 'flux-irsa:policy'
/** Kubernetes annotation whose value is the ARN of the cluster. */
export const ANNOTATION_OWNER = 'flux-irsa/cluster'

/** What belongs to Flux (install) and what to other workloads (bind). Neither takes the other's for its own. */
export type Part = 'flux' | 'binding'

/** How a part's own things are known. */
export interface Marks {
  fieldManager: string
  sid: string
  /** Key of the tag on its roles and policies. */
  tag: string
  /** Key of the annotation on its Kubernetes objects. */
  annotation: string
}

export const MARKS: Record<Part, Marks> = {
  flux: { fieldManager: FIELD_MANAGER, sid: TRUST_SID, tag: TAG_CLUSTER, annotation: ANNOTATION_OWNER },
  binding: { fieldManager: 'flux-irsa-bind', sid: 'FluxIrsaBinding', tag: 'flux-irsa:binding', annotation: 'flux-irsa/binding' },
}

/** What ROLE_ARN_ANNOTATION said before we set it; an uninstall puts it back. */
export const ANNOTATION_PREVIOUS_ROLE = 'flux-irsa/previous-role-arn'
/** On ServiceAccounts that were not there before us. No other sign tells it: one that was made with nothing but a name has no managedFields. */
export const ANNOTATION_MADE = 'flux-irsa/made'
/** On our ServiceAccounts: the options that their policy was made from, as JSON; a policy that was edited by hand is no witness of them. */
export const ANNOTATION_GRANT = 'flux-irsa/grant'
/** IAM tag on the role: digest of ANNOTATION_GRANT, which counts only with it (docs/ownership.md). */
export const TAG_GRANT = 'flux-irsa:grant'
/** The annotation that the EKS pod identity webhook reads. */
export const ROLE_ARN_ANNOTATION = 'eks.amazonaws.com/role-arn'
/** Label key on our Helm releases. */
export const RELEASE_LABEL = 'flux-irsa'

export type Owner = 'ours' | 'other-cluster' | 'foreign'

/** Whose an IAM object is, by this part's tag. IAM is global: two clusters of one name, in two regions, differ by their ARN. */
export function tagOwner(tags: Record<string, string>, clusterArn: string, part: Part = 'flux'): Owner {
  const cluster = tags[MARKS[part].tag]
  if (cluster === undefined) return 'foreign'
  return cluster === clusterArn ? 'ours' : 'other-cluster'
}

/** On the role while its policy is being replaced by one of another name: ARN of the old one, so that a run that is cut off can find it. */
export const TAG_OLD_POLICY = 'flux-irsa:old-policy'

/** The policies of our own that our tags on a role name. */
export function taggedPolicies(tags: Record<string, string>): string[] {
  return [...new Set([tags[TAG_POLICY], tags[TAG_OLD_POLICY]].filter((arn) => arn !== undefined))]
}

const TAG_ATTACHED = 'flux-irsa:attached:'

/** Key of the tag that remembers a policy of somebody else's which we attached. A tag each: a tag's value holds 256 characters. */
export function attachedTag(policyArn: string): string {
  return `${TAG_ATTACHED}${fnv1a(policyArn)}`
}

/** The policies of others that we attached to a role, by its tags: key of the tag to ARN. */
export function attachedByUs(tags: Record<string, string>): Map<string, string> {
  return new Map(Object.entries(tags).filter(([key]) => key.startsWith(TAG_ATTACHED)))
}
