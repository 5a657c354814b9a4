import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { survivesUnquoted } from '../../src/domain/yaml-scalar.ts'

const readBack = (value: string, version: '1.1' | '1.2'): unknown => {
  try {
    return (parse(`key: ${value}\nnext: 1\n`, { version, logLevel: 'silent' }) as { key: unknown }).key
  } catch {
    return undefined
  }
}

describe('a value that a chart renders without quotes', () => {
  it.each([
    './clusters/prod',
    '/',
    'https://bitbucket.org/team/repo.git',
    'ssh://git@git.test:22/a',
    'refs/heads/main',
    'refs/heads/fix#12',
    '2.9.x',
    '2.9.4',
    '2.x',
    'ghcr.io/fluxcd',
    'oci://ghcr.io/a/b:v0.58.1',
    'flux-system',
    'bb-user-passwd',
    '1m',
    "it's",
    'a, b',
    'naïve',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    '0.58.1-rc.1',
  ])('survives: %s', (value) => {
    expect(survivesUnquoted(value)).toBe(true)
    expect([readBack(value, '1.1'), readBack(value, '1.2')]).toEqual([value, value])
  })

  it.each([
    '',
    ' a',
    'a ',
    'a: b',
    'a:',
    'a #b',
    '#a',
    '- a',
    '-a',
    '? a',
    '&a',
    '*a',
    '!a',
    '|',
    '>',
    '%a',
    '@a',
    '`a`',
    '"a"',
    "'a'",
    '[a]',
    '{a}',
    '{{ a }}',
    'null',
    'NULL',
    '~',
    'true',
    'False',
    'yes',
    'No',
    'on',
    'OFF',
    'y',
    'N',
    '<<',
    '1',
    '+1',
    '2.7',
    '1e3',
    '.5',
    '1_000',
    '0x1f',
    '0o17',
    '017',
    '0b11',
    '1:30',
    '.inf',
    '.NaN',
    '2026-01-02',
    '2001-12-14t21:59:43.10-05:00',
    'a\nb',
    'a\tb',
    'a\u0085b',
    'a\u2028b',
    '\ufeffa',
    '\ud800',
  ])('does not survive: %j', (value) => expect(survivesUnquoted(value)).toBe(false))

  it('comes back as itself from a real reader, whatever it is', () => {
    const indicator = fc.constantFrom(
      ...Array.from('-?:,[]{}#&*!|>\'"%@`~<=+._0123456789xobeEnNyYtTzZ \t\n/a'),
      'true',
      'null',
      '.inf',
      ': ',
      ' #',
      '\u00a0',
      '\u0085',
      'é',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(indicator, { maxLength: 8 }).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(text, (value) => {
        if (!survivesUnquoted(value)) return
        expect([readBack(value, '1.1'), readBack(value, '1.2')]).toEqual([value, value])
      }),
      { numRuns: 5000 },
    )
  })

  it('is not refused when it is made of what names, paths and URLs are made of', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z]{3}[a-z0-9]{2}(\/[a-z0-9._-]{1,5}){0,3}$/),
        (value) => survivesUnquoted(value) || ['false'].includes(value),
      ),
    )
  })
})
