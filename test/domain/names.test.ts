import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isClusterName,
  isDns1123Label,
  isDns1123Subdomain,
  isIamName,
  isIamPath,
  isRegion,
  isSemver,
  isTagKey,
  isTagValue,
  policyNameFor,
  roleNameFor,
} from '../../src/domain/names.ts'

describe('names of role and policy', () => {
  it('are the prefix and a fixed ending', () => {
    expect(roleNameFor('prod')).toBe('prod-flux-imgctrl-irsa')
    expect(policyNameFor('prod')).toBe('prod-flux-ecr-ro')
  })

  it('fit IAM for every cluster name, and stay apart for names that differ at the end only', () => {
    const long = 'c'.repeat(99)
    expect(roleNameFor(`${long}a`)).not.toBe(roleNameFor(`${long}b`))
    expect(roleNameFor(`${long}a`)).toBe(roleNameFor(`${long}a`))
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-Za-z][A-Za-z0-9_-]{0,140}$/), (prefix) => {
        expect(isIamName(roleNameFor(prefix), 64)).toBe(true)
        expect(isIamName(policyNameFor(prefix), 128)).toBe(true)
        expect(roleNameFor(prefix)).toMatch(/-flux-imgctrl-irsa$/)
      }),
    )
  })

  it('of exactly the limit are not shortened', () => {
    const prefix = 'p'.repeat(64 - '-flux-imgctrl-irsa'.length)
    expect(roleNameFor(prefix)).toBe(`${prefix}-flux-imgctrl-irsa`)
    expect(roleNameFor(`${prefix}p`)).toHaveLength(64)
  })
})

const table: [name: string, rule: (text: string) => boolean, good: string[], bad: string[]][] = [
  ['IAM name', (text) => isIamName(text, 64), ['a', 'A+=,.@-_1', 'x'.repeat(64)], ['', 'a b', 'a/b', 'x'.repeat(65), 'ü', 'a\n']],
  ['IAM path', isIamPath, ['/', '/a/', '/a/b-c/'], ['', 'a', '/a', 'a/', '/a b/', `/${'x'.repeat(511)}/`]],
  ['DNS label', isDns1123Label, ['a', 'flux-system', '0a'], ['', '-a', 'a-', 'A', 'a.b', 'a_b', 'x'.repeat(64), 'a\n']],
  ['DNS subdomain', isDns1123Subdomain, ['a', 'a.b-c.d'], ['', '.a', 'a.', 'a..b', 'A', '-', 'a.-b', 'x'.repeat(254)]],
  ['tag key', isTagKey, ['team', 'flux-irsa:cluster', 'a b'], ['', 'aws:x', 'AWS:x', 'a#b', 'x'.repeat(129)]],
  ['tag value', isTagValue, ['', 'arn:aws:eks:eu-west-1:123456789012:cluster/c', 'ä'], ['a#b', 'a\tb', 'x'.repeat(257)]],
  ['cluster name', isClusterName, ['a', '9-x_Y', 'x'.repeat(100)], ['', '-a', '_a', 'a.b', 'x'.repeat(101)]],
  [
    'region',
    isRegion,
    ['eu-west-1', 'us-gov-west-1', 'eusc-de-east-1', 'us-isob-east-1', 'ap-southeast-12'],
    ['', 'eu-west', 'EU-WEST-1', 'eu-west-1a', 'eu_west_1', 'euwest1'],
  ],
  ['version', isSemver, ['0.58.1', '1.0.0-rc.1', '1.0.0+b.1'], ['', 'v1.0.0', '1.0', '1.0.0-', '01.0.0', '1.0.0-01', '1.0.x']],
]

describe.each(table)('a %s', (_name, rule, good, bad) => {
  it.each(good)('may be %j', (text) => expect(rule(text)).toBe(true))
  it.each(bad)('may not be %j', (text) => expect(rule(text)).toBe(false))
})
