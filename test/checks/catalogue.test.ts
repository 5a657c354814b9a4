import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Check } from '../../src/checks/kernel/check.ts'
import { CHECK_IDS } from '../../src/model/check-ids.ts'
import { CATALOGUE } from '../../src/checks/kernel/catalogue.ts'
import { WORKLOAD_CATALOGUE, WORKLOADS_OWN } from '../../src/checks/kernel/workload-catalogue.ts'

const docs = new URL('../../docs/', import.meta.url)
const textOf = (page: string) => readFileSync(new URL(page, docs), 'utf8')
const AT_WORST = { fail: 'fails', warn: 'warns', notice: 'gives a notice', unknown: 'is unknown' }
const ALL = [...CATALOGUE, ...WORKLOADS_OWN]
const byId = new Map<string, Check>(ALL.map((check) => [check.id, check]))
const baseOf = (reference: string) => reference.split('/', 1)[0] ?? ''

describe('the catalogue', () => {
  it('of a workload refers only to checks that it has', () => {
    const own = new Set<string>(WORKLOAD_CATALOGUE.map(({ id }) => id))
    for (const { needs, after = [] } of WORKLOAD_CATALOGUE)
      for (const reference of [...needs, ...after]) expect(own).toContain(baseOf(reference))
  })

  it('has a check for each id, once, in kebab-case', () => {
    expect(ALL.map(({ id }) => id).toSorted()).toEqual(CHECK_IDS.toSorted())
    for (const id of byId.keys()) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/)
  })

  it('refers only to checks that exist', () => {
    for (const { needs, after = [] } of CATALOGUE)
      for (const reference of [...needs, ...after]) expect(byId.has(baseOf(reference))).toBe(true)
  })

  it('has no circle of checks that wait for each other', () => {
    const visit = (id: string, path: string[]): void => {
      expect(path).not.toContain(id)
      const check = byId.get(id)
      for (const reference of [...(check?.needs ?? []), ...(check?.after ?? [])]) visit(baseOf(reference), [...path, id])
    }
    for (const id of byId.keys()) visit(id, [])
  })

  it('has a page for each check and for nothing else: what it proves, what it says at worst, symptom, cause and fix', () => {
    const pages = readdirSync(new URL('checks/', docs)).map((name) => name.replace(/\.md$/, ''))
    expect(pages.toSorted()).toEqual([...byId.keys()].toSorted())
    for (const { id, severity } of ALL) {
      const page = textOf(`checks/${id}.md`)
      expect(page).toMatch(new RegExp(`^# ${id}$`, 'm'))
      expect(page).toContain(`**At worst** it ${AT_WORST[severity]}.`)
      for (const word of ['Proves', 'Symptom', 'Cause', 'Fix']) expect(page, id).toContain(`**${word}**`)
    }
  })

  it('is the table of docs/verify.md, in its order', () => {
    const rows = [...textOf('verify.md').matchAll(/\| \[([a-z-]+)\]\(checks\/([a-z-]+)\.md\) \| (.+) \| (\w+) \|$/gm)]
    expect(rows.map(([, id, page, title, severity]) => ({ id, page, title, severity }))).toEqual(
      ALL.map(({ id, title, severity }) => ({ id, page: id, title, severity })),
    )
  })
})
