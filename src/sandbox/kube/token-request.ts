import type { KubeObject } from '../../model/kube.ts'
import type { Located, ObjectStore } from './object-store.ts'
import type { Identity } from './rbac.ts'
import { API_AUDIENCE, type TokenIssuer } from './service-account-tokens.ts'
import { conflict, invalid, notFound } from './status-error.ts'
import { requirePolicies } from './validating-policies.ts'

interface TokenRequestSpec {
  audiences?: string[]
  expirationSeconds?: number
  boundObjectRef?: { kind: string; name: string; uid?: string }
}

const TOKEN_REQUEST = { group: 'authentication.k8s.io', plural: 'tokenrequests', kind: 'TokenRequest' }

/**
 * POST `serviceaccounts/NAME/token`: the TokenRequest with its status; stores nothing. At least 10 minutes (422 else), an hour unless told.
 * https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/
 */
export async function requestToken(
  store: ObjectStore,
  { issuer, identity }: { issuer: TokenIssuer; identity: Identity },
  at: Located,
  body: KubeObject,
): Promise<KubeObject> {
  const { namespace = '', name = '' } = at
  const account = store.get(`/api/v1/namespaces/${namespace}/serviceaccounts/${name}`)
  if (!account) throw notFound(at.resource, name)
  const { audiences, expirationSeconds = 3600, boundObjectRef } = (body['spec'] ?? {}) as TokenRequestSpec
  if (expirationSeconds < 600) {
    throw invalid(
      TOKEN_REQUEST,
      '',
      `spec.expirationSeconds: Invalid value: ${expirationSeconds}: may not specify a duration less than 10 minutes`,
    )
  }
  const wanted = audiences?.length ? audiences : [API_AUDIENCE]
  // What was left out is filled in before admission looks (k8s.io/kubernetes pkg/registry/core/serviceaccount/storage/token.go).
  requirePolicies(store, at, { ...body, spec: { ...(body['spec'] as object | undefined), audiences: wanted } }, identity)
  const pod = boundObjectRef?.kind === 'Pod' ? boundPod(store, namespace, boundObjectRef) : undefined
  const { token, expiresAt } = await issuer.sign({
    namespace,
    serviceAccount: name,
    audiences: wanted,
    expirationSeconds,
    ...(pod && { pod }),
  })
  return {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { name, namespace, ...(account.metadata.uid && { uid: account.metadata.uid }) },
    spec: { audiences: wanted, expirationSeconds, boundObjectRef: boundObjectRef ?? null },
    status: { token, expirationTimestamp: expiresAt.toISOString().replace(/\.\d+Z$/, 'Z') },
  }
}

function boundPod(store: ObjectStore, namespace: string, ref: { name: string; uid?: string }): { name: string; uid: string } {
  const pods = { group: '', plural: 'pods', kind: 'Pod' }
  const uid = store.get(`/api/v1/namespaces/${namespace}/pods/${ref.name}`)?.metadata.uid
  if (!uid) throw notFound(pods, ref.name)
  if (ref.uid && ref.uid !== uid)
    throw conflict(
      pods,
      ref.name,
      `the UID in the bound object reference (${ref.uid}) does not match the UID in record. ` +
        'The object might have been deleted and then recreated',
    )
  return { name: ref.name, uid }
}
