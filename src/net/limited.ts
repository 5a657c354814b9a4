import { pipeline, Transform, type Readable } from 'node:stream'

/**
 * More than any answer that is asked for: a page of 500 objects is some megabytes. What is longer comes from something else than AWS, a
 * cluster, a registry or a Git host, and would fill the memory.
 */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024

/** An answer that is longer than any that we ask for. */
class AnswerTooLarge extends Error {
  readonly code = 'ERR_ANSWER_TOO_LARGE'

  constructor(maxBytes: number) {
    super(`the answer is longer than ${Math.round(maxBytes / 1024 / 1024)} MiB`)
    this.name = 'AnswerTooLarge'
  }
}

/** The stream, which breaks with AnswerTooLarge once more than so many bytes came through. */
export function limited(stream: Readable, maxBytes: number): Readable {
  let bytes = 0
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > maxBytes) done(new AnswerTooLarge(maxBytes))
      else done(null, chunk)
    },
  })
  // Its errors are those of the stream that is handed on.
  pipeline(stream, count, () => {})
  return count
}
