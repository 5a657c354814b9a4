import { asList } from '../../domain/as-list.ts'
import { isMasked, isPlaceholder } from '../../domain/placeholder.ts'
import type { Statement } from '../../domain/policy-document.ts'
import { AUDIENCE, federatedOf, WEB_IDENTITY_ACTION } from '../../domain/web-identity.ts'
import { coversAction } from '../../domain/policy-evaluation.ts'
import type { Mistake } from './segment.ts'

/** Issuers of EKS in every partition. Source: https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html and eksctl pkg/iam/oidc */
const EKS_ISSUER = /^oidc[.-]eks\.[a-z0-9-]+\.[a-z.]+\/id\/[A-Za-z0-9]+$/
const SUBJECT = /^(?:system:serviceaccount:[^:]+:[^:]+|\*|system:\*|system:serviceaccount:\*|[^:]*\*[^:]*)$/
const PROVIDER = /^arn:[\w-]+:iam::[^:]*:oidc-provider\/(.+)$/

/**
 * What keeps every token out of a role, judged by the trust document alone: which ServiceAccount is meant, it does not tell.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function trustMistakes(statements: Statement[]): Mistake[] {
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap((statement) => [...podMistakes(statement), ...webMistakes(statement)])
}

/** The service of Pod Identity has to set the tags of the session too. Source: EKS user guide, pod-id-role */
function podMistakes(statement: Statement): Mistake[] {
  const principal = typeof statement.Principal === 'object' ? asList(statement.Principal['Service']) : []
  if (!principal.includes('pods.eks.amazonaws.com') || coversAction(statement, 'sts:TagSession')) return []
  return [{ cause: 'pod-identity-association', evidence: 'the trust in pods.eks.amazonaws.com lacks sts:TagSession beside sts:AssumeRole' }]
}

function webMistakes(statement: Statement): Mistake[] {
  const federated = federatedOf(statement)
  const providers = federated.filter((arn) => /oidc|eks/i.test(arn) && !isPlaceholder(arn))
  if (federated.length > 0 && providers.length === 0) return []
  if (providers.length === 0 && !coversAction(statement, WEB_IDENTITY_ACTION)) return []
  if (!coversAction(statement, WEB_IDENTITY_ACTION))
    return [mismatch(`Action is ${asList(statement.Action).join(', ')}: an OIDC provider is let in by ${WEB_IDENTITY_ACTION}`)]
  const issuers = providers.map((arn) => PROVIDER.exec(arn)?.[1])
  const odd = providers.filter((_, index) => !isIssuer(issuers[index]))
  if (odd.length > 0) return odd.map((arn) => mismatch(`Federated is ${arn}: no ARN of a cluster's OIDC provider`))
  return conditionMistakes(
    statement,
    issuers.filter((issuer) => issuer !== undefined),
  )
}

function isIssuer(issuer: string | undefined): boolean {
  if (issuer === undefined || /^https?:/.test(issuer)) return false
  return isMasked(issuer) || !/\beks\b/.test(issuer) || EKS_ISSUER.test(issuer)
}

function conditionMistakes({ Condition = {} }: Statement, issuers: string[]): Mistake[] {
  return Object.entries(Condition).flatMap(([operator, keys]) => {
    if (/not|null/i.test(operator)) return []
    return Object.entries(keys ?? {}).flatMap(([key, wanted]) => {
      const values = asList<string | boolean | number>(wanted).map(String)
      return keyMistake(operator, key, issuers) ?? valueMistakes(operator, key, values)
    })
  })
}

/** A condition key is the issuer without scheme, a colon and the claim; of anything else no token has a value. */
function keyMistake(operator: string, key: string, issuers: string[]): Mistake[] | undefined {
  const [, prefix = '', claim = ''] = /^(.*):(\w+)$/.exec(key) ?? []
  if (isPlaceholder(key) || !/^(?:sub|aud)$/i.test(claim) || issuers.some((issuer) => issuer.toLowerCase() === prefix.toLowerCase()))
    return undefined
  const right = `${issuers[0] ?? prefix.replace(/^(?:arn:.*?:oidc-provider\/|https?:\/\/)/i, '')}:${claim}`
  if (prefix.startsWith('arn:')) return [mismatch(`${operator} ${key}: the key carries the ARN of the provider; it must be ${right}`)]
  if (/^https?:/i.test(prefix)) return [mismatch(`${operator} ${key}: a condition key has no scheme; it must be ${right}`)]
  if (issuers.length === 0) return undefined
  return isMasked(prefix) || issuers.some(isMasked)
    ? []
    : [mismatch(`${operator} ${key}: no token of this provider has it; it must be ${right}`)]
}

function valueMistakes(operator: string, key: string, values: string[]): Mistake[] {
  if (!/eks/i.test(key) || values.some((value) => isPlaceholder(value))) return []
  const said = `${operator} ${key}: ${values.join(', ')}`
  if (/:aud$/i.test(key)) {
    if (values.some((value) => value === AUDIENCE || /[*?]/.test(value))) return []
    const isSubject = values.some((value) => value.startsWith('system:serviceaccount:'))
    return [
      isSubject
        ? mismatch(`${said}: a subject under aud; it belongs under sub`)
        : { cause: 'trust-wrong-audience', evidence: `${said}: tokens of EKS have ${AUDIENCE}`, confidence: 'likely' },
    ]
  }
  const isLiteral = /equals/i.test(operator)
  if (isLiteral && values.some((value) => /\*/.test(value))) return [{ cause: 'trust-stringequals-wildcard', evidence: said }]
  return values.every((value) => SUBJECT.test(value)) ? [] : [mismatch(`${said}: a subject is system:serviceaccount:NAMESPACE:NAME`)]
}

function mismatch(evidence: string): Mistake {
  return { cause: 'trust-policy-mismatch', evidence }
}
