import { expect, test } from 'vitest'
import { BINDING_RESOURCES, RESOURCES, rowOf } from '../../src/resources/table.ts'
import { CHAIN_NODES } from '../../src/report/page/chain-links.ts'

const rows = [...new Set([...RESOURCES, ...BINDING_RESOURCES])]

test('each row is found under its own name', () => {
  expect(rows.filter((row) => rowOf(row.name) !== row)).toEqual([])
})

test.for(rows.map((row) => [row.name, row] as const))('%s stands at stations that the picture has', ([, { stations }]) => {
  const known = CHAIN_NODES.map(({ id }) => id)
  expect(stations.filter((id) => !known.includes(id))).toEqual([])
})

// What is forgotten here is written without the right having been asked for, and a run stops half-way.
test.for(rows.filter(({ place }) => place === 'cluster').map((row) => [row.name, row] as const))(
  '%s names what Kubernetes must allow for it',
  ([, { rights }]) => {
    expect(Object.values(rights ?? {}).flat().length).toBeGreaterThan(0)
  },
)

// What is forgotten here is installed from a chart that nobody's signature vouches for.
test.for(rows.filter(({ usesHelm }) => usesHelm).map((row) => [row.name, row] as const))(
  '%s names the release whose chart must be signed',
  ([, { release }]) => {
    expect(release).toBeDefined()
  },
)
