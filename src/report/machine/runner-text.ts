/** `##[group]` of GitHub, `##vso[…]` of Azure Pipelines, `##teamcity[…]`: a runner finds them anywhere in a line. */
export const RUNNER_TAG = /##(?=\w*\[)/g

/** `::set-output name=x::`, wherever it stands in a document: a reader of it may put it on a line of its own. ARNs have figures there. */
export const RUNNER_COMMAND = /::(?=[A-Za-z-]+[ :])/g

/** What .NET trims from a line before it looks for a command, which is more than JavaScript calls white space. */
const AT_START = /^([\s\x85]*):(?=:)/gm

type Env = Record<string, string | undefined>

/** Whether what is written is read by a runner that takes commands from it, whichever stream they come from. */
export function isRunner(env: Env): boolean {
  return env['GITHUB_ACTIONS'] === 'true' || Boolean(env['TF_BUILD']) || Boolean(env['TEAMCITY_VERSION'])
}

/**
 * Text of a remote in a log of GitHub Actions, Azure Pipelines or TeamCity: the runner takes `::command::` at the start of a line, and
 * `##[command]` anywhere in it, for commands to itself (actions/runner, ActionCommand.cs). A space takes that away.
 */
export function withoutCommands(text: string): string {
  return text.replaceAll(AT_START, '$1: ').replaceAll(RUNNER_TAG, '## ')
}

/** The same in XML, HTML and Markdown, where an entity keeps the text what it is. */
export function withEntities(text: string): string {
  return text.replaceAll(AT_START, '$1&#58;').replaceAll(RUNNER_COMMAND, ':&#58;').replaceAll(RUNNER_TAG, '#&#35;')
}

type Writable = NodeJS.WritableStream
const behind = new WeakMap<object, Writable>()

/**
 * The stream, on which nothing that is written is a command to a runner, in however many pieces it comes. Every output of a run under a
 * runner goes through it; our own commands go past it (`pastGuard`).
 */
export function guarded<T extends Writable>(stream: T): T {
  // As it is now: ora puts a hook in its place, which comes back here.
  const original = stream.write.bind(stream) as (chunk: string | Uint8Array, ...rest: unknown[]) => boolean
  // The line that is begun and not ended: a piece may end within a command.
  let line = ''
  const write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
    const safe = withoutCommands(line + text).slice(line.length)
    line = (line + safe).slice(Math.max(0, (line + safe).lastIndexOf('\n') + 1)).slice(-1000)
    return original(safe, ...rest)
  }
  const proxy = new Proxy(stream, { get: (target, key) => (key === 'write' ? write : (Reflect.get(target, key, target) as unknown)) })
  behind.set(proxy, pastGuard(stream))
  return proxy
}

/** The stream behind its guards, for commands of our own. */
export function pastGuard<T extends Writable>(stream: T): T {
  return (behind.get(stream) as T | undefined) ?? stream
}
