import { createHash } from 'node:crypto'
import { asList, statementsOf } from '../domain/canonical.ts'
import { ANNOTATION_GRANT, TAG_GRANT } from '../domain/ownership.ts'
import type { PolicyDocument } from '../domain/policy-document.ts'
import { matches } from '../domain/wildcard.ts'
import type { Role } from '../model/aws.ts'
import type { KubeObject } from '../model/kube.ts'

/** The tag that a role bears for what its ServiceAccounts remember: an annotation is a tenant's to write, a tag is not. */
export function sealOf(grant: string): Record<string, string> {
  return { [TAG_GRANT]: createHash('sha256').update(grant).digest('base64url') }
}

/**
 * What these ServiceAccounts remember, parsed: what a role of ours confirms by its tag, else the first that `isHarmless` lets pass (earlier
 * versions made no such tag). `undefined` where there is nothing of either.
 */
export function rememberedBy<T extends object>(
  accounts: KubeObject[],
  roles: Pick<Role, 'tags'>[],
  isHarmless: (grant: T) => boolean,
): T | undefined {
  const texts = accounts.flatMap(({ metadata }) => metadata.annotations?.[ANNOTATION_GRANT] ?? [])
  const isConfirmed = (text: string) => roles.some(({ tags }) => tags[TAG_GRANT] === sealOf(text)[TAG_GRANT])
  for (const text of texts.filter(isConfirmed)) {
    const grant = parsed<T>(text)
    if (grant) return grant
  }
  for (const text of texts) {
    const grant = parsed<T>(text)
    if (grant && isHarmless(grant)) return grant
  }
  return undefined
}

function parsed<T extends object>(text: string): T | undefined {
  try {
    const grant: unknown = JSON.parse(text)
    return typeof grant === 'object' && grant !== null && !Array.isArray(grant) ? (grant as T) : undefined
  } catch {
    // Somebody else's words: the next one may know.
    return undefined
  }
}

/** Whether a remembered value is a list of texts, as we write it. */
export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

/** Whether all that one document allows, another allows already, without conditions. Errs on the side of no. */
export function allowsNoMore(wanted: PolicyDocument, given: PolicyDocument | undefined): boolean {
  const giving = given ? statementsOf(given).filter(({ Effect, Condition }) => Effect === 'Allow' && !Condition) : []
  return statementsOf(wanted).every((statement) =>
    asList(statement.Action).every((action) =>
      asList(statement.Resource).every((resource) =>
        giving.some(
          ({ Action, Resource }) =>
            asList(Action).some((pattern) => covers(pattern.toLowerCase(), action.toLowerCase())) &&
            asList(Resource).some((pattern) => covers(pattern, resource)),
        ),
      ),
    ),
  )
}

/** Whether one pattern fits all that another fits. */
function covers(pattern: string, other: string): boolean {
  return pattern === other || (!pattern.includes('?') && matches(pattern, other))
}
