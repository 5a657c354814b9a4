import { tokenPolicy } from '../../src/permissions/token-policy.ts'
import type { Scene } from './scene.ts'
import { create } from './touch.ts'

const ADMISSION = '/apis/admissionregistration.k8s.io/v1'
const RBAC = 'rbac.authorization.k8s.io'
const verbs = ['get', 'list', 'watch']
const all = (apiGroup: string) => ({ apiGroups: [apiGroup], resources: ['*'], verbs })

/** What verify asks the API server for, ImageRepositories left out. */
export const READS = [
  ...['', 'apps', 'admissionregistration.k8s.io', 'apiextensions.k8s.io', 'fluxcd.controlplane.io'].map(all),
  ...['source.toolkit', 'source.extensions', 'kustomize.toolkit', 'helm.toolkit'].map((group) => all(`${group}.fluxcd.io`)),
  { apiGroups: ['image.toolkit.fluxcd.io'], resources: ['imagepolicies', 'imageupdateautomations'], verbs },
  { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] },
]

/**
 * From now on the program runs as this new user: with every right in AWS, and with these in the cluster, which knows nothing of it without.
 * An admission policy keeps its tokens to AWS, unless it is to be missing.
 */
export async function become(scene: Scene, name: string, rules?: object[], { isGuarded = true } = {}): Promise<void> {
  scene.caller = await scene.addUser(name, rules ? [name] : undefined)
  if (!rules) return
  if (isGuarded) await guardTokens(scene, name)
  const object = (kind: string) => ({ apiVersion: `${RBAC}/v1`, kind, metadata: { name } })
  await create(scene, `/apis/${RBAC}/v1/clusterroles`, { ...object('ClusterRole'), rules })
  await create(scene, `/apis/${RBAC}/v1/clusterrolebindings`, {
    ...object('ClusterRoleBinding'),
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
    subjects: [{ apiGroup: RBAC, kind: 'Group', name }],
  })
}

/** What `flux-irsa permissions -o kubernetes` prints for the tokens of a group, applied by an administrator. */
export async function guardTokens(scene: Scene, group: string): Promise<void> {
  const [policy, binding] = tokenPolicy(group)
  await create(scene, `${ADMISSION}/validatingadmissionpolicies`, policy!)
  await create(scene, `${ADMISSION}/validatingadmissionpolicybindings`, binding!)
}

export async function beRoot(scene: Scene): Promise<void> {
  scene.caller = undefined
}
