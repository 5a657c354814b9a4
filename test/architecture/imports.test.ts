import { describe, expect, test } from 'vitest'
import { sourceFiles, type Import, type SourceFile } from './source-files.ts'

describe('who may import what', () => {
  test('domain/ imports nothing outside itself', () => {
    expect(offences('domain', ({ to }) => to.startsWith('domain/'))).toEqual([])
  })

  const core = ['engine', 'checks', 'resources', 'diagnosis']
  const ports = ['aws/ports.ts', 'kube/ports.ts', 'kube/kinds.ts', 'helm/ports.ts']

  test.for(core)('%s/ sees the outer world as ports: no SDK, no client, no process, no terminal', (folder) => {
    const own = [...core, 'domain'].map((name) => `${name}/`)
    const packages = ['jose', 'p-limit', 'yaml']
    const isAllowed = ({ to, isOwn, isType }: Import) => {
      if (!isOwn) return to.startsWith('node:') || packages.includes(to)
      return ports.includes(to) || own.some((name) => to.startsWith(name)) || (isType && to.startsWith('config/'))
    }
    expect(offences(folder, isAllowed)).toEqual([])
  })

  test('ports are types: they bring no code of the folder that implements them', () => {
    expect(ports.flatMap((path) => offencesOf(fileAt(path), ({ isType }) => isType))).toEqual([])
  })

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

  test('nothing below the command line imports it', () => {
    const below = sourceFiles.filter(({ folder }) => !['cli', 'action', '.'].includes(folder))
    expect(below.flatMap((file) => offencesOf(file, ({ to }) => !to.startsWith('cli/') && to !== 'main.ts'))).toEqual([])
  })

  test('the core does not know how it is shown', () => {
    const below = sourceFiles.filter(({ folder }) => !['cli', 'action', 'report', 'sandbox', '.'].includes(folder))
    expect(below.flatMap((file) => offencesOf(file, ({ to }) => !to.startsWith('report/')))).toEqual([])
  })

  test('the sandbox is known to the demo alone', () => {
    const others = sourceFiles.filter(({ folder }) => folder !== 'sandbox')
    const users = others.filter(({ imports }) => imports.some(({ to }) => to.startsWith('sandbox/')))
    expect(users.filter(({ path }) => !/^cli\/(commands\/)?demo/.test(path)).map(({ path }) => path)).toEqual([])
  })

  test('the sandbox judges by the domain, and takes nothing else of the program but types', () => {
    const isAllowed = ({ to, isOwn, isType }: Import) => !isOwn || isType || /^(sandbox|domain)\//.test(to)
    expect(offences('sandbox', isAllowed)).toEqual([])
  })
})

function fileAt(path: string): SourceFile {
  const file = sourceFiles.find((one) => one.path === path)
  if (!file) throw new Error(`there is no src/${path}`)
  return file
}

function offences(folder: string, isAllowed: (one: Import) => boolean): string[] {
  const files = sourceFiles.filter((file) => file.folder === folder)
  if (files.length === 0) throw new Error(`there is no src/${folder}/`)
  return files.flatMap((file) => offencesOf(file, isAllowed))
}

function offencesOf({ path, imports }: SourceFile, isAllowed: (one: Import) => boolean): string[] {
  return imports.filter((one) => !isAllowed(one)).map(({ to }) => `${path} imports ${to}`)
}
