import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { ignoreBrokenPipe } from '../../src/report/live/broken-pipe.ts'

function streamThatFailsWith(code: string): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) })
}

test('a reader that went away is no error, however much is still written', async () => {
  const stream = streamThatFailsWith('EPIPE')
  ignoreBrokenPipe(stream)
  const closed = new Promise((resolve) => stream.once('close', resolve))
  stream.write('first')
  stream.write('second')
  await closed
  stream.write('third')
  expect(stream.errored).toMatchObject({ code: 'EPIPE' })
})

test('any other error of the stream is not swallowed', () => {
  const stream = streamThatFailsWith('ENOSPC')
  ignoreBrokenPipe(stream)
  expect(() => stream.emit('error', Object.assign(new Error('no space'), { code: 'ENOSPC' }))).toThrow('no space')
})
