import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { gather } from '../../config/gather.ts'
import type { Flags } from '../../config/read-flags.ts'
import { toRunOptions } from '../../config/run-options.ts'
import { validate } from '../../config/validate.ts'
import { explain as explainText } from '../../diagnosis/explain.ts'
import { badInput, Failure } from '../../domain/failure.ts'
import { explainLines } from '../../report/text/explain-text.ts'
import { jsonText } from '../../report/text/plain-text.ts'
import { themeFor } from '../../report/text/theme.ts'
import type { Io } from '../io.ts'

const PIECE = 256 * 1024

/**
 * `flux-irsa explain`: root causes of a message, a log or an object. Reads what it is given and nothing else: no AWS, no cluster, no network.
 * Exit code 0 when something is found, 3 when nothing is known.
 */
export async function explain(flags: Flags, io: Io): Promise<number> {
  const said = gather({ command: 'explain', flags, env: io.env, file: new Map() })
  validate({ command: 'explain', said })
  const { output, color } = toRunOptions('explain', said)
  const { report, isPartial } = await explainText(await piecesOf(inputOf(flags), io))
  const theme = (stream: Io['stdout']) => themeFor({ stream, env: io.env, ...(color === undefined ? {} : { color }) })
  if (output === 'json') io.stdout.write(`${jsonText(report)}\n`)
  else io.stdout.write(`${explainLines(report, theme(io.stdout)).join('\n')}\n`)
  if (isPartial)
    io.stderr.write('The input has too many different lines; the later ones were not looked at. Cut it to the time of the fault.\n')
  return report.findings.length > 0 ? 0 : 3
}

function inputOf({ input }: Flags): string[] {
  return Array.isArray(input) ? input.map(String) : []
}

/** A file, several files, the words of a message, or what stands on standard input. */
async function piecesOf(input: string[], io: Io): Promise<AsyncIterable<string> | string[]> {
  if (input.length === 0 || (input.length === 1 && input[0] === '-')) {
    if (io.stdin.isTTY) throw nothingGiven()
    io.stdin.setEncoding('utf8')
    return interruptible(io.stdin as AsyncIterable<string>, io.interrupted)
  }
  const areFiles = await Promise.all(input.map(isFile))
  if (areFiles.every(Boolean)) return interruptible(readFiles(input), io.interrupted)
  const [only = ''] = input
  // One word with a slash or an extension is a path that was mistyped; a message has spaces.
  if (input.length === 1 && /^[^\s:"']*(?:\/|\.(?:log|txt|ya?ml|json))[^\s:"']*$/.test(only) && !/[.](?:com|io|aws)\b/.test(only)) {
    throw badInput('explain', `there is no file ${only}`, 'a file, a message in quotes, or text on standard input')
  }
  return [input.join(' ')]
}

async function isFile(path: string): Promise<boolean> {
  if (path.length > 1024 || path.includes('\0')) return false
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) throw badInput('explain', `${path} is a directory`, 'a file, a message in quotes, or text on standard input')
  return found !== undefined
}

async function* readFiles(paths: string[]): AsyncGenerator<string> {
  for (const path of paths) {
    try {
      for await (const piece of createReadStream(path, { encoding: 'utf8', highWaterMark: PIECE })) yield piece as string
      yield '\n'
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'it cannot be read'
      throw badInput('explain', `${path} cannot be read (${reason})`, 'a file that you may read')
    }
  }
}

/** Ctrl-C ends the wait for a pipe that says nothing more. */
async function* interruptible(pieces: AsyncIterable<string>, interrupted: AbortSignal): AsyncGenerator<string> {
  for await (const piece of pieces) {
    interrupted.throwIfAborted()
    yield piece
  }
}

function nothingGiven(): Failure {
  return new Failure({
    code: 'usage',
    source: 'user',
    message: 'nothing to explain was given',
    fix: 'kubectl get imagerepositories --all-namespaces -o yaml | flux-irsa explain',
    docs: 'explain.md',
  })
}
