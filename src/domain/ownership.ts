/** Our name in `managedFields`; flux-operator takes back what `kubectl*` and `flux` own, not what this one owns. */
export const FIELD_MANAGER = 'flux-irsa'

/** IAM tag whose value is the ARN of the cluster that the object was made for. */
export const TAG_CLUSTER = 'flux-irsa:cluster'
/** IAM tag on the role: ARN of its policy. */
export const TAG_POLICY = 'flux-irsa:policy'

/** Kubernetes annotation whose value is the ARN of the cluster. */
export const ANNOTATION_OWNER = 'flux-irsa/cluster'
/** What ROLE_ARN_ANNOTATION said before we set it; an uninstall puts it back. */
export const ANNOTATION_PREVIOUS_ROLE = 'flux-irsa/previous-role-arn'
/** On our ServiceAccounts: the options that their policy was made from, as JSON; a policy that was edited by hand is no witness of them. */
export const ANNOTATION_GRANT = 'flux-irsa/grant'
/** The annotation that the EKS pod identity webhook reads. */
export const ROLE_ARN_ANNOTATION = 'eks.amazonaws.com/role-arn'
/** Label key on our Helm releases. */
export const RELEASE_LABEL = 'flux-irsa'

export type Owner = 'ours' | 'other-cluster' | 'foreign'

/** Whose an IAM object is, by our tag. IAM is global: two clusters of one name, in two regions, differ by their ARN. */
export function tagOwner(tags: Record<string, string>, clusterArn: string): Owner {
  const cluster = tags[TAG_CLUSTER]
  if (cluster === undefined) return 'foreign'
  return cluster === clusterArn ? 'ours' : 'other-cluster'
}

/** On the role while its policy is being replaced by one of another name: ARN of the old one, so that a run that is cut off can find it. */
export const TAG_OLD_POLICY = 'flux-irsa:old-policy'

/** The policies that our tags on a role name. */
export function taggedPolicies(tags: Record<string, string>): string[] {
  return [tags[TAG_POLICY], tags[TAG_OLD_POLICY]].filter((arn) => arn !== undefined)
}
