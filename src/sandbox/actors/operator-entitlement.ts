import type { ClusterStore } from '../kube/store-types.ts'
import { OPERATOR } from './take-back.ts'

/**
 * The Secret that flux-operator makes for itself at its start and that outlives its Helm release (flux-operator
 * `internal/controller/entitlement_controller.go`).
 */
export function ensureEntitlement(store: ClusterStore, namespace: string): void {
  const name = `${OPERATOR}-entitlement`
  const collection = `/api/v1/namespaces/${namespace}/secrets`
  const home = store.get(`/api/v1/namespaces/${namespace}`)
  if (!home || home.metadata.deletionTimestamp || store.get(`${collection}/${name}`)) return
  const labels = {
    'app.kubernetes.io/name': OPERATOR,
    'app.kubernetes.io/component': 'entitlement',
    'app.kubernetes.io/managed-by': OPERATOR,
  }
  const data = { vendor: Buffer.from('controlplane').toString('base64') }
  store.create(collection, { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace, labels }, type: 'Opaque', data }, OPERATOR)
}
