import { randomBytes } from 'node:crypto'
import type { JSONWebKeySet } from 'jose'
import type { KubeObject } from '../../model/kube.ts'
import { defaultRoles } from './cluster-roles.ts'
import { runCustomResources } from './custom-resources.ts'
import { runDisruptionBudgets } from './disruption-budgets.ts'
import { collectGarbage } from './garbage-collection.ts'
import { listen, type KubeCall, type KubeFault } from './http-server.ts'
import { createKinds } from './kinds.ts'
import type { GateHolder } from '../gate.ts'
import type { Row } from './object-table.ts'
import { createLater } from './later.ts'
import { runNamespaces } from './namespaces.ts'
import { createObjectStore, type ObjectStore, type Schemas } from './object-store.ts'
import type { Identity } from './rbac.ts'
import { createSigningKeys, createTokenIssuer, type SigningKeys, type TokenIssuer } from './service-account-tokens.ts'
import { snapshotOf } from './snapshot.ts'

export interface SandboxKubeOptions {
  /** PEM; `ca` is what pods find in `kube-root-ca.crt`. */
  tls: { key: string; cert: string; ca: string }
  /** The `iss` of ServiceAccount tokens: the cluster's OIDC issuer. */
  issuer: string
  /** Who a bearer token is that is neither the admin's nor a ServiceAccount's (on EKS: a signed `k8s-aws-v1.` token). */
  authenticate: (bearer: string) => Identity | undefined | Promise<Identity | undefined>
  /** Made anew unless given. */
  signingKeys?: SigningKeys
  /** Milliseconds since 1970. */
  clock?: () => number
  /** What is stored from the start, instead of an empty cluster. */
  rows?: Row[]
  /** Asked about every request. */
  holder?: GateHolder
  schemas?: Schemas
}

export interface SandboxKube {
  /** `https://127.0.0.1:PORT`. */
  endpoint: string
  store: ObjectStore
  calls: KubeCall[]
  faults: KubeFault[]
  /** Added to every request; may be set at any time. */
  latencyMs: number
  /** Bearer token of a user in `system:masters`. */
  adminToken: string
  jwks(): JSONWebKeySet
  /** A ServiceAccount token as the kubelet projects it. */
  signToken: TokenIssuer['sign']
  /** Watches that resume from before now get 410 Gone. */
  compact(): void
  /** Whether built-in controllers have something due. */
  busy(): boolean
  snapshot(): KubeObject[]
  close(): Promise<void>
}

const ESTABLISH_MS = 5
const SYSTEM_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

/** A simulated Kubernetes API server on loopback, with the controllers that are part of every cluster. Workloads run by `runWorkloads`. */
export async function startKube(options: SandboxKubeOptions): Promise<SandboxKube> {
  const { tls, issuer, authenticate, clock = Date.now } = options
  const later = createLater()
  const store = createObjectStore({ kinds: createKinds(), clock, schemas: options.schemas })
  if (options.rows) store.table.load(options.rows)
  collectGarbage(store)
  runNamespaces(store, { later, ca: tls.ca })
  runCustomResources(store, { later, now: () => new Date(clock()).toISOString(), establishMs: ESTABLISH_MS })
  runDisruptionBudgets(store)
  if (!options.rows) seed(store)

  const tokens = createTokenIssuer({ issuer, store, clock, signingKeys: options.signingKeys ?? (await createSigningKeys()) })
  const adminToken = `admin.${randomBytes(16).toString('hex')}`
  const admin: Identity = { username: 'kubernetes-admin', groups: ['system:masters'] }
  const identify = async (bearer: string) =>
    bearer === adminToken ? admin : ((await tokens.identify(bearer)) ?? (await authenticate(bearer)))

  const calls: KubeCall[] = []
  const faults: KubeFault[] = []
  const { server, port } = await listen({
    tls,
    store,
    issuer: tokens,
    identify,
    calls,
    faults,
    latencyMs: () => kube.latencyMs,
    holder: options.holder ?? { gate: undefined },
  })
  const kube: SandboxKube = {
    endpoint: `https://127.0.0.1:${port}`,
    store,
    calls,
    faults,
    latencyMs: 0,
    adminToken,
    jwks: tokens.jwks,
    signToken: tokens.sign,
    compact: () => store.table.compact(),
    busy: () => later.pending() > 0,
    snapshot: () => snapshotOf(store),
    async close() {
      later.stop()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
  return kube
}

function seed(store: ObjectStore): void {
  const manager = 'kube-apiserver'
  for (const role of defaultRoles()) {
    store.create(`/apis/rbac.authorization.k8s.io/v1/${role.kind.toLowerCase()}s`, role, manager)
  }
  for (const name of SYSTEM_NAMESPACES)
    store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, manager)
  const labels = { 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' }
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'ip-10-0-1-10.ec2.internal', labels } }
  store.create('/api/v1/nodes', node, manager)
  const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' }
  store.patch(
    `/api/v1/nodes/${node.metadata.name}/status`,
    { status: { conditions: [ready] } },
    { type: 'application/merge-patch+json', manager: 'kubelet' },
  )
}
