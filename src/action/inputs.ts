import { badInput } from '../domain/failure.ts'
import { ACTION_COMMANDS, commandFor, type ActionCommand, type WorkflowEvent } from './event.ts'
import { wordsOf } from './words.ts'

export interface Inputs {
  command: ActionCommand
  /** The command line, without node and script. */
  args: string[]
  /** Which cluster it is about, as far as the inputs say. */
  target: string
  /** The pull request gets a comment, if there is one. */
  comment: boolean
  token: string
}

/**
 * The inputs of action.yml, which the runner hands on as INPUT_NAME (actions/toolkit, packages/core/src/core.ts), as a command line of the
 * program. What a value means the program judges itself; throws bad input for what only the action knows.
 */
export function readInputs(env: Record<string, string | undefined>, event: WorkflowEvent): Inputs {
  const input = (name: string) => (env[`INPUT_${name.toUpperCase()}`] ?? '').trim()
  const list = (name: string) =>
    input(name)
      .split(/[\s,]+/)
      .filter(Boolean)
  const flag = (name: string, values: string[]) => values.filter(Boolean).map((value) => `--${name}=${value}`)
  const command = commandOf(input('command'), event)
  const target = [...flag('cluster', list('cluster')), ...flag('region', [input('region')]), ...flag('config', [input('config')])]
  return {
    command,
    target: target.join(' '),
    args: [
      command,
      ...target,
      // One job's inputs may serve several commands; a verify has no such option.
      ...flag('repository', command === 'verify' ? [] : list('repositories')),
      ...flag('report-file', [input('report-file')]),
      ...(command === 'install' ? ['--yes'] : []),
      ...wordsOf(input('args'), 'args'),
      // Last, so that it holds: summary, outputs and comment are made by it.
      '--output=github',
    ],
    comment: booleanOf(input('comment')),
    token: input('github-token'),
  }
}

function commandOf(said: string, event: WorkflowEvent): ActionCommand {
  if (said === '') return commandFor(event)
  const command = ACTION_COMMANDS.find((one) => one === said)
  if (!command) throw badInput('command', `"${said.slice(0, 40)}" is not known`, ACTION_COMMANDS.join(', '))
  return command
}

/** As YAML 1.2 has it; not said is yes. */
function booleanOf(said: string): boolean {
  if (said === '' || said.toLowerCase() === 'true') return true
  if (said.toLowerCase() === 'false') return false
  throw badInput('comment', 'is neither true nor false', 'true, false')
}
