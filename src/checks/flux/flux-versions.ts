import { CHART_ARTIFACT, pinOf } from '../../domain/flux-artifact.ts'
import { newestFluxMinor, versionPairProblem } from '../../domain/flux-versions.ts'
import type { KubeObject } from '../../model/kube.ts'
import { fail, notApplicable, pass, warn, type Check, type Finding } from '../kernel/check.ts'
import { readinessOf } from '../kernel/condition.ts'
import type { Facts } from '../kernel/facts.ts'
import type { VerifySettings } from '../kernel/settings.ts'
import { instanceFix } from './foreign-flux.ts'
import { operatorDeployment, operatorImage } from './operator-deployment.ts'
import { shell } from '../../domain/shell.ts'

const section = 'flux'

/** Oldest Kubernetes minor that a Flux minor is tested with. Source: https://fluxcd.io/flux/releases/ (supported Kubernetes versions) */
const OLDEST_KUBERNETES: Record<string, number> = { '2.7': 32, '2.8': 33, '2.9': 34 }
/** From this operator on only Flux versions that it embeds are taken from an artifact. Source: flux-operator pull request 937 */
const CAREFUL_OPERATOR = [0, 54]

export const FLUX_VERSIONS: Check[] = [
  {
    id: 'flux-versions',
    section,
    severity: 'fail',
    title: 'operator, Flux and Kubernetes go together',
    needs: ['flux-instance'],
    run: versions,
  },
  {
    id: 'flux-artifact',
    section,
    severity: 'warn',
    title: "Flux's manifests are those of this operator",
    needs: ['flux-instance'],
    run: artifact,
  },
  {
    id: 'stored-versions',
    section,
    severity: 'warn',
    title: 'no object is stored in an API version that is gone',
    needs: ['flux-instance'],
    run: storedVersions,
  },
]

interface Distribution {
  version?: string
  artifact?: string
}

function distributionOf(instance: KubeObject | undefined): Distribution {
  return (instance?.['spec'] as { distribution?: Distribution } | undefined)?.distribution ?? {}
}

/** Of the operator's image; `undefined` for one without a version as its tag. */
async function operatorVersion({ deployments }: Facts): Promise<string | undefined> {
  const deployment = operatorDeployment(await deployments())
  return /:v?(\d+\.\d+\.\d+)(?:[-@].*)?$/.exec(operatorImage(deployment) ?? '')?.[1]
}

/** Oldest Kubernetes that a Flux is tested with, as a hint; empty where it is new enough. */
function kubernetesHint(flux: string, kubernetes: string): string {
  const minor = /^v?(\d+\.\d+)/.exec(flux)?.[1] ?? ''
  const oldest = OLDEST_KUBERNETES[minor]
  const old = oldest !== undefined && Number(kubernetes.split('.')[1]) < oldest
  return old ? `Flux ${minor} is tested with Kubernetes 1.${oldest} and newer, not with ${kubernetes}` : ''
}

async function versions(facts: Facts): Promise<Finding> {
  const foreign = await facts.foreignFlux()
  if (foreign) {
    const { version = '' } = foreign
    if (!version) return notApplicable('the version of Flux is not told')
    return pass(
      `Flux ${version}`,
      [`Flux: ${version}`, `Kubernetes: ${facts.cluster.version}`],
      kubernetesHint(version, facts.cluster.version),
    )
  }
  const instance = await facts.fluxInstance()
  const operator = await operatorVersion(facts)
  const { version: wanted } = distributionOf(instance)
  if (!instance || !operator || !wanted) return notApplicable('the versions are not told')
  const status = instance['status'] as { lastAppliedRevision?: string } | undefined
  const running = status?.lastAppliedRevision?.split('@')[0] ?? ''
  const evidence = [
    `flux-operator: ${operator}`,
    `Flux: ${wanted}${running ? `, runs ${running}` : ''}`,
    `Kubernetes: ${facts.cluster.version}`,
  ]
  const problem = versionPairProblem(operator, wanted)
  if (problem && readinessOf(instance).state === 'ready')
    return pass(`flux-operator ${operator}, Flux ${running || wanted}`, evidence, problem)
  if (problem) {
    const range = `${newestFluxMinor(operator)}.x`
    return fail(problem, {
      evidence,
      cause: 'fluxinstance-build-failed',
      fix: instanceFix(facts.settings, `spec.distribution.version: ${range}`, shell`--flux-version ${range}`),
    })
  }
  return pass(`flux-operator ${operator}, Flux ${running || wanted}`, evidence, kubernetesHint(running, facts.cluster.version))
}

