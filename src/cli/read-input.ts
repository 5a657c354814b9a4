import { constants, open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Readable } from 'node:stream'

/** A configuration, a policy or a key of more than this was never meant; YAML of 62 MB takes minutes. A plan is longer. */
const MAX_INPUT_BYTES = 1024 * 1024
const PIECE = 64 * 1024
const PAUSE_MS = 20

/**
 * A file that the user named, as UTF-8; also a pipe, as `<(command)` makes one. Throws an Error with the code of Node, EFBIG where it is
 * longer than `maxBytes`, or the signal's reason: a pipe that says nothing is waited for as long as the run lasts, and no longer.
 */
export async function readInputFile(path: string, signal: AbortSignal, maxBytes = MAX_INPUT_BYTES): Promise<string> {
  // Without O_NONBLOCK a pipe that nobody writes to would hold a thread, and the end of the process with it.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const found = await file.stat()
    if (found.isDirectory()) throw coded('EISDIR')
    if (found.isFile() && found.size > maxBytes) throw coded('EFBIG')
    const chunks: Buffer[] = []
    for (let total = 0; ;) {
      signal.throwIfAborted()
      const read = await file.read(Buffer.alloc(PIECE), 0, PIECE, null).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined
        throw error
      })
      if (!read) {
        await sleep(PAUSE_MS, undefined, { signal }).catch(() => {})
        continue
      }
      if (read.bytesRead === 0) return Buffer.concat(chunks).toString('utf8')
      total += read.bytesRead
      if (total > maxBytes) throw coded('EFBIG')
      chunks.push(read.buffer.subarray(0, read.bytesRead))
    }
  } finally {
    await file.close()
  }
}

/** Standard input to its end, as UTF-8. Throws an Error with the code EFBIG where it is longer than `maxBytes`, or the signal's reason. */
export async function readInputStream(stream: NodeJS.ReadableStream, signal: AbortSignal, maxBytes = MAX_INPUT_BYTES): Promise<string> {
  const chunks: Buffer[] = []
  let total = 0
  const stop = () => void (stream as Readable).destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const chunk of stream) {
      const piece = Buffer.from(chunk as string | Uint8Array)
      total += piece.length
      if (total > maxBytes) throw coded('EFBIG')
      chunks.push(piece)
    }
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
  signal.throwIfAborted()
  return Buffer.concat(chunks).toString('utf8')
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code })
}
