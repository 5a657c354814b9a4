import { BOUND_CONTROLLERS } from '../../domain/controllers.ts'
import { raw, shell } from '../../domain/shell.ts'
import type { Facts } from '../kernel/facts.ts'

/** What gives controllers a role of their own: the install that names them beside those that have it, and bind for what never asks ECR. */
export function withController({ settings }: Pick<Facts, 'settings'>, ...controllers: string[]): string {
  const bound = controllers.filter((name) => BOUND_CONTROLLERS.includes(name))
  const others = controllers.filter((name) => !BOUND_CONTROLLERS.includes(name))
  const names = [...new Set([...settings.serviceAccounts, ...others])]
  const install = names.reduce((command, name) => shell`${raw(command)} --service-account ${name}`, settings.install)
  return [...(others.length > 0 ? [install] : []), ...(bound.length > 0 ? [bindOf(bound, settings)] : [])].join(' && ')
}

function bindOf(controllers: string[], { install, namespace }: Facts['settings']): string {
  const [, target = ''] = / (--cluster .*?)(?: --namespace \S+)?$/.exec(install) ?? []
  const accounts = controllers.map((name) => shell`${`${namespace}/${name}`}`)
  const each = controllers.length > 1 ? ['--role-per-service-account'] : []
  return ['flux-irsa bind', ...accounts, ...each, target, '--policy policy.json'].join(' ')
}
