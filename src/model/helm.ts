import type { NamedObject } from './kube.ts'

export interface Release {
  name: string
  namespace: string
  revision: number
  /** As helm says it: deployed, failed, pending-install, pending-upgrade, pending-rollback, uninstalling, superseded, uninstalled. */
  status: string
  chart: { name: string; version: string; appVersion: string }
  /** The values that were given (not the chart's defaults). */
  values: Record<string, unknown>
  description: string
  /** Custom labels of the release. */
  labels: Record<string, string>
  /** The objects' manifest as rendered. */
  manifest: string
  /** When the newest revision was begun, ms since the epoch. */
  changedAt: number
}

export interface HelmReader {
  /** The newest revision of each release in the namespace. */
  releases(namespace: string): Promise<Release[]>
  /** What an uninstall of it would delete, whoever has it by now. */
  objectsOf(release: Release): Promise<NamedObject[]>
  /** e.g. `3.21.4`; a Failure (exit 64) when helm is not there or too old. */
  version(): Promise<string>
  /** Whether the publisher signed `ghcr.io/…/CHART:VERSION` (or `…@sha256:…`), as far as it can be known here; throws for no answer. */
  signatureOf(image: string): Promise<ChartSignature>
}

export interface ChartSignature {
  /** `bad`: there is none, or none of the publisher's. `unknown`: it could not be found out. `not looked at`: there is no cosign. */
  verdict: 'good' | 'bad' | 'unknown' | 'not looked at'
  /** Of `bad` and `unknown`, cosign's own words. */
  why?: string
}

export interface ReleaseRequest {
  name: string
  namespace: string
  /** `oci://…`, `oci://…@sha256:…` or a folder. */
  chart: string
  version?: string
  values: Record<string, unknown>
  labels: Record<string, string>
  description: string
  /** Adopts objects that exist without this release. */
  takeOwnership?: boolean
}

export interface HelmWriter {
  /** `helm upgrade --install` without waiting for anything to become ready. */
  upgrade(request: ReleaseRequest): Promise<void>
  /** Returns when helm has asked for the deletion of its objects; waits for none of them to be gone. */
  uninstall(request: { name: string; namespace: string }): Promise<void>
  /** Frees a release whose operation was cut off: its newest revision is marked failed, so that the next upgrade may follow. */
  markFailed(release: Release): Promise<void>
}
