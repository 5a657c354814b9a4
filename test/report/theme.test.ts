import { describe, expect, test } from 'vitest'
import { isUnicode, themeFor, wantsColor } from '../../src/report/text/theme.ts'
import { recordingStream } from './recording-stream.ts'

const pipe = recordingStream()
const terminal = recordingStream({ columns: 120 })

describe('colour', () => {
  test.each([
    ['a terminal is coloured', terminal, {}, undefined, true],
    ['a pipe is not', pipe, {}, undefined, false],
    ['--color colours a pipe', pipe, {}, true, true],
    ['--no-color beats FORCE_COLOR', terminal, { FORCE_COLOR: '1' }, false, false],
    ['NO_COLOR beats --color', terminal, { NO_COLOR: '1' }, true, false],
    ['an empty NO_COLOR counts as not set', terminal, { NO_COLOR: '' }, undefined, true],
    ['FORCE_COLOR colours a pipe', pipe, { FORCE_COLOR: '1' }, undefined, true],
    ['FORCE_COLOR=0 leaves a terminal plain', terminal, { FORCE_COLOR: '0' }, undefined, false],
    ['FORCE_COLOR beats TERM=dumb', terminal, { FORCE_COLOR: '1', TERM: 'dumb' }, undefined, true],
    ['a dumb terminal is plain', terminal, { TERM: 'dumb' }, undefined, false],
  ])('%s', (_name, stream, env, asked, expected) => {
    expect(wantsColor(stream, env, asked)).toBe(expected)
  })

  test('what is painted carries the escape only where colour is wanted', () => {
    expect(themeFor({ stream: pipe, env: {}, color: true }).paint('bad', 'x')).toBe('\u001b[31mx\u001b[39m')
    expect(themeFor({ stream: pipe, env: {} }).paint('bad', 'x')).toBe('x')
  })
})

describe('symbols', () => {
  test.each([
    ['no locale at all, as in a container', {}, true],
    ['a UTF-8 locale', { LANG: 'en_GB.UTF-8' }, true],
    ['utf8 written small', { LANG: 'C.utf8' }, true],
    ['the C locale', { LANG: 'C' }, false],
    ['LC_ALL over LANG', { LC_ALL: 'POSIX', LANG: 'en_GB.UTF-8' }, false],
    ['the Linux console', { TERM: 'linux', LANG: 'en_GB.UTF-8' }, false],
    ['the old Windows console', { OS: 'Windows_NT' }, false],
    ['the Windows Terminal', { OS: 'Windows_NT', WT_SESSION: '1' }, true],
  ])('%s', (_name, env, expected) => {
    expect(isUnicode(env)).toBe(expected)
  })

  test('without Unicode every status has the same width, so that columns stay columns', () => {
    const theme = themeFor({ stream: pipe, env: { TERM: 'dumb' } })
    const names = ['pass', 'warn', 'fail', 'unknown', 'skip'] as const
    expect(names.map((name) => theme.mark(name))).toEqual(['[ok]', '[!] ', '[x] ', '[?] ', '[-] '])
  })
})

test('a terminal that says 0 columns is taken for 80, a pipe for 100', () => {
  expect(themeFor({ stream: recordingStream({ columns: 0 }), env: {} }).width).toBe(80)
  expect(themeFor({ stream: pipe, env: {} }).width).toBe(100)
  expect(themeFor({ stream: terminal, env: {} }).width).toBe(120)
})
