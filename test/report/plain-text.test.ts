import { expect, test } from 'vitest'
import { jsonText, oneLine, plainText } from '../../src/report/text/plain-text.ts'

test.each([
  ['a colour', 'a\u001b[31mred\u001b[0m b', 'ared b'],
  ['a window title', 'a\u001b]0;owned\u0007b', 'ab'],
  ['a link', '\u001b]8;;http://x\u001b\\text\u001b]8;;\u001b\\', 'text'],
  ['a cursor move by the one-byte introducer', 'a\u009b2Jb', 'ab'],
  ['a carriage return that would overwrite the line', 'fail\rpass', 'failpass'],
  ['a mark that reverses what follows', 'a\u202eb', String.raw`a\u202eb`],
  ['a character without width', 'ad\u200bmin', String.raw`ad\u200bmin`],
  ['a joiner', 'ad\u2060min\ufeff', String.raw`ad\u2060min\ufeff`],
  ['letters of the plane of tags', 'a\u{e0041}', String.raw`a\u{e0041}`],
  ['a filler', 'a\u3164b\u115f', String.raw`a\u3164b\u115f`],
  ['half a character', 'a\ud800b', String.raw`a\ud800b`],
  ['an emoji of several, which is what it shows', '👩‍💻 ✔️', '👩‍💻 ✔️'],
  ['a token', 'got ghp_0123456789abcdef0123456789abcdef0123', 'got REDACTED'],
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
