import type { PolicyDocument } from '../../domain/policy-document.ts'
import type { Tags } from './account.ts'
import { AwsError, limitExceeded, validationError } from './aws-error.ts'
import { members, tagsIn, type Params, type Xml } from './query-protocol.ts'
import type { World } from './world.ts'

export interface IamCall extends World {
  params: Params
}
/** Actions by name; each returns what stands in its Result element, if it has one. */
export type IamActions = Record<string, (call: IamCall) => Xml>

const tagQuota = 50

/** As IAM answers dates. */
export function isoDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** Policy documents come back URL-encoded (RFC 3986), and the JavaScript SDK leaves them so. */
export function encodedDocument(document: PolicyDocument): string {
  return encodeURIComponent(JSON.stringify(document)).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Tags as the query protocol lists them. */
export function tagList(tags: Tags): Xml[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** Sets the call's tags; one bad tag refuses them all (API reference of TagRole). */
export function setTags(target: Tags, { params }: IamCall): undefined {
  const merged = { ...target, ...checkedTags(params) }
  if (Object.keys(merged).length > tagQuota) throw limitExceeded('TagsPerResource', tagQuota)
  Object.assign(target, merged)
}

/** Removes the call's `TagKeys`; keys that are not there are no error. */
export function removeTags(target: Tags, { params }: IamCall): undefined {
  for (const key of members(params, 'TagKeys')) delete target[key]
}

/** The tags of a call, after IAM's rules for their keys and values. */
export function checkedTags(params: Params): Tags {
  const tags = tagsIn(params)
  const keys = Object.keys(tags)
  if (keys.length > tagQuota) throw limitExceeded('TagsPerResource', tagQuota)
  if (new Set(keys.map((key) => key.toLowerCase())).size < keys.length) {
    throw new AwsError('InvalidInput', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.', 400)
  }
  keys.forEach((key, index) => {
    if (key.toLowerCase().startsWith('aws:')) {
      throw new AwsError('InvalidInput', "'aws:' prefixed tag key names are not allowed for external use.", 400)
    }
    checkTagText(key, `tags.${index + 1}.member.key`, 128, '+')
    checkTagText(tags[key] ?? '', `tags.${index + 1}.member.value`, 256, '*')
  })
  return tags
}

function checkTagText(text: string, field: string, most: number, quantifier: '*' | '+'): void {
  const failed = `1 validation error detected: Value '${text}' at '${field}' failed to satisfy constraint`
  if (text.length > most) throw validationError(`${failed}: Member must have length less than or equal to ${most}`)
  if (new RegExp(`^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]${quantifier}$`, 'u').test(text)) return
  throw validationError(`${failed}: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]${quantifier}`)
}
