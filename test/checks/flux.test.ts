import { INSTALL, readyCondition } from './objects.ts'
import { objectIn, remove } from './world.ts'
import { describeBreaks } from './run.ts'

describeBreaks([
  {
    name: 'the operator is gone',
    by: (world) => remove(world, 'Deployment', 'flux-operator'),
    troubles: ['fail flux-operator'],
    cause: 'flux-not-installed',
    fix: INSTALL,
  },
  {
    name: 'the operator has no available pod',
    by: (world) => {
      objectIn(world, 'Deployment', 'flux-operator').status = { availableReplicas: 0 }
    },
    troubles: ['fail flux-operator'],
    says: 'no available pod',
  },
  {
    name: 'the FluxInstance is gone',
    by: (world) => remove(world, 'FluxInstance'),
    troubles: ['fail flux-instance'],
    cause: 'flux-not-installed',
    fix: INSTALL,
  },
  {
    name: 'the FluxInstance leaves the image controllers out',
    by: (world) => {
      objectIn(world, 'FluxInstance', 'flux').spec['components'] = ['source-controller']
      remove(world, 'Pod')
      world.unserved = ['ImageRepository']
    },
    troubles: ['fail flux-components'],
    cause: 'crd-missing',
    fix: INSTALL,
  },
  {
    name: 'an old operator cannot build Flux',
    by: (world) => {
      const message =
        'build failed: add operation does not apply: doc is missing path: "/spec/versions/1/schema/openAPIV3Schema/properties": missing value'
      objectIn(world, 'FluxInstance', 'flux').status = readyCondition('False', 'BuildFailed', message)
      remove(world, 'Pod')
      remove(world, 'GitRepository')
    },
    troubles: ['fail flux-ready'],
    cause: 'fluxinstance-build-failed',
    says: 'older than the Flux version',
  },
  {
    name: 'the FluxInstance has not seen its newest spec',
    by: (world) => {
      objectIn(world, 'FluxInstance', 'flux').metadata.generation = 2
    },
    troubles: ['unknown flux-ready'],
    says: 'generation 2',
  },
  {
    name: 'reconciliation is disabled',
    by: (world) => {
      objectIn(world, 'FluxInstance', 'flux').metadata.annotations = { 'fluxcd.controlplane.io/reconcile': 'disabled' }
    },
    troubles: ['warn flux-reconciling'],
    fix: 'kubectl --namespace flux-system annotate fluxinstance flux fluxcd.controlplane.io/reconcile-',
  },
])
