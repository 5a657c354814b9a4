import { Argument, Command, CommanderError, Option } from 'commander'
import type { CommandName } from '../config/option.ts'
import type { Flags } from '../config/read-flags.ts'
import { Failure } from '../domain/failure.ts'
import { nearest } from '../config/nearest.ts'
import { COMMAND_TEXTS } from './command-texts.ts'
import { HELP_TOPICS } from './help-topics.ts'
import { commanderOptions } from './options.ts'
import { usageFailure } from './usage-failure.ts'

export interface ProgramIo {
  stdout: (text: string) => void
  stderr: (text: string) => void
  /** Width of the terminal; 80 if it is not one. */
  columns?: number
}

/** What each command does with its flags. Handlers import what they need themselves, so that help stays fast. */
export type Handlers = Record<CommandName, (flags: Flags) => Promise<void>>

interface ProgramParts {
  version: string
  io: ProgramIo
  handlers: Handlers
}

const widestHelp = 100

/** The command tree. Importing this module loads commander and the option table, and no schema, YAML or SDK. */
export function createProgram({ version, io, handlers }: ProgramParts): Command {
  const program = new Command('flux-irsa')
  const width = () => Math.min(io.columns ?? 80, widestHelp)
  // Commander copies these settings when a sub-command is created, so they come first (https://github.com/tj/commander.js/issues/2329).
  program
    .exitOverride()
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr, outputError: () => {}, getOutHelpWidth: width, getErrHelpWidth: width })
    .showSuggestionAfterError()
    .helpCommand(false)
    .addHelpOption(new Option('-h, --help', 'show help').helpGroup('General:'))
  program
    .description(
      'Installs Flux CD on Amazon EKS with its own AWS identity (IRSA), proves that\nidentity end to end, and takes it away again.',
    )
    .optionsGroup('General:')
    .version(version, '-V, --version', 'show the version')
  for (const name of Object.keys(COMMAND_TEXTS) as CommandName[]) addCommand(program, name, handlers[name])
  addHelp(program, io)
  return program.addHelpText('after', '\nStart with: flux-irsa demo, or play with flux-irsa sandbox')
}

/**
 * Runs the program on `args` (without node and script). Resolves also when help or the version was asked for. Throws a Failure with exit
 * code 64 for wrong usage, without printing it; what a handler throws passes through.
 */
export async function runProgram(program: Command, args: readonly string[]): Promise<void> {
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode !== 0) throw usageFailure(error, args)
  }
}

function addCommand(program: Command, name: CommandName, handle: (flags: Flags) => Promise<void>): void {
  const { summary, about, examples, input } = COMMAND_TEXTS[name]
  const command = program.command(name).summary(summary).allowExcessArguments(false)
  command.description([about, '', 'Examples:', ...examples.map((example) => `  ${example}`)].join('\n'))
  const options = commanderOptions(name)
  for (const option of options) command.addOption(option)
  if (input) command.addArgument(argumentOf(input))
  command.action(() => handle(input ? { ...command.opts(), input: command.args } : command.opts()))
  if (options.length === 0) return
  command.addHelpText(
    'after',
    '\nEvery option has a variable (flux-irsa help environment) and a key in the\nfile of --config. See also: flux-irsa help formats, flux-irsa help exit-codes',
  )
}

function argumentOf({ name, about, choices }: NonNullable<(typeof COMMAND_TEXTS)[CommandName]['input']>): Argument {
  return choices ? new Argument(`<${name}>`, about).choices(choices) : new Argument(`[${name}]`, about)
}

function addHelp(program: Command, io: ProgramIo): void {
  const topics = Object.entries(HELP_TOPICS).map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`)
  program
    .command('help')
    .argument('[topic]', 'a command, or one of the topics above')
    .summary('help on a command or a topic')
    .description(['Shows help on a command or a topic.', '', 'Topics:', ...topics].join('\n'))
    .action((topic: string | undefined) => {
      if (topic === undefined) program.outputHelp()
      else showHelpOn(program, topic, io)
    })
}

function showHelpOn(program: Command, topic: string, io: ProgramIo): void {
  const page = Object.hasOwn(HELP_TOPICS, topic) ? HELP_TOPICS[topic] : undefined
  if (page) return io.stdout(page.text())
  const command = program.commands.find((one) => one.name() === topic)
  if (command) return command.outputHelp()
  const known = [...Object.keys(HELP_TOPICS), ...program.commands.map((one) => one.name())]
  const meant = nearest(topic, known)
  const problem = `no help on '${topic.slice(0, 40)}'${meant ? `; did you mean '${meant}'?` : ''}`
  throw new Failure({ code: 'usage', source: 'user', message: problem, fix: 'flux-irsa --help', docs: 'configuration.md' })
}
