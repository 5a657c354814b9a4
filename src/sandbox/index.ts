import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FLUX_INSTANCE } from './actors/fluxinstance-schema.ts'
import { createBreakages, type Breakages } from './actors/broken-links.ts'
import type { ImageRepositoryWish } from './actors/git-content.ts'
import { bringFlux, bringSync, type BroughtFlux } from './actors/foreign-flux.ts'
import { startActors, type Actors } from './actors/start-actors.ts'
import { addCluster, addRepository, awsCertificateHosts, registryHost, startAws, type SandboxAws, type Snapshot } from './aws/index.ts'
import type { Gate, GateHolder } from './gate.ts'
import { environmentOf } from './environment.ts'
import { checkpointOf, restoreIam, type Checkpoint } from './checkpoint.ts'
import { startHelmServer, type HelmServer } from './helm/helm-server.ts'
import type { HelmMajor } from './helm/flags.ts'
import { startKube, type SandboxKube } from './kube/index.ts'
import { createSigningKeys, type SigningKeys } from './kube/service-account-tokens.ts'
import { runWorkloads, type Workloads } from './kube/workloads.ts'
import { nameFaults, type NamedFaults } from './named-faults.ts'
import type { RoundTrips } from './round-trips.ts'
import { createPki, type Pki } from './pki.ts'
import { clusterSnapshot, releaseSnapshot, type ReleaseSummary } from './snapshot.ts'
import type { KubeObject } from '../model/kube.ts'

export interface SandboxOptions {
  cluster?: string
  region?: string
  accountId?: string
  /** The chart that helm takes when no version is said. */
  operatorVersionDefault?: string
  /** Whose behaviour the helm stand-in shows; 4 unless told. */
  helmVersion?: HelmMajor
  /** `oci://HOST/PATH` where charts are served besides the public place. */
  chartRepositories?: string[]
  /** ECR repositories of the cluster's account and region. */
  repositories?: { name: string; tags?: string[] }[]
  /** Milliseconds that each call to AWS and to the API server takes more. */
  latencyMs?: number
  /** One more cluster in the account of another sandbox, which must outlive it; region and repositories are that one's. */
  beside?: Sandbox
  /** The API server has a name as EKS gives it, which the proxy leads to. */
  namedEndpoint?: boolean
  /** Begins with what stood in another sandbox. */
  from?: Checkpoint
}

/** A simulated EKS account with a cluster, and all that Flux and helm do in it; each on a free port of 127.0.0.1. */
export interface Sandbox {
  /** The environment in which the real program meets it. */
  env: Record<string, string>
  cluster: string
  region: string
  accountId: string
  issuer: string
  aws: SandboxAws
  kube: SandboxKube
  workloads: Workloads
  helm: HelmServer
  helmPath: string
  actors: Actors
  /** PEM of the authority behind every TLS endpoint. */
  ca: string
  /** What every TLS endpoint shows. */
  tls: Pki
  /** `ACCOUNT.dkr.ecr.REGION.amazonaws.com`. */
  registry: string
  /** Held by the user's Git repository: it comes and goes with Flux. */
  addImageRepository(repository: ImageRepositoryWish): void
  /** One for each ECR repository, provider `aws`, in namespace `apps`. */
  seedImageRepositories(): void
  /** Flux comes into the cluster without flux-operator, and comes to rest. */
  bringFlux(flux: BroughtFlux): Promise<void>
  faults: Breakages
  /** The same for a person: by name, listed, and taken back. */
  namedFaults: NamedFaults
  /** Stands before AWS, the API server and helm. */
  gate: Gate | undefined
  /** Counts the round trips of what runs while it is there. */
  roundTrips: RoundTrips | undefined
  /** All that stands in IAM and the cluster, for the start of another sandbox; to be taken when nothing moves. */
  checkpoint(): Checkpoint
  /** Resolves when nothing moves any more and every image was scanned once more. */
  idle(): Promise<void>
  snapshot(): { iam: Snapshot; kubernetes: KubeObject[]; helm: ReleaseSummary[] }
  close(): Promise<void>
}

const TAGS = ['1.0.0', '1.1.0', 'main-0a1b2c3-1700000000']
const REPOSITORIES = ['apps/main', 'apps/api', 'web'].map((name) => ({ name, tags: TAGS }))

// Made once in a process: a pair of RSA keys takes longer than all the rest.
let signingKeys: Promise<SigningKeys> | undefined
const certificates = new Map<string, Promise<Pki>>()

function certificateFor(hosts: string[]): Promise<Pki> {
  const made = certificates.get(hosts.join()) ?? createPki(hosts)
  certificates.set(hosts.join(), made)
  return made
}

