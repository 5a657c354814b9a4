import { expect, test } from 'vitest'
import { sourceFiles, type SourceFile } from './source-files.ts'

const program = sourceFiles.filter(({ folder }) => folder !== 'sandbox')

test('nothing but src/main.ts touches the process', () => {
  const touches = ({ code, imports }: SourceFile) =>
    /(?<![\w.'"/-])process\s*[.[;})]|\bglobalThis\.process\b|=\s*process\b/.test(code) || imports.some(({ to }) => to === 'node:process')
  expect(paths(program.filter(touches))).toEqual(['main.ts'])
})

test('nothing ends the process but main, once all is written: what is still in a pipe would be cut', () => {
  const ends = program.flatMap(({ path, code }) => code.split('\n').flatMap((line) => (ENDS.test(line) ? [`${path}: ${line.trim()}`] : [])))
  expect(ends).toEqual([
    'main.ts: const end = () => void (stdout.writableLength + stderr.writableLength > 0 ? setTimeout(end, 50) : process.exit())',
  ])
})

const ENDS = /process\.(exit|abort|reallyExit)\b/

test('nothing prints past the streams that it is given', () => {
  expect(paths(sourceFiles.filter(({ code }) => /\bconsole\s*[.[]/.test(code)))).toEqual([])
})

test('only the reports, the command line and the action write to a stream', () => {
  const writers = program.filter(({ code }) => /\b(stdout|stderr|stream)\s*\.\s*write\(/.test(code))
  expect(writers.filter(({ folder }) => !['cli', 'report', 'action'].includes(folder)).map(({ path }) => path)).toEqual([])
  expect(writers.length).toBeGreaterThan(0)
})

test('no file is too long to be read at a sitting', () => {
  expect(sourceFiles.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path}: ${lines} lines`)).toEqual([])
})

function paths(files: SourceFile[]): string[] {
  return files.map(({ path }) => path)
}
