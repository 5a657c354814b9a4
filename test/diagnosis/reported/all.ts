import { NOTIFICATION } from './notification.ts'
import { KUSTOMIZE } from './kustomize.ts'
import { FLUX } from './flux.ts'
import { BUCKET } from './bucket.ts'
import { CALLER } from './caller.ts'
import { CREDENTIALS } from './credentials.ts'
import { ECR } from './ecr.ts'
import { GIT } from './git.ts'
import { GIT_SOURCE } from './git-source.ts'
import { HELM } from './helm.ts'
import { IAM } from './iam.ts'
import { IDENTITY } from './identity.ts'
import { IMAGES } from './images.ts'
import { INSTALL } from './install.ts'
import { IN_CLUSTER } from './in-cluster.ts'
import { NETWORK } from './network.ts'
import { POD_IDENTITY } from './pod-identity.ts'
import { RECONCILE } from './reconcile.ts'
import { REGISTRY } from './registry.ts'
import { REGISTRY_ADDRESS } from './registry-address.ts'
import { STS } from './sts.ts'
import { THROTTLING } from './throttling.ts'
import { TRUST } from './trust.ts'
import { WEBHOOK } from './webhook.ts'
import type { Reported } from './reported.ts'

/** What people met, cause by cause; one file for each of src/diagnosis/causes/. */
export const REPORTED: Reported[] = [
  ...IDENTITY,
  ...WEBHOOK,
  ...POD_IDENTITY,
  ...TRUST,
  ...ECR,
  ...REGISTRY,
  ...REGISTRY_ADDRESS,
  ...IMAGES,
  ...CREDENTIALS,
  ...STS,
  ...NETWORK,
  ...GIT,
  ...GIT_SOURCE,
  ...INSTALL,
  ...RECONCILE,
  ...CALLER,
  ...IAM,
  ...HELM,
  ...NOTIFICATION,
  ...KUSTOMIZE,
  ...FLUX,
  ...BUCKET,
  ...IN_CLUSTER,
  ...THROTTLING,
]
