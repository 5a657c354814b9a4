import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../src/checks/catalogue.ts'

const docs = readFileSync(new URL('../../docs/verify.md', import.meta.url), 'utf8')
const byId = new Map(CATALOGUE.map((check) => [check.id, check]))
const baseOf = (reference: string) => reference.split('/', 1)[0] ?? ''

describe('the catalogue', () => {
  it('has each id once, in kebab-case', () => {
    expect(byId.size).toBe(CATALOGUE.length)
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

  it('is what docs/verify.md describes: a heading for each check, with symptom, cause and fix', () => {
    const documented = [...docs.matchAll(/^### (\S+)$/gm)].map(([, id]) => id)
    expect(documented).toEqual([...byId.keys()])
    for (const part of docs.split(/^### /m).slice(1)) {
      for (const word of ['Symptom', 'Cause', 'Fix']) expect(part).toContain(`**${word}**`)
    }
  })
})
