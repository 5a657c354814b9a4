import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { withRolePatches } from '../../src/render/kustomization.ts'

const ROLE = 'arn:aws:iam::123456789012:role/flux'
const BOTH = new Map([
  ['image-automation-controller', ROLE],
  ['image-reflector-controller', ROLE],
])
const PLAIN = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
- gotk-components.yaml
- gotk-sync.yaml
`
const THEIRS = `${PLAIN}# ours since 2023
patches:
- target:
    kind: Deployment
    name: source-controller
  patch: |
    - op: add
      path: /spec/template/spec/nodeSelector
      value: {pool: system}
# IRSA
- target:
    kind: ServiceAccount
    name: source-controller
  patch: |
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: x
      annotations:
        eks.amazonaws.com/role-arn: arn:aws:iam::1:role/their
`

type Read = { patches: { target: { kind: string; name: string }; patch: string }[] }
const patches = (text: string) => (parse(text) as Read).patches
const named = (text: string) => patches(text).map(({ target }) => `${target.kind} ${target.name}`)
const edit = (text: string, roles = BOTH) => withRolePatches(text, roles, 'kustomization.yaml')

test('a file without patches gets ours, in its own way of writing lists, and all else stays to the letter', () => {
  const text = edit(PLAIN)
  expect(text.startsWith(PLAIN)).toBe(true)
  expect(named(text)).toEqual(['ServiceAccount (image-automation-controller|image-reflector-controller)'])
  expect(text).toContain(`    annotations:\n          eks.amazonaws.com/role-arn: ${ROLE}`.replace('          ', '        '))
})

test('patches of others stay, with their comments and their order', () => {
  const text = edit(THEIRS)
  expect(text.startsWith(THEIRS)).toBe(true)
  expect(named(text)).toEqual([
    'Deployment source-controller',
    'ServiceAccount source-controller',
    'ServiceAccount (image-automation-controller|image-reflector-controller)',
  ])
})

test('a second time nothing changes, and another role takes the place of the first', () => {
  const once = edit(THEIRS)
  expect(edit(once)).toBe(once)
  const other = edit(once, new Map([...BOTH.keys()].map((name) => [name, `${ROLE}-2`])))
  expect(named(other)).toEqual(named(once))
  expect(patches(other).at(-1)?.patch).toContain(`${ROLE}-2\n`)
})

test('one role each replaces the role for both', () => {
  const each = edit(edit(PLAIN), new Map([...BOTH.keys()].map((name) => [name, `${ROLE}-${name}`])))
  expect(named(each)).toEqual(['ServiceAccount image-automation-controller', 'ServiceAccount image-reflector-controller'])
})

test('a patch that sets more than the role is somebody elses, and stays', () => {
  const more = edit(PLAIN).replace('annotations:', 'labels: {team: a}\n      annotations:')
  expect(named(edit(more, new Map([...BOTH.keys()].map((name) => [name, 'arn:aws:iam::1:role/b']))))).toHaveLength(2)
})

test.each([
  ['a list', '- a\n'],
  ['what is no YAML', 'a: [\n'],
  ['patches that are no list', 'patches: {a: 1}\n'],
])('%s is refused, and names the file', (_what, text) => {
  expect(() => edit(text)).toThrow(/kustomization\.yaml/)
})
