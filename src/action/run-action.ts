import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCodeOfFailure } from '../cli/exit-code.ts'
import type { Io } from '../cli/io.ts'
import { run } from '../cli/run.ts'
import { maskCommand, noticeCommand } from '../report/machine/github-commands.ts'
import { withoutCommands } from '../report/machine/runner-text.ts'
import { createReporter } from '../report/reporter.ts'
import { readEvent, type WorkflowEvent } from './event.ts'
import { createGithubApi } from './github-api.ts'
import { readInputs, type Inputs } from './inputs.ts'
import { COMMENT_BYTES, placeComment, type Placed } from './sticky-comment.ts'

const COMMENT_TIMEOUT_MS = 30_000

/**
 * The GitHub Action: its inputs as one command line of the program, in this process, with the same exit code. Annotations, summary and
 * outputs are the program's own (`-o github`); on a pull request the summary becomes a comment as well. Never throws.
 */
export async function runAction(io: Io): Promise<number> {
  const { env } = io
  mask(io, env['INPUT_GITHUB-TOKEN'])
  mask(io, env['FLUX_IRSA_GIT_PASSWORD'])
  let event: WorkflowEvent
  let inputs: Inputs
  try {
    event = await readEvent(env)
    inputs = readInputs(env, event)
  } catch (error) {
    createReporter({ stdout: io.stdout, stderr: io.stderr, output: 'github', verbosity: 0, env }).failure(error)
    return exitCodeOfFailure(error)
  }
  say(io, withoutCommands(`${event.name || 'run'}: flux-irsa ${inputs.args.join(' ')}`))
  const { exitCode, markdown } = await summarized(io, inputs)
  const comment = await commented(io, { event, inputs, exitCode, markdown })
  await output(env, { command: inputs.command, 'exit-code': String(exitCode), ...(comment ? { comment } : {}) })
  return exitCode
}

/** Runs the program, and takes its summary on the way to the step's. */
async function summarized(io: Io, { args }: Inputs): Promise<{ exitCode: number; markdown: string }> {
  const folder = await mkdtemp(join(io.env['RUNNER_TEMP'] || tmpdir(), 'flux-irsa-'))
  try {
    const path = join(folder, 'summary.md')
    const exitCode = await run({ ...io, args, env: { ...io.env, GITHUB_STEP_SUMMARY: path }, summaryBytes: COMMENT_BYTES })
    const markdown = await readFile(path, 'utf8').catch(() => '')
    const summary = io.env['GITHUB_STEP_SUMMARY']
    if (summary) await appendFile(summary, markdown)
    return { exitCode, markdown }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Ended {
  event: WorkflowEvent
  inputs: Inputs
  exitCode: number
  markdown: string
}

/** The address of the comment; `undefined` where none is wanted or none could be made, which is told and changes nothing else. */
async function commented(io: Io, { event, inputs, exitCode, markdown }: Ended): Promise<string | undefined> {
  const { env } = io
  const pullRequest = event.payload.pull_request?.number
  const repository = env['GITHUB_REPOSITORY']
  if (!inputs.comment || !pullRequest || !repository || !inputs.token || io.interrupted.aborted) return undefined
  const github = createGithubApi({
    url: env['GITHUB_API_URL'] || 'https://api.github.com',
    token: inputs.token,
    signal: AbortSignal.any([io.interrupted, AbortSignal.timeout(COMMENT_TIMEOUT_MS)]),
  })
  const stopped = `### flux-irsa ${inputs.command}: stopped\n\nExit code ${exitCode}; the log of the run says why.\n`
  const placed = await placeComment(github, {
    repository,
    pullRequest,
    key: [env['GITHUB_WORKFLOW'], env['GITHUB_JOB'], env['GITHUB_ACTION'], inputs.command, inputs.target].join(' '),
    markdown: `${markdown || stopped}\n${origin(env, event)}\n`,
  }).catch((error: unknown): Placed => ({ problem: error instanceof Error ? error.message : 'GitHub did not answer' }))
  if ('url' in placed) return placed.url
  say(
    io,
    noticeCommand(
      'no comment on the pull request',
      `${placed.problem}. The job needs permissions: pull-requests: write, which a pull request of a fork never has. The summary of this step has all of it.`,
    ),
  )
  return undefined
}

/** Which commit and which run it is about. */
function origin(env: Io['env'], event: WorkflowEvent): string {
  const commit = event.payload.pull_request?.head?.sha?.slice(0, 12)
  const page = `${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${env['GITHUB_REPOSITORY']}/actions/runs/${env['GITHUB_RUN_ID'] ?? ''}`
  return `<sub>${commit ? `${commit} · ` : ''}<a href="${page}">run</a></sub>`
}

async function output(env: Io['env'], values: Record<string, string>): Promise<void> {
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value.replaceAll(/[\r\n]/g, ' ')}\n`)
  if (env['GITHUB_OUTPUT']) await appendFile(env['GITHUB_OUTPUT'], lines.join(''))
}

/** Only a runner swallows the line; anything else would show it. */
function mask(io: Io, secret: string | undefined): void {
  if (secret?.trim() && io.env['GITHUB_ACTIONS'] === 'true') say(io, maskCommand(secret))
}

function say(io: Io, line: string): void {
  io.stdout.write(`${line}\n`)
}
