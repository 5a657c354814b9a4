import type { CommanderError } from 'commander'
import { Failure } from '../domain/failure.ts'
import { nearest } from '../config/nearest.ts'
import { OPTIONS } from '../config/options.ts'
import { COMMAND_TEXTS } from './command-texts.ts'
import { shell } from '../domain/shell.ts'

/**
 * What commander refused as a Failure (exit 64) in one line. What follows `=` in an unknown flag is left out, for it may be a secret
 * (`--git-password=…`), and the suggestion is then made from the flag alone.
 */
export function usageFailure(error: CommanderError, args: readonly string[]): Failure {
  const command = Object.keys(COMMAND_TEXTS).find((name) => args.includes(name))
  return new Failure({
    code: 'usage',
    source: 'user',
    message: messageOf(error, command),
    fix: command ? shell`flux-irsa ${command} --help` : 'flux-irsa --help',
    docs: 'configuration.md',
  })
}

function messageOf(error: CommanderError, command: string | undefined): string {
  if (error.code === 'commander.help') return 'a command is needed'
  if (error.code === 'commander.unknownOption') return unknownOption(/'(--[^'=\s]*|-[^-'])/.exec(error.message)?.[1] ?? '', command)
  return error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')
}

function unknownOption(flag: string, command: string | undefined): string {
  const said = `unknown option '${flag}'`
  if (flag === '--git-password')
    return `${said}: a password is never a flag; say FLUX_IRSA_GIT_PASSWORD, --git-password-file or --git-password-stdin`
  const elsewhere = OPTIONS.find((option) => option.flag === flag)
  if (elsewhere) return `${said}: it belongs to ${elsewhere.commands.join(', ')}`
  const flags = OPTIONS.filter((option) => !command || (option.commands as readonly string[]).includes(command))
  const meant = nearest(
    flag,
    flags.flatMap((option) => option.flag ?? []),
  )
  return meant ? `${said}; did you mean '${meant}'?` : said
}
