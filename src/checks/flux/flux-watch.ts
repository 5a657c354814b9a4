import { fail, pass, type Check, type Finding } from '../kernel/check.ts'
import { REFLECTOR, type Facts } from '../kernel/facts.ts'
import { shell } from '../../domain/shell.ts'

export const FLUX_WATCH: Check[] = [
  {
    id: 'flux-watch',
    section: 'flux',
    severity: 'fail',
    title: 'the image reflector watches the namespaces of its ImageRepositories',
    needs: ['flux-components', 'image-repositories'],
    run: watches,
  },
]

/**
 * `--watch-all-namespaces` is true where it is not said; Flux's own manifests say it.
 * Source: https://fluxcd.io/flux/installation/configuration/ (controller flags)
 */
async function watches(facts: Facts): Promise<Finding> {
  const { namespace } = facts.settings
  const deployment = (await facts.deployments()).find(({ metadata }) => metadata.name === REFLECTOR)
  const spec = deployment?.['spec'] as { template?: { spec?: { containers?: { args?: string[] }[] } } } | undefined
  const args = spec?.template?.spec?.containers?.[0]?.args ?? []
  const narrow = args.find((arg) => /^--watch-all-namespaces=(false|0|f)$/i.test(arg))
  if (!narrow) return pass('all namespaces')
  const neighbours = ((await facts.imageRepositories()) ?? []).filter((use) => use.namespace !== namespace).map(({ id }) => id)
  if (neighbours.length === 0) return pass(`only ${namespace}, where all ImageRepositories are`)
  return fail(`${REFLECTOR} runs with ${narrow}: ${neighbours.length} ImageRepositories of other namespaces are never scanned`, {
    evidence: [`not watched: ${neighbours.slice(0, 5).join(', ')}`],
    fix: shell`Take ${narrow} out of spec.kustomize.patches of the FluxInstance (kubectl --namespace ${namespace} edit fluxinstance flux), or out of the Deployment ${REFLECTOR}.`,
  })
}
