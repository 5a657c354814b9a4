import type { KubeObject } from '../../model/kube.ts'
import { pathOfRow } from './garbage-collection.ts'
import type { Later } from './later.ts'
import type { ObjectStore } from './object-store.ts'
import type { Row } from './object-table.ts'

const MANAGER = 'kube-controller-manager'

/** How long the controller takes to look at a Namespace that is Terminating, in ms, so that clients can meet that state. */
const VANISHES_AFTER = 3

/** Gives each Namespace its `default` ServiceAccount and `kube-root-ca.crt`; empties and finishes those that are being deleted. */
export function runNamespaces(store: ObjectStore, { later, ca }: { later: Later; ca: string }): void {
  const contentOf = (name: string) => store.table.rows().filter(({ object }) => object.metadata.namespace === name)
  const pathOfNamespace = (name: string) => `/api/v1/namespaces/${name}`
  const isTerminating = (name: string) => store.get(pathOfNamespace(name))?.metadata.deletionTimestamp !== undefined

  store.table.subscribe(({ type, resource, object }) => {
    const { name, namespace } = object.metadata
    if (resource.kind !== 'Namespace' || resource.group) {
      if (namespace === undefined || type === 'ADDED') return
      if (type === 'DELETED') restore(object)
      if (isTerminating(namespace)) later(VANISHES_AFTER, () => empty(namespace))
    } else if (type === 'ADDED') furnish(name)
    else if (type === 'MODIFIED' && object.metadata.deletionTimestamp) later(VANISHES_AFTER, () => empty(name))
  })

  for (const { resource, object } of store.table.rows()) {
    if (resource.kind === 'Namespace' && !resource.group && object.metadata.deletionTimestamp)
      later(VANISHES_AFTER, () => empty(object.metadata.name))
  }

  function furnish(name: string): void {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } }
    const bundle = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kube-root-ca.crt', namespace: name }, data: { 'ca.crt': ca } }
    if (!store.get(`${pathOfNamespace(name)}/serviceaccounts/default`))
      store.create(`${pathOfNamespace(name)}/serviceaccounts`, account, MANAGER)
    if (!store.get(`${pathOfNamespace(name)}/configmaps/kube-root-ca.crt`))
      store.create(`${pathOfNamespace(name)}/configmaps`, bundle, MANAGER)
  }

  /** The controller manager makes these two again when someone deletes them. */
  function restore({ kind, metadata: { name, namespace = '' } }: KubeObject): void {
    const ours = (kind === 'ServiceAccount' && name === 'default') || (kind === 'ConfigMap' && name === 'kube-root-ca.crt')
    if (ours && store.get(pathOfNamespace(namespace)) && !isTerminating(namespace)) furnish(namespace)
  }

  function empty(name: string): void {
    if (!isTerminating(name)) return
    for (const { resource, object } of contentOf(name)) {
      const path = pathOfRow(resource, object)
      if (!object.metadata.deletionTimestamp && store.get(path)) store.delete(path)
    }
    const left = contentOf(name)
    if (left.length > 0) return explain(name, left)
    const namespace = store.get(pathOfNamespace(name))
    if (namespace) store.replace(`${pathOfNamespace(name)}/finalize`, { ...namespace, spec: { finalizers: [] } }, MANAGER)
  }

  /** Says in the conditions what is waited for. Wording: kubernetes `pkg/controller/namespace/deletion/status_condition_utils.go`. */
  function explain(name: string, left: Row[]): void {
    const finalizers = left.flatMap(({ object }) => object.metadata.finalizers ?? [])
    const resources = left.map(({ resource }) => (resource.group ? `${resource.plural}.${resource.group}` : resource.plural))
    const remaining = counted(resources, 'has', 'resource instances')
    const waiting = counted(finalizers, 'in', 'resource instances')
    const conditions = [
      {
        type: 'NamespaceContentRemaining',
        status: 'True',
        reason: 'SomeResourcesRemain',
        message: `Some resources are remaining: ${remaining}`,
      },
      {
        type: 'NamespaceFinalizersRemaining',
        status: 'True',
        reason: 'SomeFinalizersRemain',
        message: `Some content in the namespace has finalizers remaining: ${waiting}`,
      },
    ]
    const body = { status: { conditions } }
    store.patch(`${pathOfNamespace(name)}/status`, body, { type: 'application/merge-patch+json', manager: MANAGER })
  }
}

function counted(names: string[], verb: string, noun: string): string {
  return [...new Set(names)]
    .sort()
    .map((name) => `${name} ${verb} ${names.filter((one) => one === name).length} ${noun}`)
    .join(', ')
}
