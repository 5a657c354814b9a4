import { isController, recogniseFlux } from '../../flux/kinds/recognise.ts'
import { KINDS } from '../../flux/kinds/kinds.ts'
import type { Flux } from '../../model/flux.ts'
import type { KubeObject } from '../../model/kube.ts'
import { raw, shell } from '../../domain/shell.ts'
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
  const [flux] = fluxIn(namespace, deployments, undefined)
  const row = KINDS.find(({ kind }) => kind === flux?.kind)
  return flux && row && flux.kind !== 'operator' ? { ...flux, by: row.by, annotate: row.annotate } : undefined
}

/** Every Flux of a namespace, ours too. Pure: `deployments` are all of it. */
export function fluxIn(namespace: string, deployments: KubeObject[], instance: KubeObject | undefined): Flux[] {
  const operator = operatorDeployment(deployments)
  const [operators, instances] = [operator ? [operator] : [], instance ? [instance] : []]
  return recogniseFlux({ namespace, controllers: deployments.filter(isController), operators, instances, crds: [] })
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
