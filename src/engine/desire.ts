import type { Origins, Settings, Source } from '../config/settings.ts'
import { policyArn, roleArn } from '../domain/arn.ts'
import { DEFAULT_COMPONENTS, DEFAULT_SERVICE_ACCOUNTS } from '../domain/controllers.ts'
import { DEFAULT_OPERATOR_VERSION, defaultFluxVersion } from '../domain/flux-versions.ts'
import { oidcProviderArn } from '../domain/issuer.ts'
import { policyNameFor, roleNameFor } from '../domain/names.ts'
import { TAG_CLUSTER, TAG_POLICY } from '../domain/ownership.ts'
import { ecrPolicy, repositoryArns } from '../domain/permissions-policy.ts'
import { AUDIENCE, trustStatement } from '../domain/trust-policy.ts'
import { adoptableRole } from './adoptable.ts'
import type { Desired } from './desired.ts'
import { gitSecretData } from './git-secret-data.ts'
import { installedText, readInstalled, type Grant, type Installed } from './installed.ts'
import { at, DEFAULT_CHARTS, gitSecretName, INSTANCE, INSTANCE_CHART, OPERATOR } from './names.ts'
import { instanceSpec, instanceValues, type InstanceWishes } from './instance-values.ts'
import type { World } from './world.ts'

const DEFAULT_REGISTRY = 'ghcr.io/fluxcd'

/**
 * What shall be there: what was said, else what our last install left, else the defaults. Pure. The origins tell, for each value,
 * which of the three it was.
 */
