import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { bundledFolders, vulnerabilitiesOf } from '../../scripts/bundled-packages.js'
import { root } from '../docs/markdown.ts'

const read = (path: string): string => readFileSync(root + path, 'utf8')
const workflows = readdirSync(`${root}.github/workflows`).map((name) => `.github/workflows/${name}`)
const pages = [
  'README.md',
  ...readdirSync(`${root}docs`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

test('an action of others is named by its commit, in our workflows and in those that the docs show: a tag can be moved', () => {
  const loose = [...workflows, ...pages].flatMap((path) =>
    [...read(path).matchAll(/\buses: (\S+)(.*)/g)].flatMap(([line, action = '', comment = '']) => {
      const isOurs = action.startsWith('OWNER/flux-irsa/') || action.startsWith('./')
      return isOurs || (/@[0-9a-f]{40}$/.test(action) && /# v\d+\.\d+\.\d+/.test(comment)) ? [] : [`${path}: ${line}`]
    }),
  )
  expect(loose).toEqual([])
})

test('a workflow may read the repository, and nothing else', () => {
  const rights = workflows.map((path) => (parse(read(path)) as { permissions?: unknown }).permissions)
  expect(rights).toEqual(workflows.map(() => ({ contents: 'read' })))
})

// npm leaves the address out where it is the registry's own.
test('every package of the lock file comes from the registry, with the hash of what was seen', () => {
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>
  }
  expect(Object.keys(lock.packages).length).toBeGreaterThan(100)
  const odd = Object.entries(lock.packages).filter(([path, { resolved, integrity = '' }]) => {
    return path !== '' && !(resolved === undefined && integrity.startsWith('sha512-'))
  })
  expect(odd).toEqual([])
})

test('an advisory stops a release where it is about what is bundled, and only there', async () => {
  const folders = await bundledFolders()
  expect(folders).toContain('node_modules/commander')
  const advisory = (name: string, severity: string) => ({
    name,
    severity,
    nodes: [`node_modules/${name}`],
    via: [{ title: 'it does harm' }, 'x'],
  })
  const audit = { vulnerabilities: { a: advisory('vitest', 'critical'), b: advisory('commander', 'low'), c: advisory('execa', 'high') } }
  expect(vulnerabilitiesOf(audit, folders)).toEqual(['high: execa: it does harm; by x', 'low: commander: it does harm; by x'])
  expect(vulnerabilitiesOf({ vulnerabilities: {} }, folders)).toEqual([])
})

test.each([{}, { message: 'audit endpoint returned an error' }, { vulnerabilities: null }, null])(
  'no answer of the registry is no clean bill: %j',
  (audit) => {
    expect(() => vulnerabilitiesOf(audit, [])).toThrow('npm audit did not answer')
  },
)
