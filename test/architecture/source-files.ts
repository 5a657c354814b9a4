import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../src/', import.meta.url))

export interface Import {
  /** A file of src/, as in `engine/plan.ts`, or the name of a package or of a module of Node. */
  to: string
  isOwn: boolean
  /** `import type`, or a type in `import('…')`: gone when the program runs. */
  isType: boolean
  /** `await import('…')`: loaded when it is needed. */
  isLate: boolean
}

export interface SourceFile {
  /** Relative to src/, as in `engine/plan.ts`. */
  path: string
  /** The first folder; `.` for files of src/ itself. */
  folder: string
  /** Without comments. */
  code: string
  lines: number
  imports: Import[]
}

const statement = /^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?'([^']+)'/gm
const call = /(\bawait\s+)?(?<!\w)import\('([^']+)'\)(\.then\()?/g

/** Every TypeScript file of src/, with what it imports. */
export const sourceFiles: SourceFile[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .toSorted()
  .map(read)

/** What `path` loads before it runs, itself and its own files' imports included; types and late imports are left out. */
export function loadedWith(path: string): Set<string> {
  const loaded = new Set<string>()
  const visit = (one: string): void => {
    if (loaded.has(one)) return
    loaded.add(one)
    for (const { to, isType, isLate } of sourceFiles.find((file) => file.path === one)?.imports ?? []) if (!isType && !isLate) visit(to)
  }
  visit(path)
  return loaded
}

function read(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8')
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
  const from = (specifier: string) => {
    const isOwn = specifier.startsWith('.')
    return { isOwn, to: isOwn ? relative(root, join(root, dirname(path), specifier)) : packageOf(specifier) }
  }
  const statements = [...code.matchAll(statement)].map(([, type, specifier]) => ({
    ...from(specifier!),
    isType: Boolean(type),
    isLate: false,
  }))
  const calls = [...code.matchAll(call)].map(([, awaited, specifier, then]) => {
    const isLate = Boolean(awaited ?? then)
    return { ...from(specifier!), isType: !isLate, isLate }
  })
  const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : '.'
  return { path, folder, code, lines: text.trimEnd().split('\n').length, imports: [...statements, ...calls] }
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
