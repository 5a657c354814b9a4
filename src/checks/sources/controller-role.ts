import { raw, shell } from '../../domain/shell.ts'
import type { Facts } from '../kernel/facts.ts'

/** The install that gives controllers the role beside those that have it. */
export function withController({ settings }: Pick<Facts, 'settings'>, ...controllers: string[]): string {
  const names = [...new Set([...settings.serviceAccounts, ...controllers])]
  return names.reduce((command, name) => shell`${raw(command)} --service-account ${name}`, settings.install)
}
