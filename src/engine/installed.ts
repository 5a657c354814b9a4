import { roleNameOfArn, policyNameOfArn, parseArn } from '../domain/arn.ts'
import { ROLE_ARN_ANNOTATION, TAG_POLICY } from '../domain/ownership.ts'
import { repositoriesOf } from '../domain/permissions-policy.ts'
import { ourStatement, subjectsOf } from '../domain/trust-policy.ts'
import type { Settings } from '../config/settings.ts'
import { at, chartsOf, INSTANCE, OPERATOR } from './names.ts'
import { isOurRelease, ourRoles } from './ours.ts'
import type { World } from './world.ts'

/** What our last install left, in the words of the options. A run that does not say otherwise keeps it. */
export interface Installed {
  roleName?: string
  rolePath?: string
  policyName?: string
  policyPath?: string
  repositories?: string[]
  access?: 'minimal' | 'read'
  serviceAccounts?: string[]
  operatorVersion?: string
  chartRepository?: string
  instanceValues?: Record<string, unknown>
  operatorValues?: Record<string, unknown>
}

/** Reads our own objects back into options: there is no state file, so the world is the memory. */
export function readInstalled(world: World, settings: Settings): Installed {
  const found: Installed = {}
  const role = ourRole(world, settings)
  if (role) {
    found.roleName = role.name
    found.rolePath = role.path
    const statement = ourStatement(role.trust)
    const prefix = `system:serviceaccount:${settings.namespace}:`
    const accounts = statement ? subjectsOf(statement).filter((subject) => subject.startsWith(prefix)) : []
    if (accounts.length > 0) found.serviceAccounts = accounts.map((subject) => subject.slice(prefix.length))
    const arn = role.tags[TAG_POLICY]
    if (arn) {
      const name = policyNameOfArn(arn)
      if (name) found.policyName = name
      found.policyPath = pathOf(arn)
      const policy = world.policies.get(arn)
      const grant = policy && repositoriesOf(policy.document, { partition: world.partition, region: world.region, account: world.caller.account })
      if (grant) {
        found.repositories = grant.repositories
        found.access = grant.access
      }
    }
  }
  const operator = world.releases.find((release) => release.name === OPERATOR && isOurRelease(release))
  if (operator?.chart.version) {
    found.operatorVersion = operator.chart.version
    found.operatorValues = operator.values
    const charts = chartsOf(operator)
    if (charts) found.chartRepository = charts
  }
  const instance = world.releases.find((release) => release.name === INSTANCE && isOurRelease(release))
  if (instance) found.instanceValues = instance.values
  return found
}

/** Of several roles of ours (a rename was cut off) the one that the options name, else the one that the ServiceAccounts carry. */
function ourRole(world: World, settings: Settings) {
  const ours = ourRoles(world)
  const annotated = new Set(world.serviceAccounts.map((account) => roleNameOfArn(account.metadata.annotations?.[ROLE_ARN_ANNOTATION] ?? '')))
  return ours.find((role) => role.name === settings.iam.roleName) ?? ours.find((role) => annotated.has(role.name)) ?? ours[0]
}

/** `/team/` of `arn:…:policy/team/name`. */
function pathOf(arn: string): string {
  const resource = parseArn(arn)?.resource ?? ''
  const inner = resource.split('/').slice(1, -1).join('/')
  return inner ? `/${inner}/` : '/'
}

/** A text value of the installed flux-instance release, e.g. `sync.url`. */
export function installedText(installed: Installed, path: string): string | undefined {
  const value = at(installed.instanceValues, ['instance', ...path.split('.')])
  return typeof value === 'string' && value !== '' ? value : undefined
}
