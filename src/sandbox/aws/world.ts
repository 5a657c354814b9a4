import type { Account } from './account.ts'
import type { Visibility } from './visibility.ts'

/** What every service of the simulated account works on. `now` is milliseconds since the epoch. */
export interface World {
  account: Account
  visibility: Visibility
  now: () => number
}

export interface CallRecord {
  /** Counts from 1. */
  n: number
  at: number
  /** `iam`, `sts`, `eks`, `ecr`, `registry`. */
  service: string
  /** The API's action; `GET /v2/…` for the registry. */
  action: string
  region: string
  /** The action changes something, judged by its name. */
  write: boolean
  /** ARN of who signed the call. */
  caller?: string
  /** HTTP status, or `hangup` for a connection that a fault dropped. */
  status: number | 'hangup'
  /** AWS's error code. */
  error?: string
  /** A fault struck. */
  fault?: boolean
}

export interface HttpRequest {
  method: string
  /** Without its port. */
  host: string
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: string
}

export interface HttpAnswer {
  status: number
  body: string
  type: string
  headers?: Record<string, string>
}
