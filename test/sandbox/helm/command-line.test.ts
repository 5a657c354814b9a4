import { expect, test } from 'vitest'
import { durationMs, parseCommandLine } from '../../../src/sandbox/helm/command-line.ts'

test('flags may stand anywhere, values after a space or an equals sign', () => {
  const { command, positionals, flags, lists } = parseCommandLine(
    ['-n', 'flux-system', 'upgrade', '--install', '--timeout=5m0s', '-f', '-', '--labels', 'a=b', '--wait', '--', 'flux', 'oci://x/y'],
    '4',
  )
  expect({ command, positionals }).toEqual({ command: 'upgrade', positionals: ['flux', 'oci://x/y'] })
  expect(Object.fromEntries(flags)).toEqual({ namespace: 'flux-system', install: true, timeout: '5m0s', wait: '' })
  expect(Object.fromEntries(lists)).toEqual({ values: ['-'], labels: ['a=b'] })
})

test('commands of two words are read with their arguments', () => {
  expect(parseCommandLine(['get', 'values', 'flux', '-o', 'json'], '3')).toMatchObject({ command: 'get values', positionals: ['flux'] })
})

test('after a double dash a name that looks like a flag is a name', () => {
  expect(parseCommandLine(['status', '--', '--set=admin=true'], '4').positionals).toEqual(['--set=admin=true'])
})

test.each<[string[], '3' | '4', string]>([
  [['install', '--bogus', 'a', 'b'], '4', 'unknown flag: --bogus'],
  [['upgrade', '--force-conflicts', 'a', 'b'], '3', 'unknown flag: --force-conflicts'],
  [['upgrade', '--server-side=true', 'a', 'b'], '3', 'unknown flag: --server-side'],
  [['list', '-a'], '4', `unknown shorthand flag: 'a' in -a`],
  [['install', '--timeout'], '4', 'flag needs an argument: --timeout'],
  [['list', '-n'], '4', `flag needs an argument: 'n' in -n`],
  [['install', '--timeout=5', 'a', 'b'], '3', 'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"'],
  [
    ['install', '--wait=watcher', 'a', 'b'],
    '3',
    'invalid argument "watcher" for "--wait" flag: strconv.ParseBool: parsing "watcher": invalid syntax',
  ],
  [
    ['install', '--wait=foo', 'a', 'b'],
    '4',
    'invalid argument "foo" for "--wait" flag: invalid wait input "foo". Valid inputs are watcher, hookOnly, and legacy',
  ],
  [['frob'], '4', `unknown command "frob" for "helm"\nRun 'helm --help' for usage.`],
])('%j is refused by helm %s', (argv, major, message) => {
  expect(() => parseCommandLine(argv, major)).toThrow(message)
})

test.each([
  ['5m0s', 300_000],
  ['1h', 3_600_000],
  ['300ms', 300],
  ['1.5s', 1500],
  ['0', 0],
  ['5', undefined],
  ['x', undefined],
])('%s lasts %s ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms)
})
