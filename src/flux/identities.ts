import type { Settings } from '../model/settings.ts'
import { pathOfArn, policyArn, policyNameOfArn, roleArn } from '../domain/arn.ts'
import { DEFAULT_SERVICE_ACCOUNTS } from '../domain/controllers.ts'
import { oidcProviderArn } from '../domain/issuer.ts'
import { controllerPolicyNameFor, controllerRoleNameFor, policyNameFor, roleNameFor } from '../domain/names.ts'
import { TAG_CLUSTER, TAG_POLICY } from '../domain/ownership.ts'
import { ecrPolicy, repositoryArns } from '../domain/permissions-policy.ts'
import { trustStatement } from '../domain/trust-policy.ts'
import { adoptableRole } from './adoptable.ts'
import type { Identity } from '../model/desired.ts'
import { sealOf } from '../identity/grant-memory.ts'
import type { Grant } from '../identity/grant.ts'
import type { Installed } from './installed.ts'
import type { Flux } from '../model/flux.ts'
import type { World } from '../model/world.ts'

/** Takes what was said, else what is installed, else the default, and notes which of the three it was. */
export type Choose = <T>(name: string, said: T | undefined, kept: T | undefined, byDefault: T) => T

interface Names {
  role: string
  rolePath: string
  policy: string
  policyPath: string
}

interface Found {
  world: World
  installed: Installed
  choose: Choose
  /** A Flux that somebody else keeps: none of its controllers is brought, so only those that stand there are served. */
  standing: Flux | undefined
}

/** What Flux's controllers get: one role for all that carry one, or one each. Pure. */
export function fluxIdentities(settings: Settings, { world, installed, choose, standing }: Found): Identity[] {
  const { iam } = settings
  // Who names the role means one.
  const saidEach = settings.roleEach ?? (iam.roleName ? false : undefined)
  const isEach = choose('rolePerServiceAccount', saidEach, installed.roleNames ? true : undefined, false)
  // Sorted: the trust policy has no order to remember, so neither may the patches.
  const controllers = choose('serviceAccount', settings.serviceAccounts, installed.serviceAccounts, byDefault(standing, world)).toSorted()
  const repositories = choose('repository', settings.repositories, installed.repositories, ['*'])
  const access = choose('access', settings.access, installed.access, 'minimal')
  const wish = { repositories: repositories.toSorted(), access, serviceAccounts: controllers }
  if (isEach) {
    return controllers.map((controller) => {
      const names = ownNames(controller, settings, world, installed)
      return identityOf([controller], names, { ...wish, roleEach: true }, { settings, world, standing })
    })
  }
  return [identityOf(controllers, sharedNames(settings, world, installed, choose), wish, { settings, world, standing })]
}

/** The controllers of images; of a Flux that stands without them the one that reads sources. */
function byDefault(standing: Flux | undefined, { serviceAccounts }: World): string[] {
  const isThere = (name: string) => !standing || serviceAccounts.some(({ metadata }) => metadata.name === name)
  const found = DEFAULT_SERVICE_ACCOUNTS.filter(isThere)
  return found.length > 0 ? found : ['source-controller']
}

function sharedNames(settings: Settings, world: World, installed: Installed, choose: Choose): Names {
  const { iam } = settings
  const prefix = iam.namePrefix ?? settings.target.cluster
  const saidName = (name: string | undefined, byPrefix: (prefix: string) => string) =>
    name ?? (iam.namePrefix ? byPrefix(iam.namePrefix) : undefined)
  // The names of one controller's role are no names for all.
  const kept: Installed = installed.roleNames ? {} : installed
  const adoptable = settings.adopt ? adoptableRole(world)?.name : undefined
  const role = choose('roleName', saidName(iam.roleName, roleNameFor), kept.roleName ?? adoptable, roleNameFor(prefix))
  const existing = world.candidates.find(({ name }) => name === role)
  return {
    role,
    rolePath: choose('path', iam.path, existing?.path ?? kept.rolePath, '/'),
    policy: choose('policyName', saidName(iam.policyName, policyNameFor), kept.policyName, policyNameFor(prefix)),
    policyPath: iam.path ?? kept.policyPath ?? '/',
  }
}

function ownNames(controller: string, { iam, target }: Settings, world: World, installed: Installed): Names {
  const prefix = iam.namePrefix ?? target.cluster
  const kept = iam.namePrefix ? undefined : installed.roleNames?.get(controller)
  const role = kept ?? controllerRoleNameFor(prefix, controller)
  const existing = world.candidates.find(({ name }) => name === role)
  const tagged = iam.namePrefix ? undefined : existing?.tags[TAG_POLICY]
  const path = iam.path ?? existing?.path ?? '/'
  return {
    role,
    rolePath: path,
    policy: (tagged && policyNameOfArn(tagged)) ?? controllerPolicyNameFor(prefix, controller),
    policyPath: iam.path ?? (tagged ? pathOfArn(tagged) : path),
  }
}

function identityOf(
  controllers: string[],
  names: Names,
  wish: Pick<Grant, 'access' | 'repositories' | 'serviceAccounts' | 'roleEach'>,
  { settings: { iam, namespace }, world, standing }: { settings: Settings; world: World; standing: Flux | undefined },
): Identity {
  const { partition, region, cluster } = world
  const { account } = world.caller
  const policy = policyArn({ partition, account, path: names.policyPath, name: names.policy })
  const tags = { ...iam.tags, [TAG_CLUSTER]: cluster.arn }
  const accounts = controllers.map((name) => ({ namespace, name }))
  const { repositories, access, serviceAccounts, roleEach } = wish
  const grant = JSON.stringify({ repositories, access, policy, serviceAccounts, ...(roleEach ? { roleEach } : {}) } satisfies Grant)
  return {
    policy: {
      arn: policy,
      name: names.policy,
      path: names.policyPath,
      tags,
      document: ecrPolicy({
        access,
        repositoryArns: repositoryArns(repositories, { partition, region, account }),
        pullsLayers: controllers.includes('source-controller'),
      }),
    },
    role: {
      arn: roleArn({ partition, account, path: names.rolePath, name: names.role }),
      name: names.role,
      path: names.rolePath,
      tags: { ...tags, [TAG_POLICY]: policy, ...sealOf(grant) },
      statement: trustStatement({
        providerArn: oidcProviderArn(cluster.arn, cluster.issuer),
        issuer: cluster.issuer,
        serviceAccounts: accounts,
      }),
      ...(iam.permissionsBoundary ? { boundary: iam.permissionsBoundary } : {}),
    },
    attached: [],
    serviceAccounts: accounts.map((one) => ({ ...one, create: !standing })),
    grant,
  }
}
