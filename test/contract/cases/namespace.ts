import { randomUUID } from 'node:crypto'
import type { KubeObject } from '../../../src/model/kube.ts'
import type { Kube } from '../ports.ts'

/** A new namespace with its default ServiceAccount, which pods need. */
export async function newNamespace(kube: Kube): Promise<string> {
  const name = `contract-${randomUUID().slice(0, 8)}`
  await kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  await kube.waitFor({ kind: 'ServiceAccount', namespace: name, name: 'default' }, (account) => account !== undefined)
  return name
}

export function configMap(namespace: string, name: string, more: Partial<KubeObject> = {}): KubeObject {
  const { metadata, ...rest } = more
  return { apiVersion: 'v1', kind: 'ConfigMap', ...rest, metadata: { ...metadata, name, namespace } }
}

export function podOf(namespace: string, name: string, serviceAccountName = 'default'): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: { serviceAccountName, containers: [{ name: 'manager', image: 'manager' }] },
  }
}
