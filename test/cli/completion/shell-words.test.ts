import { expect, test } from 'vitest'
import { shellWords } from '../../../src/cli/completion/shell-words.ts'

test.each([
  ['', ['']],
  ['flux-irsa ', ['flux-irsa', '']],
  ['flux-irsa  ins', ['flux-irsa', 'ins']],
  ['f --repository "apps/*" \'a b\' ', ['f', '--repository', 'apps/*', 'a b', '']],
  ['f "unfinished word', ['f', 'unfinished word']],
  ["f 'unfinished", ['f', 'unfinished']],
  ['f a\\ b "c\\"d"e', ['f', 'a b', 'c"de']],
  ['f --output=js', ['f', '--output=js']],
  ['f \\', ['f', '']],
  ['f ""', ['f', '']],
])('%j', (line, words) => {
  expect(shellWords(line)).toEqual(words)
})
