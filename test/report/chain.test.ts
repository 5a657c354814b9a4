import { describe, expect, test } from 'vitest'
import { CATALOGUE } from '../../src/checks/kernel/catalogue.ts'
import type { CheckResult } from '../../src/model/verify-report.ts'
import { CHAIN_LINKS, CHAIN_NODES, linkOf } from '../../src/report/page/chain-links.ts'
import { chainOf } from '../../src/report/page/chain.ts'
import { mixedChain } from './sample-chain.ts'
import { check } from './sample-reports.ts'

function stateOf(id: string, checks: CheckResult[]) {
  const { status, story } = chainOf(checks).find(({ link }) => link.id === id) ?? expect.fail(`no link ${id}`)
  return { status, story }
}

test('every check of the catalogue belongs to a link', () => {
  expect(CATALOGUE.filter((one) => !linkOf(one)).map(({ id, section }) => `${section}: ${id}`)).toEqual([])
})

test('every check that a link names is in the catalogue', () => {
  const known = new Set(CATALOGUE.map(({ id }) => id))
  expect(CHAIN_LINKS.flatMap(({ checks }) => checks).filter((id) => !known.has(id))).toEqual([])
})

test('every link runs between two stations, and no check or section is named by two', () => {
  const stations = new Set(CHAIN_NODES.map(({ id }) => id))
  expect(CHAIN_LINKS.flatMap(({ from, to }) => [from, to]).filter((id) => !stations.has(id))).toEqual([])
  const named = CHAIN_LINKS.flatMap(({ checks, sections = [] }) => [...checks, ...sections.map((name) => `section ${name}`)])
  expect(named.length).toBe(new Set(named).size)
})

test('a check that no link names belongs to its section, and one of a section that is no part of the chain to none', () => {
  expect(linkOf({ id: 'no-such-check/a', section: 'pods' })?.id).toBe('pod')
  expect(linkOf({ id: 'no-such-check', section: 'weather' })).toBeUndefined()
})

describe('a link shows', () => {
  test('the worst of its checks, told by the first of that kind', () => {
    expect(stateOf('trust', mixedChain.checks)).toEqual({ status: 'fail', story: 'the role does not let image-reflector-controller in' })
    expect(stateOf('attachment', mixedChain.checks)).toMatchObject({ status: 'unknown' })
    expect(stateOf('annotation', mixedChain.checks)).toMatchObject({ status: 'warn' })
  })

  test('how many more there are', () => {
    const failed = ['a', 'b', 'c'].map((name) => check({ id: `trust/${name}`, status: 'fail', message: `${name} fails` }))
    expect(stateOf('trust', failed)).toEqual({ status: 'fail', story: 'a fails (and 2 more)' })
  })

  test('that unknown is worse than a warning, and never green', () => {
    const checks = [check({ id: 'trust/a' }), check({ id: 'trust/b', status: 'warn' }), check({ id: 'trust/c', status: 'unknown' })]
    expect(stateOf('trust', checks).status).toBe('unknown')
  })

  test('that it is not proven where a broken link kept one of its checks from being made', () => {
    expect(stateOf('exchange', mixedChain.checks)).toMatchObject({ status: 'skip', story: expect.stringContaining('must pass first') })
  })

  test('green where a check was only not applicable', () => {
    const checks = [check({ id: 'trust/a', message: 'fits' }), check({ id: 'trust/b', status: 'skip', message: 'nothing to judge' })]
    expect(stateOf('trust', checks)).toEqual({ status: 'pass', story: 'fits' })
  })

  test('that nothing looked at it', () => {
    expect(stateOf('scan', mixedChain.checks)).toEqual({ status: 'skip', story: 'no check looks at this' })
  })
})
