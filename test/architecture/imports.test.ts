import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sourceFiles, type Import, type SourceFile } from './source-files.ts'

/**
 * From the ground up: a folder imports those before it, never one behind it, and a type counts like any other import. Files of src/
 * itself are the process around all of them.
 */
const LAYERS =
  'domain model sandbox permissions config diagnosis net aws kube helm identity flux resources engine checks render report cli action'.split(
    ' ',
  )

describe('who may import what', () => {
  test('arrows point down: no folder imports one that stands above it, not even a type', () => {
    const height = (path: string) => LAYERS.indexOf(path.split('/')[0] ?? '')
    const climbs = sourceFiles
      .filter(({ folder }) => folder !== '.')
      .flatMap((file) =>
        offencesOf(file, ({ to, isOwn }) => !isOwn || to === 'version.ts' || isEntry(file, to) || height(to) <= height(file.path)),
      )
    expect(climbs).toEqual([])
  })

  test('every folder has its place in that order, and its row in the code map', () => {
    const folders = new Set(sourceFiles.map(({ folder }) => folder).filter((folder) => folder !== '.'))
    expect(folders).toEqual(new Set(LAYERS))
    const page = readFileSync(new URL('../../docs/ARCHITECTURE.md', import.meta.url), 'utf8')
    expect([...folders].filter((folder) => !page.includes(`\`src/${folder}/\``))).toEqual([])
  })

  test('no file comes back to itself, not even by a type', () => {
    expect(circles()).toEqual([])
  })

  test('domain/ imports nothing outside itself', () => {
    expect(offences('domain', ({ to }) => to.startsWith('domain/'))).toEqual([])
  })

  test('model/ knows the domain alone', () => {
    expect(offences('model', ({ to, isOwn }) => (isOwn ? /^(model|domain)\//.test(to) : to.startsWith('node:')))).toEqual([])
  })

  test.for(['engine', 'checks', 'resources', 'diagnosis', 'flux', 'identity', 'model'])(
    '%s/ sees the outer world as ports: no SDK, no client, no process, no terminal',
    (folder) => {
      const packages = ['jose', 'p-limit', 'yaml']
      const adapters = /^(aws|kube|helm|net|config)\//
      const isAllowed = ({ to, isOwn, isType }: Import) =>
        isOwn ? !adapters.test(to) || (isType && to.startsWith('config/')) : to.startsWith('node:') || packages.includes(to)
      expect(offences(folder, isAllowed)).toEqual([])
    },
  )

  test.for([
    ['@aws-sdk/', /^aws\//],
    ['@kubernetes/', /^kube\//],
    // The demo runs the program itself as a child.
    ['execa', /^helm\/|^cli\/commands\/demo/],
    ['commander', /^cli\//],
    ['ora', /^report\//],
    ['zod', /^config\//],
  ] as const)('%s is used behind one door', ([library, door]) => {
    const users = sourceFiles.filter(({ folder, imports }) => folder !== 'sandbox' && imports.some(({ to }) => to.startsWith(library)))
    expect(users.filter(({ path }) => !door.test(path)).map(({ path }) => path)).toEqual([])
  })

  test('the sandbox is known to demo and sandbox alone', () => {
    const others = sourceFiles.filter(({ folder }) => folder !== 'sandbox')
    const users = others.filter(({ imports }) => imports.some(({ to }) => to.startsWith('sandbox/')))
    expect(users.filter(({ path }) => !/^cli\/(commands\/)?(demo|sandbox)/.test(path)).map(({ path }) => path)).toEqual([])
  })

  test('the sandbox judges by the domain, and takes nothing else of the program but types', () => {
    const isAllowed = ({ to, isOwn, isType }: Import) => !isOwn || isType || /^(sandbox|domain)\//.test(to)
    expect(offences('sandbox', isAllowed)).toEqual([])
  })
})

/** The action runs the program as it is. */
function isEntry({ folder }: SourceFile, to: string): boolean {
  return folder === 'action' && to === 'main.ts'
}

/** Each circle once, as the way round it. */
function circles(): string[] {
  const [done, found]: [Set<string>, string[]] = [new Set(), []]
  const byPath = new Map(sourceFiles.map((file) => [file.path, file]))
  const visit = (path: string, way: string[]): void => {
    if (way.includes(path)) found.push([...way.slice(way.indexOf(path)), path].join(' > '))
    if (way.includes(path) || done.has(path)) return
    for (const { to, isOwn } of byPath.get(path)?.imports ?? []) if (isOwn) visit(to, [...way, path])
    done.add(path)
  }
  for (const { path } of sourceFiles) visit(path, [])
  return found
}

function offences(folder: string, isAllowed: (one: Import) => boolean): string[] {
  const files = sourceFiles.filter((file) => file.folder === folder)
  if (files.length === 0) throw new Error(`there is no src/${folder}/`)
  return files.flatMap((file) => offencesOf(file, isAllowed))
}

function offencesOf({ path, imports }: SourceFile, isAllowed: (one: Import) => boolean): string[] {
  return imports.filter((one) => !isAllowed(one)).map(({ to }) => `${path} imports ${to}`)
}
