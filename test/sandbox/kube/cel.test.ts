import { expect, test } from 'vitest'
import { evaluateCel } from '../../../src/sandbox/kube/cel.ts'

const variables = { object: { spec: { audiences: ['a', 'b'] } }, request: { namespace: 'x', userInfo: { groups: ['g'] } } }

test.each([
  ["'g' in request.userInfo.groups", true],
  ["'h' in request.userInfo.groups", false],
  ["object.spec.audiences.all(a, a in ['a', 'b'])", true],
  ["object.spec.audiences.all(a, a == 'a' || (a == 'b' && request.namespace == 'y'))", false],
  ["object.spec.audiences.exists(a, a == 'b')", true],
  ['size(object.spec.audiences) > 1 && !(object.spec.audiences.size() >= 3)', true],
  ['has(object.spec.nothing)', false],
  ['has(object.spec.audiences)', true],
])('%s is %s', (expression, value) => {
  expect(evaluateCel(expression, variables)).toBe(value)
})

test.each(['object.spec.nothing == 1', "object.spec.audiences.map(a, a + 'x')", 'cel.bind(x, 1, x)', "'a' in"])(
  'what it cannot judge never passes for an answer: %s',
  (expression) => {
    expect(() => evaluateCel(expression, variables)).toThrow(/CEL|no such key/)
  },
)
