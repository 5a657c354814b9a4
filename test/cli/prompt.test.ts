import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { startConversation } from '../../src/cli/prompt.ts'

test('lines that come in one piece answer one question each, also where the first one was asked already', async () => {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()]
  const conversation = await startConversation({ stdin, stderr, interrupted: new AbortController().signal })
  const first = conversation.ask('a? ')
  stdin.write('one\ntwo\nthree\n')
  expect(await first).toBe('one')
  expect([await conversation.ask('b? '), await conversation.ask('c? ')]).toEqual(['two', 'three'])
  conversation.close()
})
