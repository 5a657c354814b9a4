import { roleNameOfArn } from '../../domain/arn.ts'
import type { Binding, BindingList } from '../../identity/binding/list-bindings.ts'
import { hanging, padTo, visibleLength } from './layout.ts'
import { oneLine } from './plain-text.ts'
import type { Theme } from './theme.ts'

const HEAD = ['SERVICEACCOUNT', 'ROLE', 'BY', 'PODS', 'LAST USED']

/**
 * One line for each binding; where the terminal is too narrow, the role stands on a line of its own. `fluxes` are sentences, one for each
 * Flux in the cluster.
 */
export function listLines({ target, bindings }: BindingList, fluxes: string[], theme: Theme): string[] {
  const ofFlux = fluxes.flatMap((one) => hanging('', `${oneLine(one)}.`, theme.width))
  if (bindings.length === 0) return [`No ServiceAccount of ${target.cluster} names a role.`, ...ofFlux]
  const rows = bindings.map((binding) => cells(binding))
  const widths = HEAD.map((title, column) => Math.max(title.length, ...rows.map((row) => visibleLength(row[column] ?? ''))))
  const isNarrow = widths.reduce((sum, width) => sum + width + 2, 0) - 2 > theme.width
  const shown = HEAD.map((_, column) => column).filter((column) => !isNarrow || column !== 1)
  const line = (row: string[]) =>
    shown
      .map((column) => padTo(row[column] ?? '', widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const body = bindings.flatMap((binding, index) => {
    const row = rows[index] ?? []
    const first = painted(line(row), binding, theme)
    return isNarrow && binding.roleArn ? [first, theme.paint('faint', `  ${row[1]}`)] : [first]
  })
  return [theme.paint('faint', line(HEAD)), ...body, '', ...ofFlux, ...notes(bindings).flatMap((note) => hanging('', note, theme.width))]
}

function cells({ namespace, serviceAccount, roleArn, managedBy, role, pods, lastUsed }: Binding): string[] {
  const name = roleArn === null ? '-' : (roleNameOfArn(roleArn) ?? oneLine(roleArn))
  const state = role === null || role === 'trusted' ? '' : ` (${role.replace('-', ' ')})`
  const count = pods.with + pods.without
  return [
    `${namespace}/${serviceAccount}`,
    `${name}${state}`,
    oneLine(managedBy ?? '-'),
    roleArn === null ? String(count) : `${pods.with}/${count}`,
    lastUsed === null ? '-' : `${lastUsed.slice(0, 16).replace('T', ' ')}Z`,
  ]
}

function painted(text: string, { role, pods }: Binding, theme: Theme): string {
  if (role === 'missing' || role === 'malformed' || role === 'not-trusted') return theme.paint('bad', text)
  return role !== null && pods.without > 0 ? theme.paint('warn', text) : text
}

function notes(bindings: Binding[]): string[] {
  const without = bindings.filter(({ roleArn, pods }) => roleArn !== null && pods.without > 0)
  const [fluxs, workloads] = [true, false].map((isInstalls) => without.filter(({ managedBy }) => (managedBy === 'install') === isInstalls))
  return [
    'PODS: with the role, of all that use the ServiceAccount. LAST USED: as IAM tells it, some hours late.',
    ...(workloads?.length ? ['Pods without their role take it when they are born again: flux-irsa bind NAMESPACE/NAME --restart.'] : []),
    ...(fluxs?.length ? ["Those of Flux's own controllers are replaced by flux-irsa install."] : []),
  ]
}
