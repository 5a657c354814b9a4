import type { Origins } from '../../model/settings.ts'
import type { Target } from '../../model/plan.ts'
import { hanging, padTo, visibleLength } from './layout.ts'
import { oneLine } from './plain-text.ts'
import type { Theme } from './theme.ts'

/** First block of every report: which cluster, and as whom. With `verbose` also where it is reached and who issues its tokens. */
export function targetLines(target: Target, theme: Theme, verbose: boolean): string[] {
  const rows: [string, string][] = [
    ['target', targetName(target, theme)],
    ['as', oneLine(target.caller) || '(unknown)'],
  ]
  if (verbose) rows.push(['endpoint', oneLine(target.endpoint)], ['issuer', oneLine(target.issuer)])
  return rows.flatMap(([key, value]) => hanging(theme.paint('strong', padTo(key, 10)), value, theme.width))
}

/** `prod · eu-west-1 · account 111122223333` on one line. */
export function targetName(target: Target, theme: Theme): string {
  const parts = [target.cluster, target.region, target.account && `account ${target.account}`]
  return parts
    .filter((part) => part !== '')
    .map(oneLine)
    .join(` ${theme.symbol('dot')} `)
}

/** Each value that holds, and where it came from, as a table. */
export function originLines(origins: Origins, theme: Theme): string[] {
  const names = Object.keys(origins)
  if (names.length === 0) return []
  const nameWidth = Math.max(...names.map(visibleLength))
  const rows = Object.entries(origins).flatMap(([name, { value, source, field }]) => {
    const prefix = `  ${padTo(name, nameWidth)}  ${theme.paint('faint', padTo(source, 9))}  `
    // What the file says for this cluster alone.
    const place = field?.startsWith('clusters.') ? ` (${field})` : ''
    return hanging(prefix, (oneLine(value) || '""') + place, theme.width)
  })
  return ['', theme.paint('strong', 'settings'), ...rows]
}
