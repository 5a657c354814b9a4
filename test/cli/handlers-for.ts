import { COMMAND_TEXTS } from '../../src/cli/command-texts.ts'
import type { Handlers } from '../../src/cli/program.ts'
import type { CommandName } from '../../src/config/option.ts'

/** A handler for every command that there is. */
export function handlersFor(handle: (command: CommandName) => Handlers[CommandName]): Handlers {
  return Object.fromEntries((Object.keys(COMMAND_TEXTS) as CommandName[]).map((name) => [name, handle(name)])) as Handlers
}
