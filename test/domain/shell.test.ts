import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { raw, shell, shellWord, words } from '../../src/domain/shell.ts'

describe('a word', () => {
  test.each([
    ['arn:aws:iam::111122223333:role/team/x+y@z,w', 'arn:aws:iam::111122223333:role/team/x+y@z,w'],
    ['', "''"],
    ["it's", String.raw`'it'\''s'`],
    ['a;b', "'a;b'"],
    ['~root', "'~root'"],
    ['=ls', "'=ls'"],
    ['apps/*', "'apps/*'"],
    ['a\nb', String.raw`'a\nb'`],
    ['a\u202eb\u001b[31m', String.raw`'a\u202eb\u001b[31m'`],
  ])('%j is written %s', (value, word) => {
    expect(shellWord(value)).toBe(word)
  })

  test.each(['bash', 'sh'])('of any text is what %s hands to the program', (program) => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, unit: fc.constantFrom(...HOSTILE) }), { minLength: 1, maxLength: 20 }), (values) => {
        const printed = execFileSync(program, ['-c', `printf '%s\\n' ${values.map(shellWord).join(' ')}`], { encoding: 'utf8' })
        expect(printed).toBe(values.map((value) => `${value.replaceAll('\n', String.raw`\n`)}\n`).join(''))
      }),
      { numRuns: 20 },
    )
  })
})

describe('a command', () => {
  const dash = '--upload-pack=touch x'

  test('takes each value as a part of one word', () => {
    expect(shell`kubectl --namespace ${'a b'} get pod/${'$(x)'} --output=${'y;z'}`).toBe(
      "kubectl --namespace 'a b' get pod/'$(x)' --output='y;z'",
    )
  })

  test('takes no value for an option', () => {
    expect(shell`git ls-remote ${dash}`).toBe("git ls-remote -- '--upload-pack=touch x'")
    expect(shell`aws iam get-role --role-name ${'-x'}`).toBe('aws iam get-role --role-name=-x')
    expect(shell`kubectl get pod/${'-x'}`).toBe('kubectl get pod/-x')
    expect(words('flux-irsa', 'bind', '-x').text).toBe('flux-irsa bind -- -x')
  })

  test('holds another command as it is', () => {
    expect(shell`${raw(shell`flux-irsa install --cluster ${'a b'}`)} --adopt`).toBe("flux-irsa install --cluster 'a b' --adopt")
  })

  test('is refused where the text around a value leaves a quote open, which would turn quotes round', () => {
    expect(() => shell`Ask the owner's ${'x'}`).toThrow('a quote is open')
    expect(shell`kubectl --patch '{"a":1}' ${'x'}`).toBe(`kubectl --patch '{"a":1}' x`)
  })
})

const HOSTILE = [
  'a',
  '-',
  ' ',
  '$',
  '(',
  ')',
  '`',
  ';',
  '&',
  '|',
  '<',
  '>',
  '"',
  "'",
  '*',
  '?',
  '~',
  '#',
  '!',
  '{',
  '}',
  '=',
  '\n',
  '%',
  '@',
  ':',
]
