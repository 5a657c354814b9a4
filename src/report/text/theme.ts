import { styleText } from 'node:util'
import { padTo } from './layout.ts'

type Env = Record<string, string | undefined>
export type TerminalStream = NodeJS.WritableStream & { isTTY?: boolean; columns?: number }

const STYLES = {
  good: 'green',
  bad: 'red',
  warn: 'yellow',
  unsure: 'magenta',
  faint: 'gray',
  strong: 'bold',
  name: 'cyan',
} as const
export type Style = keyof typeof STYLES

const UNICODE = {
  pass: '✔',
  warn: '!',
  fail: '✘',
  unknown: '?',
  skip: '–',
  create: '+',
  update: '~',
  keep: '=',
  remove: '-',
  restart: '↻',
  conflict: '!',
  arrow: '→',
  dot: '·',
  ellipsis: '…',
}
const ASCII: typeof UNICODE = {
  pass: '[ok]',
  warn: '[!]',
  fail: '[x]',
  unknown: '[?]',
  skip: '[-]',
  create: '+',
  update: '~',
  keep: '=',
  remove: '-',
  restart: '@',
  conflict: '!',
  arrow: '->',
  dot: '|',
  ellipsis: '...',
}
export type SymbolName = keyof typeof UNICODE

const SYMBOL_STYLE: Record<SymbolName, Style> = {
  pass: 'good',
  warn: 'warn',
  fail: 'bad',
  unknown: 'unsure',
  skip: 'faint',
  create: 'good',
  update: 'warn',
  keep: 'faint',
  remove: 'bad',
  restart: 'warn',
  conflict: 'bad',
  arrow: 'faint',
  dot: 'faint',
  ellipsis: 'faint',
}

/** How one stream is written to. */
export interface Theme {
  /** Columns to wrap at. */
  width: number
  color: boolean
  unicode: boolean
  paint(style: Style, text: string): string
  /** The bare symbol. */
  symbol(name: SymbolName): string
  /** The symbol in its colour; symbols of one family (`pass`, `warn`, …) take the same number of columns. */
  mark(name: SymbolName): string
}

export interface ThemeOptions {
  stream: TerminalStream
  env: Env
  color?: boolean
  width?: number
}

/** Colour, symbols and width for one stream. Without a terminal 100 columns are assumed, and no colour unless it is asked for. */
export function themeFor({ stream, env, color: asked, width }: ThemeOptions): Theme {
  const color = wantsColor(stream, env, asked)
  const unicode = isUnicode(env)
  const symbols = unicode ? UNICODE : ASCII
  // Our own decision is handed down: what styleText finds out by itself differs between Node 20, 22 and 24.
  const paint = (style: Style, text: string) => (color ? styleText(STYLES[style], text, { validateStream: false }) : text)
  const column = (name: SymbolName) => (SYMBOL_FAMILY.has(name) && !unicode ? padTo(symbols[name], 4) : symbols[name])
  return {
    // A pseudo-terminal may say 0 columns.
    width: Math.max(40, width ?? (stream.isTTY ? stream.columns || 80 : 100)),
    color,
    unicode,
    paint,
    symbol: (name) => symbols[name],
    mark: (name) => paint(SYMBOL_STYLE[name], column(name)),
  }
}

const SYMBOL_FAMILY = new Set<SymbolName>(['pass', 'warn', 'fail', 'unknown', 'skip'])

/**
 * Non-empty NO_COLOR > --color / --no-color > FORCE_COLOR > TERM=dumb > whether the stream is a terminal.
 * https://no-color.org: an empty NO_COLOR counts as not set. FORCE_COLOR as Node reads it: `0` and `false` say no.
 */
export function wantsColor(stream: TerminalStream, env: Env, asked?: boolean): boolean {
  if (env.NO_COLOR) return false
  if (asked !== undefined) return asked
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return env.TERM !== 'dumb' && stream.isTTY === true
}

/**
 * Whether ✔ and → can be shown: not on the Linux console or a dumb terminal, not where the locale says another encoding
 * (POSIX order: LC_ALL, LC_CTYPE, LANG; none set is a container, whose logs are read as UTF-8), and on Windows only in terminals
 * that are known for it (the list of the npm package is-unicode-supported; linkerd2#2114 is what happens otherwise).
 */
export function isUnicode(env: Env): boolean {
  if (env.TERM === 'dumb' || env.TERM === 'linux') return false
  if (env.OS === 'Windows_NT') {
    return (
      Boolean(env.WT_SESSION || env.TERMINUS_SUBLIME || env.ConEmuTask === '{cmd::Cmder}' || env.CI) ||
      ['Terminus-Sublime', 'vscode'].includes(env.TERM_PROGRAM ?? '') ||
      ['xterm-256color', 'alacritty', 'rxvt-unicode', 'rxvt-unicode-256color'].includes(env.TERM ?? '') ||
      env.TERMINAL_EMULATOR === 'JetBrains-JediTerm'
    )
  }
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG
  return !locale || /utf-?8/i.test(locale)
}

/** For Markdown: wide enough that only long ARNs wrap, without colours and symbols that a page would not show. */
export const PAGE = themeFor({ stream: { isTTY: false } as never, env: {}, color: false, width: 120 })
