import type { Cause } from '../cause.ts'
import { BENIGN } from './benign.ts'
import { BUCKET } from './bucket.ts'
import { CALLER } from './caller.ts'
import { CREDENTIALS } from './credentials.ts'
import { ECR } from './ecr.ts'
import { FLUX } from './flux.ts'
import { GIT } from './git.ts'
import { GIT_PROVIDER } from './git-provider.ts'
import { GIT_SOURCE } from './git-source.ts'
import { HELM } from './helm.ts'
import { IAM } from './iam.ts'
import { IDENTITY } from './identity.ts'
import { IMAGES } from './images.ts'
import { METADATA } from './imds.ts'
import { IN_CLUSTER } from './in-cluster.ts'
import { INSTALL } from './install.ts'
import { KUSTOMIZE } from './kustomize.ts'
import { NETWORK } from './network.ts'
import { NOTIFICATION } from './notification.ts'
import { POD_IDENTITY } from './pod-identity.ts'
import { RECONCILE } from './reconcile.ts'
import { REGISTRY_ADDRESS } from './registry-address.ts'
import { REGISTRY } from './registry.ts'
import { STS } from './sts.ts'
import { THROTTLED } from './throttling.ts'
import { TRUST } from './trust.ts'
import { WEBHOOK } from './webhook.ts'

/** Every cause that can be told, group by group along the chain: the order of docs/causes.md. */
export const CAUSES: readonly Cause[] = [
  ...IDENTITY,
  ...METADATA,
  ...WEBHOOK,
  ...POD_IDENTITY,
  ...TRUST,
  ...ECR,
  ...REGISTRY,
  ...REGISTRY_ADDRESS,
  ...IMAGES,
  ...BUCKET,
  ...CREDENTIALS,
  ...STS,
  ...NETWORK,
  ...IN_CLUSTER,
  ...THROTTLED,
  ...GIT,
  ...GIT_PROVIDER,
  ...GIT_SOURCE,
  ...INSTALL,
  ...FLUX,
  ...HELM,
  ...RECONCILE,
  ...KUSTOMIZE,
  ...NOTIFICATION,
  ...CALLER,
  ...IAM,
  ...BENIGN,
]

const BY_ID = new Map(CAUSES.map((cause) => [cause.id, cause]))

/** The entry of an id; throws for an id that the table does not have. */
export function causeOf(id: string): Cause {
  const cause = BY_ID.get(id)
  if (!cause) throw new Error(`the table of causes has no ${id}`)
  return cause
}
