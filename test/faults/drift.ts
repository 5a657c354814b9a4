import type { Sandbox } from '../../src/sandbox/index.ts'
import type { PatchType } from '../../src/sandbox/kube/store-types.ts'

const MERGE: PatchType = 'application/merge-patch+json'
const IN_FLUX = '/api/v1/namespaces/flux-system'
const INSTANCE = '/apis/fluxcd.controlplane.io/v1/namespaces/flux-system/fluxinstances/flux'
const ACCOUNT = `${IN_FLUX}/serviceaccounts/image-reflector-controller`

/** What hands do to what we made; each does nothing where its object is not there. */
export const DRIFTS: Record<string, (sandbox: Sandbox) => void> = {
  'the policy is detached': (sandbox) => ours(sandbox).forEach((role) => void (role.attached = [])),
  'the role is deleted': ({ aws: { account } }) => {
    for (const name of account.roles.keys()) if (name !== 'somebody-elses') account.roles.delete(name)
  },
  'the trust is changed': (sandbox) =>
    ours(sandbox).forEach(({ trust }) => {
      const [statement] = [trust.Statement].flat()
      if (statement) statement.Condition = { StringEquals: { 'x:aud': 'nobody' } }
    }),
  'the provider loses our client id': ({ aws: { account } }) => {
    for (const provider of account.providers.values()) provider.clientIds = ['other']
  },
  'the annotation is changed': ({ kube: { store } }) => {
    const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/wrong' }
    if (store.get(ACCOUNT)) store.patch(ACCOUNT, { metadata: { annotations } }, { type: MERGE, manager: 'kubectl-annotate' })
  },
  'the instance is patched': ({ kube: { store } }) => {
    if (store.get(INSTANCE)) store.patch(INSTANCE, { spec: { kustomize: { patches: [] } } }, { type: MERGE, manager: 'kubectl-edit' })
  },
  'the Git Secret is deleted': ({ kube: { store } }) => {
    if (store.get(`${IN_FLUX}/secrets/flux-irsa-git`)) store.delete(`${IN_FLUX}/secrets/flux-irsa-git`)
  },
}

function ours({ aws: { account } }: Sandbox) {
  return [...account.roles.values()].filter(({ name }) => name !== 'somebody-elses')
}
