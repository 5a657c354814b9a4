import { isController, recogniseFlux } from '../../flux/kinds/recognise.ts'
import { KINDS } from '../../flux/kinds/kinds.ts'
import type { Flux } from '../../model/flux.ts'
import type { KubeObject } from '../../model/kube.ts'
import { raw, shell } from '../../domain/shell.ts'
import { ROLE_ARN_ANNOTATION } from '../../domain/ownership.ts'
import type { VerifySettings } from '../kernel/settings.ts'
import { operatorDeployment } from './operator-deployment.ts'

/** Of a Flux that is not flux-operator's: what it is, and where its owner sets what shall last. */
export interface ForeignFlux extends Flux {
  by: string
  annotate: string
}

/**
 * The Flux that runs in a namespace without flux-operator; `undefined` where an operator or a FluxInstance is there, or no controller.
 * Pure: `deployments` are all of the namespace.
 */
export function foreignFlux(namespace: string, deployments: KubeObject[], instance: KubeObject | undefined): ForeignFlux | undefined {
  if (instance || operatorDeployment(deployments)) return undefined
  const controllers = deployments.filter(isController)
  const [flux] = recogniseFlux({ namespace, controllers, operators: [], instances: [], crds: [] })
  const row = KINDS.find(({ kind }) => kind === flux?.kind)
  return flux && row && flux.kind !== 'operator' ? { ...flux, by: row.by, annotate: row.annotate } : undefined
}

/** One line for what runs there: `Flux 2.9.4 runs without flux-operator, set up by flux bootstrap: Git (…) keeps it`. */
export function describeForeign({ version, by, owner }: ForeignFlux): string {
  return `Flux${version ? ` ${version}` : ''} runs without flux-operator, set up by ${by}: ${owner} keeps it`
}

/**
 * What changes the FluxInstance: the install, with the options that it takes for this; where others keep it, a sentence that names them.
 * `change` is what is to be set, as in “spec.components: add X”.
 */
export function instanceFix({ install, keeper, namespace }: VerifySettings, change: string, options = ''): string {
  return keeper
    ? shell`Change the FluxInstance ${`${namespace}/flux`} where ${raw(keeper)} keeps it: ${raw(change)}.`
    : [install, options].filter(Boolean).join(' ')
}

/** Of a FluxInstance that others keep and an install refuses: where they set an annotation, so that it lasts. */
export function annotatedBy({ isForeign, keeper }: VerifySettings): Pick<ForeignFlux, 'annotate'> | undefined {
  const annotate = KINDS.find(({ kind }) => kind === 'operator')?.annotate
  return isForeign && keeper && annotate ? { annotate } : undefined
}

/** What sets the role of a ServiceAccount of such a Flux, so that its owner does not take it back. `shows` prints the role's ARN and trust. */
export function annotateFix(
  { annotate }: Pick<ForeignFlux, 'annotate'>,
  account: { namespace: string; name: string },
  shows: string,
): string {
  return shell`Set ${ROLE_ARN_ANNOTATION} on the ServiceAccount ${`${account.namespace}/${account.name}`} ${raw(annotate)}; the role and its policy: ${raw(shows)}`
}
