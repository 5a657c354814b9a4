import { gunzipSync, gzipSync } from 'node:zlib'
import type { KubeObject } from '../../src/model/kube.ts'

export interface StoredRelease {
  version: number
  info: { status: string }
}

/** A release out of the Secret in which helm keeps it: gzip of JSON, base64 twice. */
export function storedRelease(secret: KubeObject | undefined): StoredRelease {
  const { release = '' } = (secret?.['data'] ?? {}) as { release?: string }
  return JSON.parse(gunzipSync(Buffer.from(Buffer.from(release, 'base64').toString(), 'base64')).toString()) as StoredRelease
}

/** The `data` of such a Secret. */
export function releaseData(release: StoredRelease): { release: string } {
  return { release: Buffer.from(gzipSync(JSON.stringify(release)).toString('base64')).toString('base64') }
}
