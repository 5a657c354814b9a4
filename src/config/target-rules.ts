import { isRoleArn } from '../domain/arn.ts'
import { isClusterName, isDns1123Label, isRegion } from '../domain/names.ts'
import { must } from './rule.ts'
import type { Rules } from './rule.ts'

/** What may stand where a cluster is named, in words. */
export const CLUSTER_NAMES = "an EKS cluster's name: 1 to 100 letters, digits, - and _, beginning with a letter or digit"

/** What holds for the options that say which cluster, and as whom. */
export const targetRules: Rules = {
  cluster: must(isClusterName, "is not a cluster's name", CLUSTER_NAMES),
  region: must(isRegion, 'is not a region', 'an AWS region such as eu-west-1'),
  assumeRoleArn: must(isRoleArn, "is not a role's ARN", 'arn:aws:iam::ACCOUNT:role/NAME, with twelve digits of account'),
  // KUBECONFIG may be a list; helm's --kubeconfig takes one file (https://helm.sh/docs/helm/helm/).
  kubeconfig: must((value) => !/[^/\\]:[^\\]|;/.test(value.replace(/^[A-Za-z]:[\\/]/, '')), 'is a list of files', 'one file'),
  namespace: must(isDns1123Label, "is not a namespace's name", 'RFC 1123: at most 63 lower-case letters, digits and -'),
}
