import { EVERYTHING } from '../../engine/preflight.ts'
import type { Facts } from './facts.ts'
import { SOURCE_KINDS } from '../sources/sources.ts'
import { MIGRATED } from '../flux/flux-versions.ts'

const FLUX_KINDS = ['ImagePolicy', ...SOURCE_KINDS]

/**
 * Starts what the checks of a healthy cluster read, side by side: a check that waits for the verdict of another would begin its reads late.
 * Stores nothing, and proves nothing (AssumeRole is left to the check that may be skipped). What fails here is the finding of the check that
 * reads the same. The longest chain comes first, since reads run under a limit.
 */
export async function readAhead(facts: Facts): Promise<void> {
  const roles = await facts.roles().catch(() => [])
  const ours = roles.filter(({ account }) => account === facts.caller.account)
  await Promise.allSettled([
    ...ours.map(({ name }) => permissionsOf(facts, name)),
    facts.oidcProvider(),
    facts.podIdentityAssociations(),
    ofTheCluster(facts),
  ])
}

async function permissionsOf(facts: Facts, name: string): Promise<void> {
  const role = await facts.role(name)
  if (role) await facts.permissions(role)
}

/** Nothing where the cluster is another one, the caller may not look, or Flux is not installed. */
async function ofTheCluster(facts: Facts): Promise<void> {
  if (!(await facts.sameCluster()).same || (!(await facts.fluxInstance()) && !(await facts.foreignFlux()))) return
  const { kind = 'GitRepository', name = facts.settings.namespace, pullSecret, url } = (await facts.sync()) ?? {}
  await Promise.allSettled([
    ...(facts.settings.noToken ? [] : facts.settings.serviceAccounts.map((account) => facts.token(account))),
    ...(facts.settings.noToken ? [] : [facts.mayI(EVERYTHING)]),
    facts.imageRepositories(),
    facts.pods(),
    facts.deployments(),
    facts.object('MutatingWebhookConfiguration', 'pod-identity-webhook'),
    facts.namespace(),
    facts.kubeVersion(),
    ...(url ? [facts.object(kind, name), facts.object('Kustomization', name)] : []),
    ...(pullSecret ? [facts.object('Secret', pullSecret)] : []),
    ...FLUX_KINDS.map((each) => facts.all(each)),
    facts.awsUses(),
    facts.pendingPods(),
    ...MIGRATED.map((crd) => facts.object('CustomResourceDefinition', crd)),
  ])
}
