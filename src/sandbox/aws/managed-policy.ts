import type { PolicyDocument } from '../../domain/policy-document.ts'

export interface PolicyVersion {
  id: string
  document: PolicyDocument
  createdAt: number
}

export interface ManagedPolicy {
  id: string
  name: string
  path: string
  arn: string
  description?: string | undefined
  createdAt: number
  updatedAt: number
  versions: PolicyVersion[]
  defaultVersion: string
  /** Number of the version made last: numbers are not used again. */
  lastVersion: number
  tags: Record<string, string>
}
