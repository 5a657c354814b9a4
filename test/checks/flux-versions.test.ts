import { expect, it } from 'vitest'
import { deployment } from './objects.ts'
import { check, describeBreaks, verifyWorld } from './run.ts'
import { healthyWorld, objectIn, remove, type World } from './world.ts'

function operator(world: World, version: string): void {
  remove(world, 'Deployment', 'flux-operator')
  const made = deployment('flux-operator')
  made['spec'] = { template: { spec: { containers: [{ image: `ghcr.io/controlplaneio-fluxcd/flux-operator:v${version}` }] } } }
  world.objects.push(made)
}
const FLOATING = 'oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests:latest'
const floats = (world: World) =>
  Object.assign(objectIn(world, 'FluxInstance', 'flux').spec, { distribution: { version: '2.x', artifact: FLOATING } })

describeBreaks([
  {
    name: 'an old operator takes manifests that float',
    by: (world) => {
      operator(world, '0.32.0')
      floats(world)
    },
    troubles: ['warn flux-artifact'],
    cause: 'fluxinstance-build-failed',
    says: 'floats',
  },
])

it('manifests that float are a hint with an operator that takes only what it knows', async () => {
  const world = healthyWorld()
  floats(world)
  const report = await verifyWorld(world)
  expect(report.verdict).toBe('pass')
  expect(check(report, 'flux-artifact').notice).toContain('floats')
})

it('a Kubernetes older than Flux is tested with is a hint', async () => {
  const world = healthyWorld()
  world.cluster.version = '1.31'
  const report = await verifyWorld(world)
  expect(report.verdict).toBe('pass')
  expect(check(report, 'flux-versions').notice).toContain('Kubernetes 1.34 and newer, not with 1.31')
})
