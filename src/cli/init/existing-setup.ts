import type { AllSaid, Said, SaidValue } from '../../config/said.ts'
import type { Origins, Settings } from '../../model/settings.ts'
import { DEFAULT_SERVICE_ACCOUNTS } from '../../domain/controllers.ts'
import { policyNameFor, roleNameFor } from '../../domain/names.ts'
import { makePlan } from '../../engine/make-plan.ts'
import { isOurRelease } from '../../identity/ours.ts'
import type { KubeObject } from '../../model/kube.ts'
import type { CallContext } from '../../net/call-context.ts'
import { FLUX } from '../scopes.ts'
import { connect } from '../connect.ts'
import type { Io } from '../io.ts'

export interface ExistingSetup {
  /** What is there, in the words of the options. */
  said: AllSaid
  /** Somebody else made some of it. */
  isForeign: boolean
}

const LISTS = ['repository', 'serviceAccount']
/** What is worth a line in a file: the rest stays as it is installed without being said. */
const TELLING = ['repository', 'access', 'serviceAccount', 'gitUrl', 'gitRef', 'gitPath', 'roleName', 'policyName', 'path']

/**
 * Reads what Flux has in the cluster, by the planner that install uses: what an earlier install left; else what others made, as adopt would
 * take it over; and the source that Flux follows, whoever wrote it. Throws a Failure where the cluster cannot be read.
 */
export async function existingSetup(settings: Settings, io: Io, context: CallContext): Promise<ExistingSetup> {
  const { place, read } = await connect(settings, io, context)
  const own = await makePlan(read, settings, place, FLUX)
  const isForeign = own.plan.summary.conflict > 0
  const { origins } = isForeign ? await makePlan(read, { ...settings, adopt: true }, place, FLUX) : own
  const { namespace } = settings
  const [source, sync] = await Promise.all([
    read.kube.get({ kind: 'GitRepository', namespace, name: namespace }),
    read.kube.get({ kind: 'Kustomization', namespace, name: namespace }),
  ])
  return { isForeign, said: new Map([...followed(source, sync, own.world.releases.some(isOurRelease)), ...installed(origins, settings)]) }
}

/**
 * The names are those of `flux bootstrap` and of the operator's sync alike: the namespace's own. A Secret is named where it is not ours to
 * write.
 */
function followed(source: KubeObject | undefined, sync: KubeObject | undefined, isOurs: boolean): [string, Said][] {
  const spec = source?.['spec'] as { url?: string; ref?: { branch?: string; name?: string }; secretRef?: { name?: string } } | undefined
  const path = (sync?.['spec'] as { path?: string } | undefined)?.path
  const ref = spec?.ref?.name ?? (spec?.ref?.branch ? `refs/heads/${spec.ref.branch}` : undefined)
  return [
    ...(spec?.url ? [entry('gitUrl', spec.url)] : []),
    ...(ref && ref !== 'refs/heads/main' ? [entry('gitRef', ref)] : []),
    ...(path && path !== './' ? [entry('gitPath', path)] : []),
    ...(spec?.secretRef?.name && !isOurs ? [entry('gitSecret', spec.secretRef.name)] : []),
  ]
}

function installed(origins: Origins, { target }: Settings): [string, Said][] {
  const defaults: Record<string, string> = {
    repository: '*',
    access: 'minimal',
    serviceAccount: DEFAULT_SERVICE_ACCOUNTS.toSorted().join(', '),
    gitRef: 'refs/heads/main',
    gitPath: './',
    roleName: roleNameFor(target.cluster),
    policyName: policyNameFor(target.cluster),
    path: '/',
  }
  return TELLING.flatMap((key) => {
    const origin = origins[key]
    if (origin?.source !== 'installed' || origin.value === '' || sorted(key, origin.value) === defaults[key]) return []
    return [entry(key, LISTS.includes(key) ? origin.value.split(', ') : origin.value)]
  })
}

/** ServiceAccounts have no order. */
function sorted(key: string, value: string): string {
  return key === 'serviceAccount' ? value.split(', ').toSorted().join(', ') : value
}

function entry(key: string, value: SaidValue): [string, Said] {
  return [key, { value, source: 'file', field: key }]
}