export function desire(settings: Settings, world: World): { desired: Desired; origins: Origins } {
  const installed = readInstalled(world, settings)
  const origins: Origins = {}
  const choose = <T>(name: string, said: T | undefined, kept: T | undefined, byDefault: T): T => {
    const [value, source]: [T, Source | undefined] =
      said !== undefined ? [said, undefined] : kept !== undefined ? [kept, 'installed'] : [byDefault, 'default']
    if (source) origins[name] = { value: Array.isArray(value) ? value.join(', ') : String(value), source }
    return value
  }

  const { account } = world.caller
  const { partition, region } = world
  const { iam, flux, git, namespace } = settings
  const prefix = iam.namePrefix ?? settings.target.cluster
  const saidName = (name: string | undefined, byPrefix: (prefix: string) => string) =>
    name ?? (iam.namePrefix ? byPrefix(iam.namePrefix) : undefined)

  const roleName = choose(
    'roleName',
    saidName(iam.roleName, roleNameFor),
    installed.roleName ?? adoptable(world, settings),
    roleNameFor(prefix),
  )
  const existing = world.candidates.find((role) => role.name === roleName)
  const rolePath = choose('path', iam.path, existing?.path ?? installed.rolePath, '/')
  const policyName = choose('policyName', saidName(iam.policyName, policyNameFor), installed.policyName, policyNameFor(prefix))
  const policyPath = iam.path ?? installed.policyPath ?? '/'
  // Sorted: the trust policy has no order to remember, so neither may the patches.
  const serviceAccounts = choose('serviceAccount', settings.serviceAccounts, installed.serviceAccounts, [
    ...DEFAULT_SERVICE_ACCOUNTS,
  ]).toSorted()
  const repositories = choose('repository', settings.repositories, installed.repositories, ['*'])
  const access = choose('access', settings.access, installed.access, 'minimal')

  const provider = oidcProviderArn(world.cluster.arn, world.cluster.issuer)
  const policy = policyArn({ partition, account, path: policyPath, name: policyName })
  const role = roleArn({ partition, account, path: rolePath, name: roleName })
  const tags = { ...iam.tags, [TAG_CLUSTER]: world.cluster.arn }

  const operatorVersion = choose('operatorVersion', flux.operatorVersion, installed.operatorVersion, DEFAULT_OPERATOR_VERSION)
  const keptFlux =
    flux.operatorVersion === undefined || flux.operatorVersion === installed.operatorVersion
      ? installedText(installed, 'distribution.version')
      : undefined
  const secretName = gitSecretName(settings, world.instance, world.releases)
  const url = choose('gitUrl', git.url, installedText(installed, 'sync.url'), '')
  const wishes: InstanceWishes = {
    fluxVersion: choose('fluxVersion', flux.fluxVersion, keptFlux, defaultFluxVersion(operatorVersion)),
    registry: choose('registry', flux.registry, installedText(installed, 'distribution.registry'), DEFAULT_REGISTRY),
    components: choose('components', flux.components, components(installed), [...DEFAULT_COMPONENTS]),
    roleArn: role,
    serviceAccounts,
    ...(url
      ? {
          sync: {
            url,
            ref: choose('gitRef', git.ref, installedText(installed, 'sync.ref'), 'refs/heads/main'),
            path: choose('gitPath', git.path, installedText(installed, 'sync.path'), './'),
            pullSecret: pullSecret(settings, world, installed, secretName),
          },
        }
      : {}),
    userValues: Object.keys(settings.chartValues.instance).length > 0 ? settings.chartValues.instance : (installed.instanceValues ?? {}),
  }
  const charts = choose('chartRepository', flux.chartRepository, installed.chartRepository, DEFAULT_CHARTS).replace(/\/$/, '')
  const chart = (name: string) => ({
    charts,
    chart: chartReference(charts, name, flux.chartDigests[name]),
    version: operatorVersion,
    ...digest(flux.chartDigests[name]),
  })

  const accounts = serviceAccounts.map((name) => ({ namespace, name }))

  const desired: Desired = {
    part: 'flux',
    clusterArn: world.cluster.arn,
    adopt: settings.adopt,
    provider: { arn: provider, url: world.cluster.issuer, clientId: AUDIENCE },
    replacesPods: true,
    identities: [
      {
        policy: {
          arn: policy,
          name: policyName,
          path: policyPath,
          tags,
          document: ecrPolicy({
            access,
            repositoryArns: repositoryArns(repositories, { partition, region, account }),
            pullsLayers: serviceAccounts.includes('source-controller'),
          }),
        },
        role: {
          arn: role,
          name: roleName,
          path: rolePath,
          tags: { ...tags, [TAG_POLICY]: policy },
          statement: trustStatement({ providerArn: provider, issuer: world.cluster.issuer, serviceAccounts: accounts }),
          ...(iam.permissionsBoundary ? { boundary: iam.permissionsBoundary } : {}),
        },
        attached: [],
        serviceAccounts: accounts.map((one) => ({ ...one, create: true })),
        grant: JSON.stringify({ repositories: repositories.toSorted(), access, policy, serviceAccounts } satisfies Grant),
      },
    ],
    flux: {
      namespace,
      // Without a URL there is no sync, and credentials that happen to be in the environment are for nothing.
      ...(git.credentials && url ? { secret: { name: secretName, data: gitSecretData(git.credentials, url) } } : {}),
      operator: { name: OPERATOR, ...chart(OPERATOR), values: operatorValues(settings, installed) },
      instance: { name: INSTANCE, ...chart(INSTANCE_CHART), values: instanceValues(wishes), spec: instanceSpec(wishes) },
    },
  }
  return { desired, origins }
}

function adoptable(world: World, settings: Settings): string | undefined {
  return settings.adopt ? adoptableRole(world)?.name : undefined
}

function components(installed: Installed): string[] | undefined {
  const list = at(installed.instanceValues, ['instance', 'components'])
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : undefined
}

function operatorValues(settings: Settings, installed: Installed): Record<string, unknown> {
  return Object.keys(settings.chartValues.operator).length > 0 ? settings.chartValues.operator : (installed.operatorValues ?? {})
}

/** The Secret that the sync names: the user's, ours (new or kept), else none (a public repository). */
function pullSecret(settings: Settings, world: World, installed: Installed, ours: string): string | undefined {
  if (settings.git.existingSecret) return settings.git.existingSecret
  if (settings.git.credentials || settings.git.secretName) return ours
  return installedText(installed, 'sync.pullSecret') ?? (world.secrets.has(ours) ? ours : undefined)
}

/** A digest stands without a tag: helm 3 before 3.21.4 ignores a wrong digest behind a tag. */
function chartReference(repository: string, name: string, pinned: string | undefined): string {
  const reference = `${repository}/${name}`
  return pinned ? `${reference}@${pinned}` : reference
}

function digest(pinned: string | undefined): { digest?: string } {
  return pinned ? { digest: pinned } : {}
}
