import type { KubeObject } from '../../model/kube.ts'
import { authorize, rulesFor, type Attributes, type Identity, type Rule } from './rbac.ts'
import type { ClusterStore } from './store-types.ts'

interface ResourceAttributes {
  verb?: string
  group?: string
  resource?: string
  subresource?: string
  namespace?: string
  name?: string
}
interface ReviewSpec {
  resourceAttributes?: ResourceAttributes
  nonResourceAttributes?: { verb?: string; path?: string }
  namespace?: string
}

/** The answer to a review that a caller asks about itself, by API path; `undefined` for any other path. Stores nothing. */
export function selfReview(store: ClusterStore, path: string, identity: Identity, body: KubeObject): KubeObject | undefined {
  const spec = (body['spec'] ?? {}) as ReviewSpec
  const answer = (status: unknown): KubeObject => ({ ...body, metadata: {} as never, status })
  switch (path) {
    case '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews': {
      const { allowed, reason } = authorize(store, identity, attributesOf(spec))
      return answer({ allowed, ...(reason && { reason }) })
    }
    case '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews':
      return answer(rulesStatus(rulesFor(store, identity, spec.namespace ?? '')))
    case '/apis/authentication.k8s.io/v1/selfsubjectreviews':
      return answer({ userInfo: identity })
    default:
      return undefined
  }
}

function attributesOf({ resourceAttributes, nonResourceAttributes }: ReviewSpec): Attributes {
  if (nonResourceAttributes) return { verb: nonResourceAttributes.verb ?? '', path: nonResourceAttributes.path ?? '' }
  const { verb = '', group = '', resource = '', subresource, namespace, name } = resourceAttributes ?? {}
  return { verb, group, resource, ...(subresource && { subresource }), ...(namespace && { namespace }), ...(name && { name }) }
}

function rulesStatus(rules: Rule[]): object {
  return {
    resourceRules: rules.filter((rule) => rule.resources),
    nonResourceRules: rules.filter((rule) => rule.nonResourceURLs),
    incomplete: false,
  }
}
