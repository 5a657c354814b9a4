import { join } from 'node:path'
import { execa } from 'execa'
import type { KubeObject } from '../../src/model/kube.ts'
import type { LabServer } from './lab-server.ts'

/** Written all the time by what runs the cluster itself. */
const RESTLESS = /^(events|endpoints|endpointslices|leases|nodes|componentstatuses|bindings)\b|\.metrics\.k8s\.io$/

/**
 * Every object of the cluster by kind and name, as JSON, less what Flux and Kubernetes move by themselves: status, versions, times. Two
 * looks are equal where nobody else wrote in between.
 */
export async function objectsOf(lab: LabServer): Promise<Record<string, unknown>> {
  const kubectl = (...args: string[]) =>
    execa(join(lab.vars['LAB_BIN'] ?? '', 'kubectl'), ['--kubeconfig', lab.vars['LAB_KUBECONFIG'] ?? '', ...args])
  const { stdout: names } = await kubectl('api-resources', '--verbs=list', '--output=name')
  const kinds = names.split('\n').filter((name) => name && !RESTLESS.test(name))
  const { stdout } = await kubectl('get', kinds.join(','), '--all-namespaces', '--output=json', '--show-managed-fields')
  const { items } = JSON.parse(stdout) as { items: KubeObject[] }
  return Object.fromEntries(
    items.map((object) => {
      const { kind, metadata } = object
      const { resourceVersion: _version, managedFields = [], ...rest } = metadata
      const owners = managedFields
        .filter(({ subresource }) => !subresource)
        .map(({ manager, operation, fieldsV1 }) => JSON.stringify([manager, operation, fieldsV1]))
      const { status: _status, ...content } = object
      return [`${kind} ${metadata.namespace ?? ''}/${metadata.name}`, { ...content, metadata: { ...rest, owners: owners.toSorted() } }]
    }),
  )
}
