import { CONTROLLERS } from '../../domain/controllers.ts'
import { fail, notApplicable, pass, undecided, warn, type Check, type Finding } from '../kernel/check.ts'
import { readinessOf } from '../kernel/condition.ts'
import type { Facts } from '../kernel/facts.ts'
import { isController } from '../../flux/kinds/recognise.ts'
import type { KubeObject } from '../../model/kube.ts'
import { fluxElsewhere } from './flux-elsewhere.ts'
import { describeForeign, instanceFix, type ForeignFlux } from './foreign-flux.ts'
import { operatorDeployment, operatorImage } from './operator-deployment.ts'
import { KUBERNETES } from '../chain/cluster.ts'
import { shell } from '../../domain/shell.ts'

const section = 'flux'

// Source: https://fluxoperator.dev/docs/crd/fluxinstance/ (spec.components, default)
const OPERATOR_DEFAULT = ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller']
/** Source: https://fluxoperator.dev/docs/crd/fluxinstance/ (Ready condition) */
const REASON_CAUSES: Record<string, string> = {
  BuildFailed: 'fluxinstance-build-failed',
  ArtifactFailed: 'fluxinstance-artifact-pull',
}
/** An operator older than 0.53 patches a CRD version that Flux 2.9 no longer has. Source: https://github.com/fluxcd/flux2/issues/5965 */
const OUTDATED_OPERATOR = /doc is missing path: "\/spec\/versions\/\d+\//

export const FLUX: Check[] = [
  {
    id: 'namespace',
    section,
    severity: 'fail',
    title: 'the namespace of Flux exists',
    needs: KUBERNETES,
    async run(facts) {
      const { namespace, settings } = facts
      if (await namespace()) return pass(settings.namespace)
      const elsewhere = await fluxElsewhere(facts)
      const [also, fix] = elsewhere ? [`: ${elsewhere.says}`, elsewhere.fix] : ['', settings.install]
      return fail(`there is no namespace ${settings.namespace}${also}`, { cause: 'namespace-missing', fix })
    },
  },
  {
    id: 'flux-operator',
    section,
    severity: 'fail',
    title: 'flux-operator is available',
    needs: ['namespace'],
    run: operator,
  },
  {
    id: 'flux-instance',
    section,
    severity: 'fail',
    title: 'the FluxInstance exists',
    needs: ['flux-operator'],
    async run({ fluxInstance, foreignFlux, settings }) {
      if (await fluxInstance()) return pass(`${settings.namespace}/flux`)
      const foreign = await foreignFlux()
      if (foreign) return notApplicable(describeForeign(foreign))
      return fail(`there is no FluxInstance ${settings.namespace}/flux`, { cause: 'flux-not-installed', fix: settings.install })
    },
  },
  {
    id: 'flux-components',
    section,
    severity: 'fail',
    title: 'Flux runs the controllers that carry the role',
    needs: ['flux-instance'],
    async run(facts) {
      const { fluxInstance, settings } = facts
      const foreign = await facts.foreignFlux()
      if (foreign) return foreignComponents(facts, foreign)
      const spec = (await fluxInstance())?.['spec'] as { components?: string[] } | undefined
      const components = spec?.components ?? OPERATOR_DEFAULT
      const wanted = settings.serviceAccounts.filter((name) => (CONTROLLERS as readonly string[]).includes(name))
      const missing = wanted.filter((name) => !components.includes(name))
      if (missing.length === 0) return pass(components.join(', '))
      return fail(`the FluxInstance does not list ${missing.join(', ')}`, {
        evidence: [`components: ${components.join(', ')}${spec?.components ? '' : " (the operator's default)"}`],
        cause: 'crd-missing',
        fix: instanceFix(settings, `spec.components: add ${missing.join(', ')}`),
      })
    },
  },
  {
    id: 'flux-ready',
    section,
    severity: 'fail',
    title: 'Flux is Ready',
    needs: ['flux-instance'],
    // Ready waits for what the instance applied, Git source and Kustomization included.
    after: ['flux-components', 'flux-versions', 'git-secret', 'git-repository', 'kustomization'],
    run: ready,
  },
  {
    id: 'flux-reconciling',
    section,
    severity: 'warn',
    title: 'the operator keeps the FluxInstance as it is declared',
    needs: ['flux-instance'],
    async run({ fluxInstance, foreignFlux, settings }) {
      if (await foreignFlux()) return notApplicable('there is no FluxInstance')
      const paused = (await fluxInstance())?.metadata.annotations?.['fluxcd.controlplane.io/reconcile'] === 'disabled'
      if (!paused) return pass('reconciliation is on')
      return warn('reconciliation is disabled: what is changed by hand stays changed, and an uninstall would remove nothing', {
        fix: shell`kubectl --namespace ${settings.namespace} annotate fluxinstance flux fluxcd.controlplane.io/reconcile-`,
      })
    },
  },
]