/** Starts a sandbox with an empty cluster: no OIDC provider, no role, no Flux. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { cluster = 'sandbox', beside, latencyMs = 0 } = options
  const { region = 'eu-west-1', accountId = '123456789012' } = beside ?? options
  const partition = partitionOf(region)
  const hosts = ['127.0.0.1', 'localhost', ...awsCertificateHosts([...new Set([region, 'us-east-1'])])]
  signingKeys ??= createSigningKeys()
  const directoryMade = beside ? Promise.resolve(undefined) : mkdtemp(join(tmpdir(), 'flux-irsa-sandbox-'))
  const [tls, keys, directory] = await Promise.all([beside?.tls ?? certificateFor(hosts), signingKeys, directoryMade])
  const holder: GateHolder = { gate: undefined }
  const aws = beside?.aws ?? (await startAws({ region, accountId, partition, tls, holder }))
  if (options.from) restoreIam(aws.account, options.from)
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'
  const issuer = options.from?.issuer ?? `https://oidc.eks.${region}.${suffix}/id/${randomBytes(16).toString('hex').toUpperCase()}`
  const reviewed = (token: string) => {
    const verdict = aws.tokenReview(token, cluster)
    return 'error' in verdict ? undefined : verdict
  }
  const kube = await startKube({
    tls,
    issuer,
    authenticate: reviewed,
    signingKeys: keys,
    holder,
    schemas: { 'fluxinstances.fluxcd.controlplane.io': FLUX_INSTANCE },
    ...(options.from && { rows: options.from.rows }),
  })
  const { store } = kube
  const endpoint = options.namedEndpoint ? nameEndpoint(aws, kube.endpoint, `gr7.${region}.eks.${suffix}`) : kube.endpoint
  const clusterEntry = addCluster(aws.account, {
    name: cluster,
    endpoint,
    certificateAuthority: tls.ca,
    issuer,
    jwks: () => kube.jwks(),
  })
  const repositories = beside ? [] : (options.repositories ?? REPOSITORIES)
  for (const { name, tags = TAGS } of repositories) addRepository(aws.account, { name, tags: [...tags] })

  const { account } = aws
  const actors = startActors({
    store,
    region,
    endpoint: aws.endpoint,
    proxy: aws.proxy,
    ca: tls.ca,
    hasAssociation: (namespace, name) => clusterEntry.podIdentity.some((one) => one.namespace === namespace && one.serviceAccount === name),
    accountState: () => JSON.stringify([[...account.roles], [...account.policies], [...account.providers], account.repositories]),
    signToken: async (claims) => (await kube.signToken(claims)).token,
  })
  const workloads = runWorkloads(store)
  const inHelm = {
    store,
    activity: actors.activity,
    endpoint,
    ca: tls.ca,
    authenticate: (token: string) => token === kube.adminToken || reviewed(token),
  }
  const helm = beside?.helm ?? (await startHelmServer({ ...inHelm, holder, ...helmOptions(options) }))
  if (beside) helm.join(inHelm)
  const env = beside?.env ?? (await environmentOf({ directory: directory!, aws, helm, region, ca: tls.ca }))
  if (!beside) aws.latencyMs = latencyMs
  kube.latencyMs = latencyMs

  async function settled(): Promise<void> {
    do await actors.activity.idle()
    while (kube.busy() || workloads.busy())
  }

  async function idle(): Promise<void> {
    await settled()
    actors.rescan()
    await settled()
  }

  const registry = registryHost(account, region)
  const breaking = { account, cluster: clusterEntry, store, webhook: actors.webhook, idle }
  const faults = createBreakages(breaking)
  return {
    env,
    cluster,
    region,
    accountId,
    issuer,
    aws,
    kube,
    workloads,
    helm,
    helmPath: env['FLUX_IRSA_HELM'] ?? '',
    actors,
    ca: tls.ca,
    tls,
    registry,
    addImageRepository: actors.gitContent.add,
    seedImageRepositories() {
      for (const { name } of account.repositories) {
        actors.gitContent.add({ namespace: 'apps', name: name.replaceAll('/', '-'), image: `${registry}/${name}`, provider: 'aws' })
      }
    },
    bringFlux: async (flux) => {
      bringFlux(store, flux)
      // Its kinds are served only then.
      await settled()
      bringSync(store, flux)
      await idle()
    },
    faults,
    namedFaults: nameFaults({ ...breaking, faults }),
    idle,
    get gate() {
      return holder.gate
    },
    set gate(value) {
      holder.gate = value
    },
    get roundTrips() {
      return holder.roundTrips
    },
    set roundTrips(value) {
      holder.roundTrips = value
    },
    checkpoint: () => checkpointOf(issuer, account, store),
    snapshot: () => ({ iam: aws.snapshot(), kubernetes: clusterSnapshot(kube), helm: releaseSnapshot(store) }),
    async close() {
      actors.stop()
      workloads.stop()
      await kube.close()
      if (directory) await Promise.all([helm.close(), aws.close(), rm(directory, { recursive: true, force: true })])
    },
  }
}

/** `https://ID.gr7.REGION.eks.amazonaws.com`, which the proxy leads to the server at `endpoint`. */
function nameEndpoint(aws: SandboxAws, endpoint: string, domain: string): string {
  const id = randomBytes(16).toString('hex').toUpperCase()
  aws.routes.set(`${id}.${domain}`.toLowerCase(), Number(new URL(endpoint).port))
  return `https://${id}.${domain}`
}

function helmOptions({ helmVersion, chartRepositories, operatorVersionDefault }: SandboxOptions) {
  return {
    ...(helmVersion && { helmVersion }),
    ...(chartRepositories && { chartRepositories }),
    ...(operatorVersionDefault && { newestChart: operatorVersionDefault }),
  }
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}