/**
 * The chart's default artifact is `…:latest`: an operator that is older than the Flux in it cannot build it one day.
 * Source: https://github.com/fluxcd/flux2/issues/5965
 */
async function artifact(facts: Facts): Promise<Finding> {
  if (await facts.foreignFlux()) return notApplicable('there is no FluxInstance')
  const { artifact: address } = distributionOf(await facts.fluxInstance())
  if (!address) return pass('those that the operator embeds')
  const version = await operatorVersion(facts)
  const pinned = pinOf(address)
  const other = pinned !== undefined && version !== undefined && !pinned.startsWith('sha256:') && pinned !== version
  if (pinned) return pass(address, [], other ? `manifests of flux-operator ${pinned}, and ${version} runs` : '')
  const [major = 0, minor = 0] = version?.split('.').map(Number) ?? []
  const careful = version !== undefined && (major > 0 || minor >= (CAREFUL_OPERATOR[1] ?? 0))
  const hint = `${address} floats: what is installed changes by itself`
  if (careful) return pass(address, [], `${hint}, within what flux-operator ${version} knows`)
  return warn(`${hint}, and flux-operator ${version ?? 'of unknown version'} cannot build every Flux to come`, {
    evidence: [`artifact: ${address}`],
    cause: 'fluxinstance-build-failed',
    fix: fixOf(facts.settings, address, version),
  })
}

/** What somebody chose is not changed by an install. */
function fixOf(settings: VerifySettings, address: string, version: string | undefined): string {
  const pinned = `${address.replace(/:[^/:]+$/, '')}:v${version ?? 'VERSION'}`
  if (settings.keeper || address === CHART_ARTIFACT) return instanceFix(settings, `spec.distribution.artifact: ${pinned}`)
  return `Set values.instance.instance.distribution.artifact to ${pinned} in the file (-f), then run the install again.`
}

/** Kinds whose older versions Flux 2.7 to 2.9 removed. Source: https://fluxcd.io/blog/ (release notes of Flux 2.7, 2.8 and 2.9) */
export const MIGRATED = [
  'imagerepositories.image.toolkit.fluxcd.io',
  'imagepolicies.image.toolkit.fluxcd.io',
  'imageupdateautomations.image.toolkit.fluxcd.io',
  'gitrepositories.source.toolkit.fluxcd.io',
  'kustomizations.kustomize.toolkit.fluxcd.io',
]

interface CustomKind {
  spec?: { versions?: { name: string; storage?: boolean }[] }
  status?: { storedVersions?: string[] }
}

/** The API server refuses to drop a version in which objects may be stored, and with it Flux's next minor. */
async function storedVersions({ object }: Facts): Promise<Finding> {
  const found = await Promise.all(
    MIGRATED.map(async (name) => ({ name, kind: (await object('CustomResourceDefinition', name)) as CustomKind | undefined })),
  )
  const stale = found.flatMap(({ name, kind }) => {
    const storage = kind?.spec?.versions?.find((version) => version.storage)?.name
    const old = (kind?.status?.storedVersions ?? []).filter((version) => version !== storage)
    return storage && old.length > 0 ? [`${name}: ${old.join(', ')} beside ${storage}`] : []
  })
  if (stale.length === 0) return pass('all are stored in the newest')
  return warn(`objects may still be stored in an old API version: the next minor of Flux cannot be installed (${stale[0]})`, {
    evidence: stale,
    cause: 'crd-missing',
    fix: 'flux migrate',
  })
}
