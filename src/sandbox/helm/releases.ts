import { gunzipSync, gzipSync } from 'node:zlib'
import type { KubeObject } from '../../model/kube.ts'
import type { Json } from '../kube/list-shapes.ts'
import type { ClusterStore } from '../kube/store-types.ts'

export interface ReleaseName {
  name: string
  namespace: string
}
type ReleaseStatus =
  | 'deployed'
  | 'superseded'
  | 'failed'
  | 'uninstalling'
  | 'uninstalled'
  | 'pending-install'
  | 'pending-upgrade'
  | 'pending-rollback'

/** What Secret `sh.helm.release.v1.NAME.vN` holds (helm `pkg/release`), as far as anyone reads it. */
export interface Release extends ReleaseName {
  info: { first_deployed: string; last_deployed: string; deleted?: string; description: string; status: ReleaseStatus }
  chart: { metadata: { apiVersion: 'v2'; name: string; version: string; appVersion: string }; values: Json }
  config: Json
  manifest: string
  version: number
  apply_method?: 'ssa' | 'csa'
  /** The user's own labels; they are on the Secret, not in its content. */
  labels: Record<string, string>
}

const SYSTEM_LABELS = ['name', 'owner', 'status', 'version', 'createdAt', 'modifiedAt']
const collection = (namespace: string) => `/api/v1/namespaces/${namespace}/secrets`
const secretName = ({ name, version }: Release) => `sh.helm.release.v1.${name}.v${version}`

/** The content of a release Secret's `data.release`: base64 of Kubernetes around base64 of helm around gzip. */
export function encodeRelease({ labels: _labels, ...content }: Release): string {
  const zipped = gzipSync(JSON.stringify(content))
  return Buffer.from(zipped.toString('base64')).toString('base64')
}

export function decodeRelease(secret: KubeObject): Release {
  const { release = '' } = secret['data'] as Record<string, string>
  const content = JSON.parse(gunzipSync(Buffer.from(Buffer.from(release, 'base64').toString(), 'base64')).toString()) as Release
  const own = Object.entries(secret.metadata.labels ?? {}).filter(([key]) => !SYSTEM_LABELS.includes(key))
  return { ...content, labels: Object.fromEntries(own) }
}

/** All revisions of one release, or of all releases of a namespace (or of all namespaces), oldest first. */
export function readReleases(store: ClusterStore, namespace: string | undefined, name?: string): Release[] {
  const secrets = store.list(namespace ? collection(namespace) : '/api/v1/secrets').filter(({ metadata: { labels } }) => {
    return labels?.['owner'] === 'helm' && (name === undefined || labels['name'] === name)
  })
  return secrets.map(decodeRelease).sort((a, b) => a.version - b.version)
}

/** Creates the Secret of a new revision. */
export function createRelease(store: ClusterStore, release: Release, manager: string): void {
  store.create(collection(release.namespace), secretOf(release), manager)
}

/** Writes a revision's changed status or content. */
export function updateRelease(store: ClusterStore, release: Release, manager: string): void {
  const path = `${collection(release.namespace)}/${secretName(release)}`
  if (store.get(path)) store.replace(path, secretOf(release), manager)
}

export function deleteRelease(store: ClusterStore, release: Release): void {
  const path = `${collection(release.namespace)}/${secretName(release)}`
  if (store.get(path)) store.delete(path)
}

function secretOf(release: Release): KubeObject {
  const { name, namespace, version, info, labels } = release
  const system = { name, owner: 'helm', status: info.status, version: String(version), modifiedAt: String(Math.floor(Date.now() / 1000)) }
  const metadata = { name: secretName(release), namespace, labels: { ...labels, ...system } }
  return { apiVersion: 'v1', kind: 'Secret', metadata, type: 'helm.sh/release.v1', data: { release: encodeRelease(release) } }
}
