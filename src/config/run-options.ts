import { hasOption } from './option.ts'
import type { CommandName } from './option.ts'
import { OPTIONS } from './options.ts'
import { booleanOf, countOf, listOf, textOf } from './said.ts'
import type { AllSaid } from './said.ts'

/** What `render` writes. */
export const RENDER_FORMATS = ['iam', 'kubernetes', 'helm', 'terraform', 'cloudformation'] as const
export type RenderFormat = (typeof RENDER_FORMATS)[number]

/** How a run goes, apart from what is wanted. */
export interface RunOptions {
  output: 'text' | 'short' | 'json' | 'junit' | 'github' | 'html' | 'mermaid'
  /** Only render's, which must say it. */
  format?: RenderFormat
  /** Further forms of the report, each by the extension of its name. */
  reportFiles: string[]
  /** 0 to 3. */
  verbosity: number
  yes: boolean
  /** Always true for plan. */
  dryRun: boolean
  detailedExitcode: boolean
  wait: boolean
  watch: boolean
  /** Reading the token file inside the pods is asked for. */
  exec: boolean
  only?: 'irsa'
  /** A working copy of what Flux follows, in which the roles are set too. */
  gitCheckout?: string
  deleteOidcProvider: boolean
  /** `undefined`: as the terminal and `NO_COLOR` say. */
  color?: boolean
  /** Clusters that are worked on side by side. */
  parallel: number
}

/** A file or a variable that is shown may mean the form for another command. */
function isOwn(command: CommandName, own: AllSaid): boolean {
  return command !== 'config' || own.get('output')?.source === 'flag'
}

/** What was said about the run, as far as the command has the option: a variable meant for another command does nothing here. */
export function toRunOptions(command: CommandName, said: AllSaid): RunOptions {
  const own: AllSaid = new Map(
    OPTIONS.filter((option) => hasOption(command, option)).flatMap(({ key }) => {
      const one = said.get(key)
      return one ? [[key, one] as const] : []
    }),
  )
  return {
    output:
      command === 'render' || command === 'permissions' || !isOwn(command, own)
        ? 'text'
        : ((textOf(own, 'output') ?? 'text') as RunOptions['output']),
    ...(command === 'render' ? { format: textOf(own, 'output') as RenderFormat } : {}),
    reportFiles: listOf(own, 'reportFile') ?? [],
    verbosity: countOf(own, 'verbose'),
    yes: booleanOf(own, 'yes') ?? false,
    dryRun: command === 'plan' || (booleanOf(own, 'dryRun') ?? false),
    detailedExitcode: booleanOf(own, 'detailedExitcode') ?? false,
    wait: booleanOf(own, 'wait') ?? false,
    watch: booleanOf(own, 'watch') ?? false,
    exec: booleanOf(own, 'exec') ?? false,
    only: textOf(own, 'only') === 'irsa' ? 'irsa' : undefined,
    gitCheckout: textOf(own, 'gitCheckout'),
    deleteOidcProvider: booleanOf(own, 'deleteOidcProvider') ?? false,
    color: booleanOf(own, 'color'),
    parallel: Number(textOf(own, 'parallel') ?? 4),
  }
}
