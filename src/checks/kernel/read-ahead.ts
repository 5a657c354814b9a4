import { EVERYTHING } from '../../engine/preflight.ts'
import type { Facts } from './facts.ts'
import { SOURCE_KINDS } from '../sources/sources.ts'
import { MIGRATED } from '../flux/flux-versions.ts'

const FLUX_KINDS = ['ImagePolicy', ...SOURCE_KINDS]

/**
 * Starts what the checks of a healthy cluster read, side by side: a check that waits for the verdict of another would begin its reads late.
 * Stores nothing, and proves nothing (AssumeRole is left to the check that may be skipped). What fails here is the finding of the check that
 * reads the same.
 */
export async function readAhead(facts: Facts): Promise<void> {
  await Promise.allSettled([...rolesOf(facts), facts.oidcProvider(), facts.podIdentityAssociations(), ofTheCluster(facts)])
}

/** The same for the chain of one workload. */
export async function readAheadOfWorkload(facts: Facts): Promise<void> {
  await Promise.allSettled([...rolesOf(facts), facts.oidcProvider(), facts.podIdentityAssociations(), ofAnyIdentity(facts)])
}

/** The longest chain of reads: those that the annotations name, and beside these the ones that they will most likely name. */
function rolesOf(facts: Facts): Promise<unknown>[] {
  const { likelyRoles = [], roleName } = facts.settings
  const likely = roleName === undefined ? likelyRoles : [roleName, ...likelyRoles]
  const named = async () => {
    const roles = await facts.roles()
    await Promise.allSettled(roles.filter(({ account }) => account === facts.caller.account).map(({ name }) => permissionsOf(facts, name)))
  }
  return [...likely.map((name) => permissionsOf(facts, name)), named()]
}

async function permissionsOf(facts: Facts, name: string): Promise<void> {
  const role = await facts.role(name)
  if (role) await facts.permissions(role)
}

/** What every chain of an identity is judged by; nothing where the cluster is another one. */
async function ofAnyIdentity(facts: Facts): Promise<void> {
  if (!(await facts.sameCluster()).same) return
  const { noToken, serviceAccounts } = facts.settings
  await Promise.allSettled([
    ...(noToken ? [] : serviceAccounts.map((account) => facts.token(account))),
    ...(noToken ? [] : [facts.mayI(EVERYTHING)]),
    facts.object('MutatingWebhookConfiguration', 'pod-identity-webhook'),
    facts.namespace(),
    facts.kubeVersion(),
  ])
}

/** Nothing where the cluster is another one, the caller may not look, or Flux is not installed. */
async function ofTheCluster(facts: Facts): Promise<void> {
  if (!(await facts.sameCluster()).same) return
  await Promise.allSettled([ofAnyIdentity(facts), facts.pods(), facts.deployments(), ofFlux(facts)])
}

async function ofFlux(facts: Facts): Promise<void> {
  if (!(await facts.fluxInstance()) && !(await facts.foreignFlux())) return
  const { kind = 'GitRepository', name = facts.settings.namespace, pullSecret, url } = (await facts.sync()) ?? {}
  await Promise.allSettled([
    facts.imageRepositories(),
    ...(url ? [facts.object(kind, name), facts.object('Kustomization', name)] : []),
    ...(pullSecret ? [facts.object('Secret', pullSecret)] : []),
    ...FLUX_KINDS.map((each) => facts.all(each)),
    facts.awsUses(),
    facts.pendingPods(),
    ...MIGRATED.map((crd) => facts.object('CustomResourceDefinition', crd)),
  ])
}
