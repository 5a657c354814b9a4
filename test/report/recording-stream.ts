import { Writable } from 'node:stream'

export type RecordingStream = Writable & { text: () => string; isTTY?: boolean; columns?: number }

/** A stream that keeps what was written. With `columns` it is a terminal, of the little that ora needs of one. */
export function recordingStream({ columns }: { columns?: number } = {}): RecordingStream {
  let text = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk)
      done()
    },
  })
  const cursor = { cursorTo: () => true, moveCursor: () => true, clearLine: () => true }
  const terminal = columns === undefined ? {} : { isTTY: true, columns, rows: 40, ...cursor }
  return Object.assign(stream, terminal, { text: () => text })
}
