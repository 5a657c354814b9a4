import { readFile } from 'node:fs/promises'
import { badInput } from '../domain/failure.ts'

/** What a workflow may have the action run. */
export const ACTION_COMMANDS = ['plan', 'install', 'verify'] as const
export type ActionCommand = (typeof ACTION_COMMANDS)[number]

/** What started the workflow, as far as it matters here (https://docs.github.com/webhooks/webhook-events-and-payloads). */
export interface WorkflowEvent {
  name: string
  /** `refs/heads/main`. */
  ref: string
  payload: {
    repository?: { default_branch?: string }
    pull_request?: { number?: number; head?: { sha?: string } }
  }
}

/** The event from the runner's variables and the file that they name; without that file it has no payload. */
export async function readEvent(env: Record<string, string | undefined>): Promise<WorkflowEvent> {
  const path = env['GITHUB_EVENT_PATH']
  const text = path ? await readFile(path, 'utf8').catch(() => '') : ''
  return { name: env['GITHUB_EVENT_NAME'] ?? '', ref: env['GITHUB_REF'] ?? '', payload: parsed(text) }
}

/**
 * What an event stands for where the workflow does not say it: a change that is proposed is planned, one that has come to the default
 * branch is installed, and whoever asks without a change gets a check. Throws bad input for every other event; `pull_request_target` is
 * one of them, because it runs what a stranger proposes with the rights of the repository.
 */
export function commandFor({ name, ref, payload }: WorkflowEvent): ActionCommand {
  if (name === 'pull_request' || name === 'merge_group') return 'plan'
  const main = payload.repository?.default_branch
  if (name === 'push') return main && ref === `refs/heads/${main}` ? 'install' : 'plan'
  if (name === 'schedule' || name === 'workflow_dispatch') return 'verify'
  throw badInput('command', `was not said, and the event "${name}" does not stand for one`, ACTION_COMMANDS.join(', '))
}

function parsed(text: string): WorkflowEvent['payload'] {
  try {
    return (JSON.parse(text) ?? {}) as WorkflowEvent['payload']
  } catch {
    return {}
  }
}
