import type { EffectiveValue } from '../../config/effective-values.ts'
import type { SaidValue } from '../../config/said.ts'
import { hanging, padTo, visibleLength } from './layout.ts'
import { oneLine } from './plain-text.ts'
import type { Theme } from './theme.ts'

/** What holds for one cluster. */
export interface EffectiveConfig {
  /** As the user names it; empty where none was said. */
  name: string
  values: EffectiveValue[]
}

/** Every option in its group: its key, where its value came from, and the value. What nobody said is faint. */
export function configLines(clusters: EffectiveConfig[], { isInstalledKnown }: { isInstalledKnown: boolean }, theme: Theme): string[] {
  const rest = 'What nobody said stays as the last install left it: --installed asks the cluster.'
  const lines = clusters.flatMap(({ name, values }, index) => {
    const heading = clusters.length > 1 ? [theme.paint('name', `# ${oneLine(name)}`), ''] : []
    return [...(index === 0 ? [] : ['']), ...heading, ...valueLines(values, theme)]
  })
  return isInstalledKnown ? lines : [...lines, '', ...hanging('', rest, theme.width, (text) => theme.paint('faint', text))]
}

function valueLines(values: EffectiveValue[], theme: Theme): string[] {
  const widest = (texts: string[]) => Math.max(...texts.map(visibleLength))
  const [keys, places] = [widest(values.map(({ key }) => key)), widest(values.map(({ from }) => oneLine(from)))]
  const groups = [...new Set(values.map(({ group }) => group))]
  return groups.flatMap((group, index) => [
    ...(index === 0 ? [] : ['']),
    theme.paint('strong', group),
    ...values.filter((value) => value.group === group).flatMap((value) => valueLine(value, { keys, places, theme })),
  ])
}

function valueLine(one: EffectiveValue, { keys, places, theme }: { keys: number; places: number; theme: Theme }): string[] {
  const isSaid = one.source !== 'default'
  const style = (text: string) => (isSaid ? text : theme.paint('faint', text))
  const place = padTo(oneLine(one.from), places)
  // A long name of a file leaves the value no room beside it.
  if (keys + places + 30 > theme.width) {
    const from = theme.paint('faint', `(${oneLine(one.from)})`)
    return hanging(`  ${style(padTo(one.key, keys))}  `, isSaid ? `${shown(one)} ${from}` : shown(one), theme.width, style)
  }
  return hanging(`  ${style(padTo(one.key, keys))}  ${theme.paint('faint', place)}  `, shown(one), theme.width, style)
}

function shown({ value, words, isSecret }: EffectiveValue): string {
  if (isSecret) return '(set, not shown)'
  if (value === undefined) return words ? `(${words})` : '(none)'
  return oneLine(textOf(value)) || '""'
}

function textOf(value: SaidValue): string {
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value !== 'object') return String(value)
  const pairs = Object.entries(value).map(([key, inner]) => `${key}=${inner}`)
  return pairs.join(', ')
}
