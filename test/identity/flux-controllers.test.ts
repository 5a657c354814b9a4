import { expect, test } from 'vitest'
import { isFluxController } from '../../src/identity/flux-controllers.ts'

const account = (namespace: string, name: string, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { namespace, name, labels },
})
const podOf = (image: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'gitops', name: 'p' },
  spec: { serviceAccountName: 'source-controller', containers: [{ name: 'manager', image }] },
})

test.each([
  ['its name in flux-system', account('flux-system', 'source-controller'), [], true],
  ["Flux's label in any namespace", account('gitops', 'source-controller', { 'app.kubernetes.io/part-of': 'flux' }), [], true],
  ['the program that its pods run', account('gitops', 'source-controller'), [podOf('ghcr.io/fluxcd/source-controller:v1.9.1')], true],
  ['a mirror of it, by digest', account('gitops', 'source-controller'), [podOf('ecr.example/x/fluxcd/source-controller@sha256:ab')], true],
  ['a tenant in flux-system', account('flux-system', 'team-a', { 'app.kubernetes.io/part-of': 'flux' }), [], false],
  ["K3s's helm-controller", account('kube-system', 'helm-controller'), [], false],
  ['another program of that name', account('gitops', 'source-controller'), [podOf('example.com/acme/source-controller:1')], false],
])('%s', (_what, object, pods, expected) => {
  expect(isFluxController(object, pods)).toBe(expected)
})
