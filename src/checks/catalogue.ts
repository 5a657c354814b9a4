import type { Check } from './check.ts'
import { FLUX } from './flux.ts'
import { GIT } from './git.ts'
import { IMAGES } from './images.ts'
import { OIDC_PROVIDER } from './oidc-provider.ts'
import { PODS } from './pods.ts'
import { POLICY } from './policy.ts'
import { PROOF } from './proof.ts'
import { ROLE } from './role.ts'
import { SERVICE_ACCOUNTS } from './service-accounts.ts'
import { TARGET } from './target.ts'

/** All checks, in the order in which a report shows them: along the chain, from the account to the images. */
export const CATALOGUE: readonly Check[] = [
  ...TARGET,
  ...OIDC_PROVIDER,
  ...ROLE,
  ...POLICY,
  ...SERVICE_ACCOUNTS,
  ...PODS,
  ...PROOF,
  ...FLUX,
  ...GIT,
  ...IMAGES,
]
