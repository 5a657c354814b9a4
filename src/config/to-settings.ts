import type { ChartValues } from './chart-values.ts'
import { parseDuration } from './duration.ts'
import { withoutV } from './flux-rules.ts'
import type { CommandName } from './option.ts'
import { booleanOf, listOf, mapOf, textOf } from './said.ts'
import type { AllSaid } from './said.ts'
import type { Access, GitCredentials, Settings } from '../model/settings.ts'

/** How long a run may take when nothing is said. */
const defaultTimeout: Record<CommandName, string> = {
  init: '5m',
  install: '15m',
  plan: '5m',
  adopt: '15m',
  render: '5m',
  verify: '5m',
  explain: '5m',
  uninstall: '20m',
  bind: '15m',
  unbind: '15m',
  list: '5m',
  permissions: '1m',
  config: '1m',
  completion: '5m',
  demo: '5m',
  sandbox: '5m',
}

/** A person who watches ends it; this only keeps a forgotten terminal from going on for good. */
const WATCHED = '24h'

/** What holds where nothing is said, by option key. What an installation already has is stronger and is filled in later. */
export function defaultsOf(command: CommandName): Record<string, string> {
  return { namespace: 'flux-system', adopt: String(command === 'adopt'), helm: 'helm', timeout: defaultTimeout[command] }
}

/** Settings from what was said and validated. */
export function toSettings(
  command: CommandName,
  said: AllSaid,
  chartValues: ChartValues,
  credentials: GitCredentials | undefined,
): Settings {
  const text = (key: string) => textOf(said, key)
  const operatorVersion = text('operatorVersion')
  return {
    target: {
      cluster: text('cluster') ?? '',
      region: text('region'),
      profile: text('profile'),
      assumeRoleArn: text('assumeRoleArn'),
      kubeconfig: text('kubeconfig'),
      context: text('context'),
    },
    namespace: text('namespace') ?? 'flux-system',
    repositories: listOf(said, 'repository'),
    access: text('access') as Access | undefined,
    serviceAccounts: listOf(said, 'serviceAccount'),
    roleEach: booleanOf(said, 'rolePerServiceAccount'),
    git: {
      url: text('gitUrl'),
      ref: text('gitRef'),
      path: text('gitPath'),
      provider: text('gitProvider'),
      credentials,
      existingSecret: text('gitSecret'),
      secretName: text('gitSecretName'),
    },
    iam: {
      namePrefix: text('namePrefix'),
      roleName: text('roleName'),
      policyName: text('policyName'),
      path: text('path'),
      permissionsBoundary: text('permissionsBoundary'),
      tags: mapOf(said, 'tag') ?? {},
    },
    flux: {
      operatorVersion: operatorVersion === undefined ? undefined : withoutV(operatorVersion),
      fluxVersion: text('fluxVersion'),
      registry: text('registry'),
      components: listOf(said, 'components'),
      chartRepository: text('chartRepository'),
      chartDigests: mapOf(said, 'chartDigest') ?? {},
    },
    chartValues,
    adopt: command === 'adopt' || (booleanOf(said, 'adopt') ?? false),
    ...(booleanOf(said, 'noToken') ? { noToken: true } : {}),
    helm: text('helm') ?? 'helm',
    timeoutMs: parseDuration(text('timeout') ?? (booleanOf(said, 'watch') ? WATCHED : defaultTimeout[command])),
  }
}
