import type { Command, Option as CommanderOption } from 'commander'
import { COMMAND_TEXTS } from '../../src/cli/command-texts.ts'
import { HELP_TOPICS } from '../../src/cli/help-topics.ts'
import { createProgram } from '../../src/cli/program.ts'
import { handlersFor } from '../cli/handlers-for.ts'
import { OPTIONS } from '../../src/config/options.ts'

const HEAD = `# Reference

<!-- Made from the command tree by \`npx vitest run test/docs/reference.test.ts -u\`: change the texts there, not here. -->

Every command of \`flux-irsa\`, as \`flux-irsa help COMMAND\` tells it. Forms of values, the file and Git credentials are told in
[configuration.md](configuration.md), the forms of a result in [reports.md](reports.md).
`

/** docs/reference.md, made anew from what the program itself says in its help. */
export function referencePage(): string {
  const names = Object.keys(COMMAND_TEXTS)
  const handlers = handlersFor(() => () => Promise.resolve())
  const program = createProgram({ version: '0.0.0', io: { stdout: () => {}, stderr: () => {} }, handlers })
  const commands = program.commands.filter((command) => names.includes(command.name()))
  const list = commands.map((command) => `- [\`flux-irsa ${command.name()}\`](#flux-irsa-${command.name()}): ${command.summary()}`)
  const topics = Object.entries(HELP_TOPICS).map(([name, { summary, text }]) =>
    [`## ${titled(summary)}`, '', `\`flux-irsa help ${name}\``, '', '```text', text().trimEnd(), '```', ''].join('\n'),
  )
  return [HEAD, ...list, '', ...commands.map(section), ...topics].join('\n')
}

function section(command: Command): string {
  const name = command.name() as keyof typeof COMMAND_TEXTS
  const { about, examples } = COMMAND_TEXTS[name]
  const inputs = command.registeredArguments.map((one) =>
    one.required ? `<${one.name()}>` : `[${one.name()}${one.variadic ? '...' : ''}]`,
  )
  const options = command.options.filter((option) => !option.hidden)
  const groups = [...new Set(options.map((option) => option.helpGroupHeading ?? 'General:'))]
  return [
    `## flux-irsa ${name}`,
    '',
    titled(command.summary()),
    '',
    '```text',
    ['flux-irsa', name, ...(options.length > 0 ? ['[options]'] : []), ...inputs].join(' '),
    '```',
    '',
    about,
    '',
    ...command.registeredArguments.flatMap((one) => [`\`${one.name()}\`: ${one.description}.`, '']),
    '```sh',
    ...examples,
    '```',
    '',
    ...groups.flatMap((group) => [
      `**${group.replace(/:$/, '')}**`,
      '',
      '| option | what it says | where nothing is said |',
      '| --- | --- | --- |',
      ...options.filter((option) => (option.helpGroupHeading ?? 'General:') === group).map(row),
      '',
    ]),
  ].join('\n')
}

function row(option: CommanderOption): string {
  const own = OPTIONS.find(({ flag }) => flag === option.long)
  const repeatable = own?.kind === 'list' || own?.kind === 'map' ? ' (repeatable)' : ''
  const cells = [`\`${option.flags}\``, `${option.description}${repeatable}`, own?.fallback ?? '–']
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function titled(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
