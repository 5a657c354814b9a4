import { Failure } from '../../domain/failure.ts'
import { raw, shell } from '../../domain/shell.ts'
import { describeFlux } from '../../flux/in-the-way.ts'
import { recogniseFlux } from '../../flux/kinds/recognise.ts'
import type { Facts } from '../kernel/facts.ts'

/**
 * The Flux, or the flux-operator, of another namespace, where this one has none: an install here would be a conflict, and an operator heeds
 * the FluxInstance of its own namespace alone (flux-operator, cmd/operator/main.go). `undefined` where there is none, or the cluster may
 * not be listed: that only adorns a finding. Asked for only when something is missing.
 */
export async function fluxElsewhere({ fluxEvidence, settings }: Facts): Promise<{ says: string; fix: string } | undefined> {
  try {
    const found = recogniseFlux(await fluxEvidence()).filter(
      ({ namespace, has }) => namespace !== settings.namespace && has !== 'only CRDs',
    )
    const [first] = found
    if (!first) return undefined
    const verify = settings.install.replace(/ (?:install|adopt|render --output iam) /, ' verify ').replace(/ --namespace \S+/, '')
    return { says: describeFlux(first), fix: shell`${raw(verify)} --namespace ${first.namespace}` }
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}
