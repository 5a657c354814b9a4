import type { CommandName } from './option.ts'

/** What a file of --report-file holds, by the extension of its name. */
const KINDS = { '.json': 'json', '.xml': 'junit', '.html': 'html', '.svg': 'svg', '.mmd': 'mermaid', '.md': 'markdown' } as const

export type ReportKind = (typeof KINDS)[keyof typeof KINDS]

/** The extensions that a command's report can be written as: checks and the chain are what verify alone has. */
export function reportExtensions(command: CommandName): string[] {
  return command === 'verify' ? Object.keys(KINDS) : ['.json', '.md']
}

/** `undefined` where the name has no extension that stands for a format. */
export function reportKind(path: string): ReportKind | undefined {
  const extension = /\.[^./\\]+$/.exec(path)?.[0].toLowerCase() ?? ''
  return Object.hasOwn(KINDS, extension) ? KINDS[extension as keyof typeof KINDS] : undefined
}
