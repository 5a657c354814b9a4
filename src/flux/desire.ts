import type { Origins, Settings, Source } from '../model/settings.ts'
import { mergeValues, same } from '../domain/chart-values.ts'
import { DEFAULT_COMPONENTS } from '../domain/controllers.ts'
import { artifactOf } from '../domain/flux-artifact.ts'
import { DEFAULT_OPERATOR_VERSION, defaultFluxVersion } from '../domain/flux-versions.ts'
import { providerProblem } from '../domain/git-provider.ts'
import { oidcProviderArn } from '../domain/issuer.ts'
import { AUDIENCE } from '../domain/trust-policy.ts'
import { fluxIdentities, type Choose } from './identities.ts'
import type { Desired } from '../model/desired.ts'
import { gitSecretData } from './git-secret-data.ts'
import { installedText, readInstalled, type Installed } from './installed.ts'
import { at } from '../domain/at.ts'
import { knownChartDigest } from '../domain/chart-digests.ts'
import { DEFAULT_CHARTS, gitSecretName, INSTANCE, INSTANCE_CHART, OPERATOR } from './names.ts'
import { instanceSpec, instanceValues, type InstanceWishes, type LiveSync } from './instance-values.ts'
import { lastingChange, standingFlux } from './standing.ts'
import { isOurRelease } from '../identity/ours.ts'
import type { World } from '../model/world.ts'

const DEFAULT_REGISTRY = 'ghcr.io/fluxcd'

/**
 * What shall be there: what was said, else what our last install left, else the defaults. Pure. The origins tell, for each value,
 * which of the three it was.
 */
export function desire(settings: Settings, world: World): { desired: Desired; origins: Origins } {
  const installed = readInstalled(world, settings)
  const origins: Origins = {}
  const choose: Choose = <T>(name: string, said: T | undefined, kept: T | undefined, byDefault: T): T => {
    const [value, source]: [T, Source | undefined] =
      said !== undefined ? [said, undefined] : kept !== undefined ? [kept, 'installed'] : [byDefault, 'default']
    if (source) origins[name] = { value: Array.isArray(value) ? value.join(', ') : String(value), source }
    return value
  }

  const { flux, git, namespace } = settings
  const standing = standingFlux(namespace, world)
  const identities = fluxIdentities(settings, { world, installed, choose, standing })

  const operatorVersion = choose('operatorVersion', flux.operatorVersion, installed.operatorVersion, DEFAULT_OPERATOR_VERSION)
  const keptFlux =
    flux.operatorVersion === undefined || flux.operatorVersion === installed.operatorVersion
      ? installedText(installed, 'distribution.version')
      : undefined
  const secretName = gitSecretName(settings, world.instance, world.releases)
  const url = choose('gitUrl', git.url, installedText(installed, 'sync.url'), '')
  const sync = liveSync(world, installed)
  // Of another kind the Secret is of another form, and none that we could write.
  const isGit = url !== '' && (sync.kind ?? 'GitRepository') === 'GitRepository'
  const provider = isGit ? choose('gitProvider', git.provider, keptProvider(settings, world, installed, url), 'generic') : undefined
  const wishes: InstanceWishes = {
    fluxVersion: choose('fluxVersion', flux.fluxVersion, keptFlux, defaultFluxVersion(operatorVersion)),
    registry: choose('registry', flux.registry, installedText(installed, 'distribution.registry'), DEFAULT_REGISTRY),
    artifact: artifactOf({
      said: textAt(settings.chartValues.instance, ['instance', 'distribution', 'artifact']),
      installed: installedText(installed, 'distribution.artifact'),
      operator: { installed: installed.operatorVersion, wanted: operatorVersion },
    }),
    components: choose('components', flux.components, components(installed), [...DEFAULT_COMPONENTS]),
    identities: identities.flatMap(({ role, serviceAccounts }) => serviceAccounts.map(({ name }) => ({ name, roleArn: role.arn }))),
    ...(url
      ? {
          sync: {
            url,
            ref: choose('gitRef', git.ref, installedText(installed, 'sync.ref'), 'refs/heads/main'),
            path: choose('gitPath', git.path, installedText(installed, 'sync.path'), './'),
            pullSecret: !isGit
              ? installedText(installed, 'sync.pullSecret')
              : provider && isAnIdentity(provider) && !git.existingSecret
                ? undefined
                : pullSecret(settings, world, installed, secretName),
            provider,
            ...sync,
          },
        }
      : {}),
    userValues: layered(installed.instanceValues, settings.chartValues.instance, isAdopting(settings, world)),
  }
  const charts = choose('chartRepository', flux.chartRepository, installed.chartRepository, DEFAULT_CHARTS).replace(/\/$/, '')
  const chart = (name: string) => {
    const pinned = flux.chartDigests[name] ?? knownChartDigest(charts, name, operatorVersion)
    return { charts, chart: chartReference(charts, name, pinned), version: operatorVersion, ...digest(pinned) }
  }

  const desired: Desired = {
    part: 'flux',
    clusterArn: world.cluster.arn,
    adopt: settings.adopt,
    provider: { arn: oidcProviderArn(world.cluster.arn, world.cluster.issuer), url: world.cluster.issuer, clientId: AUDIENCE },
    replacesPods: true,
    identities,
    flux: {
      namespace,
      ...(standing ? { standing: { ...standing, lasting: lastingChange(standing, identities) } } : {}),
      // Without a sync from Git, credentials that happen to be in the environment are for nothing.
      ...(git.credentials && isGit ? { secret: { name: secretName, data: gitSecretData(git.credentials, url) } } : {}),
      operator: { name: OPERATOR, ...chart(OPERATOR), values: operatorValues(settings, installed) },
      instance: { name: INSTANCE, ...chart(INSTANCE_CHART), values: instanceValues(wishes), spec: instanceSpec(wishes) },
    },
  }
  return { desired, origins }
}

