import { BORROWED_IDENTITY } from './borrowed-identity.ts'
import { CALLER } from './caller.ts'
import type { Check } from './check.ts'
import { CLUSTER } from './cluster.ts'
import { FLUX } from './flux.ts'
import { FLUX_VERSIONS } from './flux-versions.ts'
import { FLUX_WATCH } from './flux-watch.ts'
import { GIT } from './git.ts'
import { IMAGE_AUTOMATIONS } from './image-automations.ts'
import { IMAGE_POLICIES } from './image-policies.ts'
import { IMAGES } from './images.ts'
import { OIDC_PROVIDER } from './oidc-provider.ts'
import { POD_REGION } from './pod-region.ts'
import { POD_TOKEN } from './pod-token.ts'
import { PODS } from './pods.ts'
import { POLICY } from './policy.ts'
import { PROOF } from './proof.ts'
import { REGISTRY_SOURCES } from './registry-sources.ts'
import { ROLE } from './role.ts'
import { SERVICE_ACCOUNTS } from './service-accounts.ts'
import { WEBHOOK } from './webhook.ts'

/** All checks, in the order in which a report shows them: along the chain, from the caller to the images. */
export const CATALOGUE: readonly Check[] = [
  ...CALLER,
  ...CLUSTER,
  ...OIDC_PROVIDER,
  ...ROLE,
  ...POLICY,
  ...SERVICE_ACCOUNTS,
  ...WEBHOOK,
  ...PODS,
  ...POD_REGION,
  ...POD_TOKEN,
  ...BORROWED_IDENTITY,
  ...PROOF,
  ...FLUX,
  ...FLUX_VERSIONS,
  ...FLUX_WATCH,
  ...GIT,
  ...IMAGES,
  ...IMAGE_POLICIES,
  ...IMAGE_AUTOMATIONS,
  ...REGISTRY_SOURCES,
]
