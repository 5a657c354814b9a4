import { gunzipSync, gzipSync } from 'node:zlib'
import type { KubeObject, KubeReader, KubeWriter } from '../model/kube.ts'
import { Failure } from '../domain/failure.ts'
import { shell } from '../domain/shell.ts'
import type { Release } from '../model/helm.ts'

interface StoredRelease {
  name: string
  namespace: string
  version: number
  info: { status: string; description?: string; last_deployed?: string }
  chart?: { metadata?: { name?: string; version?: string; appVersion?: string } }
  config?: Record<string, unknown>
  manifest?: string
}

/** A release fits into a Secret of 1 MiB; what is packed so that it becomes more than this was made for that. */
const MAX_RELEASE_BYTES = 64 * 1024 * 1024

const HELM_LABELS = new Set(['name', 'owner', 'status', 'version', 'createdAt', 'modifiedAt'])

/** Releases as helm's Secret driver stores them (helm pkg/storage/driver/secrets.go): gzip of JSON, base64 twice. */
export async function readReleases(kube: KubeReader, namespace: string): Promise<Release[]> {
  const secrets = (await kube.list({ kind: 'Secret', namespace, labels: 'owner=helm' })) ?? []
  const newest = new Map<string, Release>()
  for (const secret of secrets) {
    const release = decodeRelease(secret)
    const known = release && newest.get(release.name)
    if (release && (!known || known.revision < release.revision)) newest.set(release.name, release)
  }
  return [...newest.values()]
}

function decodeRelease(secret: KubeObject): Release | undefined {
  const stored = decode(secret)
  if (!stored) return undefined
  const labels = Object.entries(secret.metadata.labels ?? {}).filter(([key]) => !HELM_LABELS.has(key))
  const metadata = stored.chart?.metadata
  return {
    name: stored.name,
    namespace: stored.namespace,
    revision: stored.version,
    status: stored.info.status,
    chart: { name: metadata?.name ?? '', version: metadata?.version ?? '', appVersion: metadata?.appVersion ?? '' },
    description: stored.info.description ?? '',
    values: stored.config ?? {},
    labels: Object.fromEntries(labels),
    manifest: stored.manifest ?? '',
    changedAt: Date.parse(secret.metadata.creationTimestamp ?? '') || 0,
  }
}

function decode(secret: KubeObject): StoredRelease | undefined {
  const data = (secret['data'] as { release?: string } | undefined)?.release
  if (!data) return undefined
  try {
    const inner = Buffer.from(Buffer.from(data, 'base64').toString('utf8'), 'base64')
    const stored = JSON.parse(gunzipSync(inner, { maxOutputLength: MAX_RELEASE_BYTES }).toString('utf8')) as StoredRelease
    if (typeof stored?.name === 'string' && typeof stored.info?.status === 'string') return stored
  } catch {
    // Told below: it is what stands in the Secret, not how it is read.
  }
  const { namespace, name } = secret.metadata
  throw new Failure({
    code: 'release-unreadable',
    source: 'environment',
    message: `the Secret ${namespace}/${name} has the labels of a Helm release and holds none`,
    fix: shell`kubectl --namespace ${namespace} describe secret ${name}`,
    docs: 'troubleshooting.md#helm',
  })
}

/**
 * Marks the newest revision of a release as failed, as helm itself does when it is interrupted in an orderly way. Written only if the
 * Secret is still the one that was read: a helm that is still at work wins.
 */
export async function markReleaseFailed(kube: KubeReader & KubeWriter, release: Release): Promise<void> {
  const ref = { kind: 'Secret', namespace: release.namespace, name: `sh.helm.release.v1.${release.name}.v${release.revision}` }
  const secret = await kube.get(ref)
  const stored = secret && decode(secret)
  if (!secret || !stored || stored.info.status !== release.status) return
  stored.info = { ...stored.info, status: 'failed' }
  const data = Buffer.from(gzipSync(JSON.stringify(stored)).toString('base64')).toString('base64')
  await kube.mergePatch(ref, {
    metadata: { resourceVersion: secret.metadata.resourceVersion, labels: { status: 'failed' } },
    data: { release: data },
  })
}
