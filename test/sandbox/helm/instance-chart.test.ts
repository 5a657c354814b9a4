import { expect, test } from 'vitest'
import { chartDigest, type Chart } from '../../../src/sandbox/helm/catalogue.ts'
import { objectsOf, render } from '../../../src/sandbox/helm/manifest.ts'

function chart(version: string): Chart {
  return {
    name: 'flux-instance',
    version,
    appVersion: `v${version}`,
    digest: chartDigest('flux-instance', version),
    pulled: `x:${version}`,
  }
}

/** The spec of the FluxInstance that these values make. */
function spec(instance: object, version = '0.58.1') {
  return objectsOf(render(chart(version), { name: 'flux', namespace: 'flux-system' }, { instance }))[0]?.['spec'] as Record<
    string,
    Record<string, unknown>
  >
}

test('defaults float, and only a sync with an address is rendered', () => {
  expect(spec({})).toMatchObject({
    distribution: { version: '2.x', artifact: expect.stringMatching(/:latest$/) },
    components: expect.any(Array),
  })
  expect(spec({})).not.toHaveProperty('sync')
})

test('an empty artifact is printed as null, unknown keys leave no trace', () => {
  const made = spec({
    distribution: { artifact: '' },
    installCRDs: true,
    sync: { eks: 'GitRepository', url: 'https://x/y', ref: 'refs/heads/main', path: '/' },
  })
  expect(made['distribution']).toHaveProperty('artifact', null)
  expect(made).not.toHaveProperty('installCRDs')
  expect(made['sync']).toEqual({ kind: 'GitRepository', interval: '1m', url: 'https://x/y', ref: 'refs/heads/main', path: '/' })
})

test('values are written without quotes, as the real chart does: what YAML reads otherwise is lost', () => {
  const sync = { url: 'https://x/y', ref: 'refs/heads/main', path: './a #b', name: 'null' }
  expect(spec({ sync })['sync']).toMatchObject({ path: './a' })
  expect(spec({ sync })['sync']).toHaveProperty('name', null)
  expect(() => spec({ sync: { ...sync, path: 'a: b' } })).toThrow('YAML parse error on flux-instance/templates/instance.yaml')
})

test('charts before 0.48 do not quote the version', () => {
  expect(spec({ distribution: { version: '2.7' } }, '0.32.0')['distribution']).toMatchObject({ version: 2.7 })
  expect(spec({ distribution: { version: '2.7' } }, '0.49.0')['distribution']).toMatchObject({ version: '2.7' })
})

test('every key of the cluster is rendered, also those that the values do not list', () => {
  expect(spec({ cluster: { objectLevelWorkloadIdentity: true } })['cluster']).toMatchObject({
    objectLevelWorkloadIdentity: true,
    networkPolicy: true,
  })
})

test('values of the wrong type are refused in the schema words', () => {
  expect(() => spec({ components: ['nope'] })).toThrow(
    /^values don't meet the specifications of the schema\(s\) .*:\nflux-instance:\n- at '\/instance\/components\/0': value must be one of/,
  )
  expect(() => spec({ distribution: { version: 2 } })).toThrow(`- at '/instance/distribution/version': got number, want string`)
})

test('shards are rendered where there are any, with the key that tells them apart', () => {
  expect(spec({ sharding: { shards: ['one', 'two'] } })['sharding']).toEqual({ key: 'sharding.fluxcd.io/key', shards: ['one', 'two'] })
  expect(spec({ sharding: { key: 'acme/shard' } })).not.toHaveProperty('sharding')
})

test.each([
  [{}, 'flux'],
  [{ fullnameOverride: 'other' }, 'other'],
  [{ fullnameOverride: '' }, 'flux-flux-instance'],
  [{ fullnameOverride: '', nameOverride: 'flux' }, 'flux'],
])('with %j the instance is named %s, as charts name things', (values, name) => {
  const [instance] = objectsOf(render(chart('0.58.1'), { name: 'flux', namespace: 'flux-system' }, values))
  expect(instance?.metadata.name).toBe(name)
})
