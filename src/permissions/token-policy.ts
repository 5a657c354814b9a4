import { AUDIENCE, POD_IDENTITY_AUDIENCE, UNUSABLE_AUDIENCE } from '../domain/web-identity.ts'
import type { KubeObject } from '../model/kube.ts'

const ADMISSION = 'admissionregistration.k8s.io/v1'

/**
 * Who may ask for a ServiceAccount's token may ask for one with which the API server takes him for that ServiceAccount; RBAC cannot limit the
 * audience. This policy does, for one group: AWS's audiences alone, and none left out (what is left out is the API server's own). The
 * unusable one tells an issuer from behind a tunnel. Refused too when the policy itself cannot be judged.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ (stable since Kubernetes 1.30)
 */
export function tokenPolicy(group: string): KubeObject[] {
  const name = `${group}-tokens`
  const audiences = [AUDIENCE, POD_IDENTITY_AUDIENCE].map((audience) => `'${audience}'`).join(', ')
  const asked = `has(object.spec.audiences) && size(object.spec.audiences) > 0`
  const ofAws = `object.spec.audiences.all(a, a in [${audiences}] || (a == '${UNUSABLE_AUDIENCE}' && request.namespace == 'kube-system'))`
  return [
    {
      apiVersion: ADMISSION,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['*'], operations: ['CREATE'], resources: ['serviceaccounts/token'] }],
        },
        matchConditions: [{ name: 'group', expression: `'${group}' in request.userInfo.groups` }],
        validations: [
          {
            expression: `${asked} && ${ofAws}`,
            message: `${group} may ask for tokens for AWS alone (${AUDIENCE}, ${POD_IDENTITY_AUDIENCE})`,
            reason: 'Forbidden',
          },
        ],
      },
    },
    {
      apiVersion: ADMISSION,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'] },
    },
  ]
}
