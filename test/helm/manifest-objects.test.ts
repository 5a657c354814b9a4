import { expect, test } from 'vitest'
import { objectsToDelete } from '../../src/helm/manifest-objects.ts'
import type { Release } from '../../src/model/helm.ts'

const release = (manifest: string) => ({ name: 'flux', namespace: 'flux-system', manifest }) as Release
const object = (name: string, more = '') => `{apiVersion: v1, kind: Service, metadata: {name: ${name}${more}}}`

test.each<[string, string, string[]]>([
  ['an object of the release’s namespace', object('a'), ['flux-system/a']],
  ['one of another namespace', object('a', ', namespace: other'), ['other/a']],
  ['several, and what is none', `---\n${object('a')}\n---\n# nothing\n---\n${object('b')}\n--- text`, ['flux-system/a', 'flux-system/b']],
  [
    'a list, which helm takes apart',
    `{apiVersion: v1, kind: List, items: [${object('a')}, ${object('b')}]}`,
    ['flux-system/a', 'flux-system/b'],
  ],
  ['what the chart keeps', object('a', ', annotations: {helm.sh/resource-policy: keep}'), []],
  ['an empty manifest', '', []],
])('helm would delete of %s', (_what, manifest, expected) => {
  expect(objectsToDelete(release(manifest)).map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(expected)
})

test('a manifest that is a bomb is refused by name, not expanded', () => {
  const levels = Array.from({ length: 9 }, (_, n) => `l${n + 1}: &l${n + 1} [${Array.from({ length: 9 }, () => `*l${n}`).join(', ')}]`)
  const bomb = ['l0: &l0 [x]', ...levels].join('\n')
  expect(() => objectsToDelete(release(bomb))).toThrow(
    expect.objectContaining({
      code: 'release-unreadable',
      message: expect.stringContaining('the manifest of the Helm release flux-system/flux cannot be read') as string,
    }) as Error,
  )
})
