import { BORROWED_IDENTITY } from '../chain/borrowed-identity.ts'
import { CALLER } from '../chain/caller.ts'
import type { Check } from './check.ts'
import { CLUSTER } from '../chain/cluster.ts'
import { FLUX } from '../flux/flux.ts'
import { FLUX_VERSIONS } from '../flux/flux-versions.ts'
import { FLUX_WATCH } from '../flux/flux-watch.ts'
import { GIT } from '../sources/git.ts'
import { IMAGE_AUTOMATIONS } from '../images/image-automations.ts'
import { IMAGE_POLICIES } from '../images/image-policies.ts'
import { IMAGES } from '../images/images.ts'
import { AWS_ACCESS } from '../sources/aws-access.ts'
import { OBJECT_ACCOUNTS } from '../sources/object-accounts.ts'
import { SOURCES } from '../sources/sources.ts'
import { OIDC_PROVIDER } from '../chain/oidc-provider.ts'
import { POD_REGION } from '../chain/pod-region.ts'
import { POD_TOKEN } from '../chain/pod-token.ts'
import { POD_IDENTITY } from '../chain/pod-identity.ts'
import { PODS } from '../chain/pods.ts'
import { POLICY } from '../chain/policy.ts'
import { PROOF } from '../chain/proof.ts'
import { REGISTRY_SOURCES } from '../sources/registry-sources.ts'
import { ROLE } from '../chain/role.ts'
import { SERVICE_ACCOUNTS } from '../chain/service-accounts.ts'
import { TOKEN_RIGHT } from '../chain/token-right.ts'
import { WEBHOOK } from '../chain/webhook.ts'

/** All checks, in the order in which a report shows them: along the chain, from the caller to the images. */
export const CATALOGUE: readonly Check[] = [
  ...CALLER,
  ...TOKEN_RIGHT,
  ...CLUSTER,
  ...OIDC_PROVIDER,
  ...ROLE,
  ...POLICY,
  ...SERVICE_ACCOUNTS,
  ...WEBHOOK,
  ...PODS,
  ...POD_IDENTITY,
  ...POD_REGION,
  ...POD_TOKEN,
  ...BORROWED_IDENTITY,
  ...PROOF,
  ...FLUX,
  ...FLUX_VERSIONS,
  ...FLUX_WATCH,
  ...GIT,
  ...OBJECT_ACCOUNTS,
  ...AWS_ACCESS,
  ...SOURCES,
  ...IMAGES,
  ...IMAGE_POLICIES,
  ...IMAGE_AUTOMATIONS,
  ...REGISTRY_SOURCES,
]
