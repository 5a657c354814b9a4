import { describe } from 'vitest'
import type { Server } from '../server.ts'
import { eksCases } from './eks.ts'
import { evictionCases } from './evictions.ts'
import { fluxInstanceCases } from './flux-instances.ts'
import { iamPolicyCases } from './iam-policies.ts'
import { iamCases } from './iam.ts'
import { kubeReadCases } from './kube-reads.ts'
import { kubeWriteCases } from './kube-writes.ts'
import { podCases } from './pods.ts'
import { webIdentityCases } from './web-identity.ts'

/** Every case but helm's, for any server: what passes on one and fails on the other shows where they differ. */
export function contractCases(server: () => Server): void {
  // Each in a block of its own, so that what it does before each of its cases is not done before the others'.
  describe('identity and access', () => iamCases(server))
  describe('managed policies', () => iamPolicyCases(server))
  describe('web identity', () => webIdentityCases(server))
  describe('clusters', () => eksCases(server))
  describe('writes to Kubernetes', () => kubeWriteCases(server))
  describe('reads of Kubernetes', () => kubeReadCases(server))
  describe('FluxInstances', () => fluxInstanceCases(server))
  describe('pods', () => podCases(server))
  describe('evictions', () => evictionCases(server))
}
