import { isRoleArn } from '../domain/arn.ts'
import { fluxAsked, fluxKnowingHost, fluxMending } from '../domain/flux-features.ts'
import { isMasked } from '../domain/placeholder.ts'

/** A value that a program refused, as it stands between quotes in its own message, and what that value is in truth. */
export interface Refused {
  words: string
  value: string
}

const REGISTRY = /i?nvalid AWS registry: '([^']*)'/i
const ROLE = /invalid eks\.amazonaws\.com\/role-arn annotation:[ |]*'([^']*)'/i
const ECR = /(?:^|[.\s])dkr[.-]ecr|^(?:public\.ecr\.aws|ecr-public\.aws\.com)$/i

/** What the two hints of these messages have in common, for the filter of many texts. */
export const REFUSED_REGISTRY = /nvalid AWS registry: '/i
export const REFUSED_ROLE = /invalid eks\.amazonaws\.com\/role-arn annotation/i

/** A host of ECR that this Flux does not know yet; `isProven` where all of it can be read, so that it is no other fault. */
export function newerRegistry(text: string): (Refused & { since: string; isProven: boolean }) | undefined {
  const [words, value = ''] = REGISTRY.exec(text) ?? []
  const since = words && fluxKnowingHost(value)
  if (!words || !since) return undefined
  return { words, value, since, isProven: /^\d{12}\.dkr/.test(value) }
}

/** A host that is of no registry of ECR, so that a login to AWS is out of place. */
export function foreignRegistry(text: string): Refused | undefined {
  const [words, value = ''] = REGISTRY.exec(text) ?? []
  return words && value !== '' && !isMasked(value) && !ECR.test(value) ? { words, value } : undefined
}

/** An annotation that is a valid role ARN of another partition: a Flux that refuses it is too old. */
export function newerRole(text: string): Refused | undefined {
  const [words, value = ''] = ROLE.exec(text) ?? []
  return words && isRoleArn(readable(value)) && !value.startsWith('arn:aws:') ? { words, value } : undefined
}

/** An annotation that is there and no role ARN. */
export function refusedRole(text: string): Refused | undefined {
  const [words, value = ''] = ROLE.exec(text) ?? []
  return words && value !== '' && !isMasked(value) && !isRoleArn(value) ? { words, value } : undefined
}

/** No annotation at all: the message quotes nothing. */
export function missingRole(text: string): string | undefined {
  const [words, value] = ROLE.exec(text) ?? []
  return words && value === '' ? words : undefined
}

/** A masked account, put back so that the rest of the ARN can be judged. */
function readable(arn: string): string {
  return arn.replace(/^(arn:[\w-]+:iam::)(?!\d{12}:)[^:]*:/, '$1000000000000:')
}

/** From this release on Flux takes a role ARN of any partition. Source: https://github.com/fluxcd/kustomize-controller/issues/1489 */
const ROLES_OF_ALL_PARTITIONS = '2.7.0'

/** The first Flux that can do what the one in the text could not, or that is without the fault that it has. */
export function neededFlux(texts: readonly string[]): string | undefined {
  const needed = (text: string) =>
    newerRegistry(text)?.since ??
    (newerRole(text) ? ROLES_OF_ALL_PARTITIONS : undefined) ??
    fluxAsked(text)?.since ??
    fluxMending(text)?.since
  return texts.map(needed).find(Boolean)
}
