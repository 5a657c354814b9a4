import type { Settings } from '../model/settings.ts'
import type { Flux } from '../model/flux.ts'
import { KINDS } from './kinds/kinds.ts'
import { shell } from '../domain/shell.ts'
import { INSTANCE, OPERATOR } from './names.ts'
import { isOurObject, isOurRelease, otherOwner } from '../identity/ours.ts'
import type { World } from '../model/world.ts'

type Seen = Pick<World, 'cluster' | 'flux' | 'instance' | 'releases' | 'serviceAccounts' | 'operator'>
interface Conflict {
  reason: string
  fix: string
}

/**
 * The Flux in the cluster that ours would take over, upgrade or rob of its CRDs: a conflict, `--adopt` or not, that names kind, version and
 * owner. A FluxInstance of our namespace is not among them: whether it may be adopted is its own row's question. Where ours stands and
 * runs already, what stands beside it is not in its way any more. Source of what an operator does to them: flux-operator#133.
 */
export function fluxInTheWay(namespace: string, world: Seen, isAdopting: boolean): Conflict | undefined {
  const conflicts = world.flux.flatMap((flux) => conflictOf(flux, { namespace, world, isAdopting }) ?? [])
  return conflicts[0]
}

/** What install leaves of a Flux that it serves where it stands, and which options therefore do nothing; one sentence. */
export function standsAsItIs(flux: Flux, { git, flux: wishes }: Settings): string {
  const given: [option: string, value: unknown][] = [
    ['--git-url', git.url],
    ['--git-ref', git.ref],
    ['--git-path', git.path],
    ['--git-provider', git.provider],
    ['--git-secret', git.existingSecret],
    ['Git credentials', git.credentials],
    ['--operator-version', wishes.operatorVersion],
    ['--flux-version', wishes.fluxVersion],
    ['--registry', wishes.registry],
    ['--components', wishes.components],
    ['--chart-repository', wishes.chartRepository],
  ]
  const unused = given.filter(([, value]) => value !== undefined).map(([option]) => option)
  const left = unused.length > 0 ? `; left unused: ${unused.join(', ')}` : ''
  return `${describeFlux(flux)}. It gets its identity, and nothing else of it is changed${left}.`
}

/** Every Flux that we did not make and that an uninstall of ours would rob of its CRDs. */
export function fluxBesideOurs(namespace: string, world: Seen): Flux[] {
  return world.flux.filter((flux) => flux.has !== 'only an operator' && !(flux.kind === 'operator' && flux.namespace === namespace))
}

/** `Flux 2.9.4 runs in flux-system, set up by flux bootstrap: Git (Kustomization flux-system/flux-system) keeps it`. */
export function describeFlux({ kind, namespace, version, owner, has }: Flux): string {
  const by = KINDS.find((row) => row.kind === kind)?.by
  const flux = version ? `Flux ${version}` : 'a Flux of unknown version'
  if (has === 'only an operator') return `${owner} is there, and a cluster holds one flux-operator`
  if (has === 'only CRDs') return `CRDs of ${flux} are there without controllers, set up by ${by}: ${owner} keeps them`
  return `${flux} runs in ${namespace}, set up by ${by}: ${owner} keeps it`
}

function conflictOf(
  flux: Flux,
  { namespace, world, isAdopting }: { namespace: string; world: Seen; isAdopting: boolean },
): Conflict | undefined {
  const isHere = flux.namespace === namespace
  const isOurs = world.instance !== undefined && world.releases.some((release) => release.name === INSTANCE && isOurRelease(release))
  if (flux.kind === 'operator' && isHere) return ofOperatorHere(flux, world, isAdopting)
  if (isOurs) return undefined
  if (!isHere && flux.has !== 'only CRDs') {
    return { reason: describeFlux(flux), fix: shell`Name its namespace: --namespace ${flux.namespace}` }
  }
  const reason = `${describeFlux(flux)}; an operator would take ${flux.has === 'only CRDs' ? 'them' : 'it'} over`
  if (flux.has !== 'only CRDs') return { reason, fix: leaveIt(flux) }
  return { reason, fix: 'Have their owner take them away, or put that Flux back: --adopt does not take them over.' }
}

function leaveIt({ kind }: Flux): string {
  const annotate = KINDS.find((row) => row.kind === kind)?.annotate
  return `Leave it as it is (--adopt does not take it over) and set the role ${annotate}: "flux-irsa render -o iam" prints it and its policy.`
}

/** Of our namespace: one whose FluxInstance is gone, and one that is half of Git's and half of somebody's Helm. */
function ofOperatorHere(flux: Flux, world: Seen, isAdopting: boolean): Conflict | undefined {
  if (!world.instance) {
    const isOurs = world.serviceAccounts.some((account) => isOurObject(account, world.cluster.arn))
    if (flux.has !== 'controllers' || isOurs || isAdopting) return undefined
    return { reason: `${describeFlux(flux)}, and that is gone`, fix: 'Add --adopt to take it over.' }
  }
  const keeper = otherOwner(world.instance)
  const release = world.releases.find(({ name }) => name === OPERATOR)
  if (!keeper || !release || isOurRelease(release) || otherOwner(world.operator)) return undefined
  return {
    reason:
      `${flux.version ? `Flux ${flux.version}` : 'the Flux'} in ${flux.namespace} is not ours: ${keeper} keeps its FluxInstance, ` +
      `and the Helm release ${release.namespace}/${release.name} ${release.chart.version} its operator`,
    fix: leaveIt(flux),
  }
}