async function operator(facts: Facts): Promise<Finding> {
  const { deployments, foreignFlux, settings } = facts
  const found = operatorDeployment(await deployments())
  const foreign = found ? undefined : await foreignFlux()
  if (foreign) return notApplicable(describeForeign(foreign))
  if (!found) {
    const elsewhere = await fluxElsewhere(facts)
    if (elsewhere) return fail(`flux-operator is not in ${settings.namespace}: ${elsewhere.says}`, { fix: elsewhere.fix })
    return fail(`flux-operator is not installed in ${settings.namespace}`, { cause: 'flux-not-installed', fix: settings.install })
  }
  const status = found['status'] as
    | { availableReplicas?: number; conditions?: { type: string; status: string; message?: string }[] }
    | undefined
  const image = operatorImage(found)
  const evidence = image ? [`image: ${image}`] : []
  if ((status?.availableReplicas ?? 0) > 0) return pass(`Deployment ${found.metadata.name} is available`, evidence)
  if ((found['spec'] as { replicas?: number } | undefined)?.replicas === 0) {
    return fail(`Deployment ${found.metadata.name} is scaled to 0: nobody reconciles the FluxInstance`, {
      evidence,
      fix: shell`kubectl --namespace ${settings.namespace} scale deployment ${found.metadata.name} --replicas 1`,
    })
  }
  const why = status?.conditions?.find(({ type }) => type === 'Available')?.message
  return fail(`Deployment ${found.metadata.name} has no available pod${why ? `: ${why}` : ''}`, {
    evidence,
    fix: shell`kubectl --namespace ${settings.namespace} describe pods --selector app.kubernetes.io/name=flux-operator`,
  })
}

/** The role's controllers among those that run. */
async function foreignComponents({ deployments, settings }: Facts, foreign: ForeignFlux): Promise<Finding> {
  const versions = (await deployments()).filter(isController).map((one) => `${one.metadata.name} ${versionOf(one)}`)
  const missing = settings.serviceAccounts.filter((name) => !foreign.components.includes(name))
  if (missing.length === 0) return pass(foreign.components.join(', '), versions)
  return fail(`this Flux has no ${missing.join(', ')}`, {
    evidence: versions,
    cause: 'crd-missing',
    fix: `Add ${missing.join(', ')} where ${foreign.owner} keeps this Flux, or leave them out: --service-account names those that are there.`,
  })
}

const versionOf = (deployment: KubeObject) => /:(v[^:@]+)/.exec(operatorImage(deployment) ?? '')?.[1] ?? ''

async function foreignReady({ deployments, settings }: Facts, foreign: ForeignFlux): Promise<Finding> {
  const down = (await deployments())
    .filter((one) => foreign.components.includes(one.metadata.name))
    .filter(({ status }) => ((status as { availableReplicas?: number } | undefined)?.availableReplicas ?? 0) === 0)
  const [first] = down
  if (!first) return pass(`${foreign.components.length} controllers are available`)
  return fail(`${down.map(({ metadata }) => metadata.name).join(', ')} ${down.length > 1 ? 'have' : 'has'} no available pod`, {
    fix: shell`kubectl --namespace ${settings.namespace} describe deployment ${first.metadata.name}`,
  })
}

async function ready(facts: Facts): Promise<Finding> {
  const { fluxInstance, settings } = facts
  const foreign = await facts.foreignFlux()
  if (foreign) return foreignReady(facts, foreign)
  const instance = await fluxInstance()
  if (!instance) throw new Error('the FluxInstance is gone')
  const { state, reason, message } = readinessOf(instance)
  const said = [reason, message].filter(Boolean).join(': ')
  const status = instance['status'] as { lastAppliedRevision?: string } | undefined
  const evidence = status?.lastAppliedRevision ? [`revision: ${status.lastAppliedRevision}`] : []
  if (state === 'ready') return pass(said || 'Ready', evidence)
  if (state === 'progressing') return undecided(`not Ready yet: ${said}`, { evidence, symptom: true })
  const outdated = OUTDATED_OPERATOR.test(message) ? '; this flux-operator is older than the Flux version that it was told to install' : ''
  const cause = REASON_CAUSES[reason] ?? (/timeout waiting for/i.test(message) ? 'health-check-timeout' : undefined)
  return fail(`not Ready: ${said}${outdated}`, {
    evidence,
    symptom: cause === undefined || cause === 'health-check-timeout' || ['flux-versions'],
    ...(cause ? { cause } : {}),
    fix: settings.keeper ? shell`kubectl --namespace ${settings.namespace} describe fluxinstance flux` : settings.install,
  })
}