function textAt(values: unknown, path: string[]): string | undefined {
  const value = at(values, path)
  return typeof value === 'string' ? value : undefined
}

function components(installed: Installed): string[] | undefined {
  const list = at(installed.instanceValues, ['instance', 'components'])
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : undefined
}

function operatorValues(settings: Settings, installed: Installed): Record<string, unknown> {
  return mergeValues(installed.operatorValues ?? {}, settings.chartValues.operator)
}

/**
 * What is installed, and over it what the file says, as helm merges its files: what the file does not say stays. Its list of patches takes
 * the place of the installed one, but for the run that takes somebody's over: theirs come first then.
 */
function layered(installed: Record<string, unknown> = {}, said: Record<string, unknown>, keepsPatches: boolean): Record<string, unknown> {
  const merged = mergeValues(installed, said)
  const [theirs, ours] = [installed, said].map((values) => at(values, ['instance', 'kustomize', 'patches']))
  if (!keepsPatches || !Array.isArray(theirs) || !Array.isArray(ours)) return merged
  const others = theirs.filter((patch) => !ours.some((one) => same(one, patch)))
  return mergeValues(merged, { instance: { kustomize: { patches: [...others, ...ours] } } })
}

function isAdopting({ adopt }: Settings, { releases }: World): boolean {
  return adopt && !releases.some((release) => release.name === INSTANCE && isOurRelease(release))
}

/** Name and kind of the sync: those of the live one, which no run of ours changes. */
function liveSync({ instance }: World, installed: Installed): LiveSync {
  const live = at(instance, ['spec', 'sync', 'url']) !== undefined
  const of = (key: string) => {
    const value = live ? at(instance, ['spec', 'sync', key]) : at(installed.instanceValues, ['instance', 'sync', key])
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  return { name: of('name'), kind: of('kind') }
}

/** The Secret that the sync names: the user's, ours (new or kept), else none (a public repository). */
function pullSecret(settings: Settings, world: World, installed: Installed, ours: string): string | undefined {
  if (settings.git.existingSecret) return settings.git.existingSecret
  if (settings.git.credentials || settings.git.secretName) return ours
  // A sync that has none needs none; a run that was cut off may have left ours before there was a sync.
  if (installedText(installed, 'sync.url')) return installedText(installed, 'sync.pullSecret')
  return world.secrets.has(ours) ? ours : undefined
}

/**
 * What our last install set. A provider that was set by hand stays where it fits the Secret, and where the FluxInstance is not ours; else it
 * is drift, which keeps source-controller from logging in.
 */
function keptProvider(settings: Settings, world: World, installed: Installed, url: string): string | undefined {
  const chosen = installedText(installed, 'sync.provider')
  const live = at(world.instance, ['spec', 'sync', 'provider'])
  if (chosen || typeof live !== 'string' || live === '') return chosen
  if (!world.releases.some((release) => release.name === INSTANCE && isOurRelease(release))) return live
  const secret = pullSecret(settings, world, installed, gitSecretName(settings, world.instance, world.releases))
  const data = at(secret === undefined ? undefined : world.secrets.get(secret), ['data'])
  const keys = typeof data === 'object' && data !== null ? Object.keys(data) : undefined
  if (secret !== undefined && !keys) return live
  return providerProblem({ url, provider: live, ...(keys ? { keys } : {}) }) ? undefined : live
}

/** AWS and Azure know source-controller by what it is; the Secret of an earlier login would be in the way. */
function isAnIdentity(provider: string): boolean {
  return provider === 'aws' || provider === 'azure'
}

/** A digest stands without a tag: helm 3 before 3.21.4 ignores a wrong digest behind a tag. */
function chartReference(repository: string, name: string, pinned: string | undefined): string {
  const reference = `${repository}/${name}`
  return pinned ? `${reference}@${pinned}` : reference
}

function digest(pinned: string | undefined): { digest?: string } {
  return pinned ? { digest: pinned } : {}
}
