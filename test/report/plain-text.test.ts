import { expect, test } from 'vitest'
import { jsonText, oneLine, plainText } from '../../src/report/text/plain-text.ts'

test.each([
  ['a colour', 'a\u001b[31mred\u001b[0m b', 'ared b'],
  ['a window title', 'a\u001b]0;owned\u0007b', 'ab'],
  ['a link', '\u001b]8;;http://x\u001b\\text\u001b]8;;\u001b\\', 'text'],
  ['a cursor move by the one-byte introducer', 'a\u009b2Jb', 'ab'],
  ['a carriage return that would overwrite the line', 'fail\rpass', 'failpass'],
  ['a mark that reverses what follows', 'a\u202eb', 'ab'],
])('%s of a remote does not reach the terminal', (_name, remote, shown) => {
  expect(plainText(remote)).toBe(shown)
})

test('lines stay lines, unless one line is asked for', () => {
  expect(plainText('a\r\nb\tc')).toBe('a\nb c')
  expect(oneLine(' a\n  b\tc ')).toBe('a b c')
})

test('JSON holds control characters escaped, and reads back as what it was', () => {
  const text = jsonText({ message: 'a\u009b2J\u001b[31m' })
  expect(text).toContain(String.raw`a\u009b2J\u001b[31m`)
  expect(JSON.parse(text)).toEqual({ message: 'a\u009b2J\u001b[31m' })
})
