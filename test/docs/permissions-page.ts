import { parseAllDocuments } from 'yaml'
import type { PolicyDocument } from '../../src/domain/policy-document.ts'
import type { KubeObject } from '../../src/model/kube.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { fences, textOf } from './markdown.ts'

const page = textOf('docs/permissions.md')

/** The policy below a heading of permissions.md, for the sandbox's account and one cluster. */
export function documentedPolicy(
  { accountId, region }: Pick<Sandbox, 'accountId' | 'region'>,
  heading: 'Read' | 'Without --cluster' | 'Install' | 'Uninstall' | 'Bind',
  cluster = 'prod',
): PolicyDocument {
  const section = page.split(`\n### ${heading}\n`)[1] ?? ''
  const text = (fences(section, 'json')[0] ?? '').replaceAll('ACCOUNT_ID', accountId).replaceAll('REGION', region)
  return JSON.parse(text.replaceAll('CLUSTER', cluster)) as PolicyDocument
}

/** Creates the Roles and bindings of the page, as `kubectl apply` would, and the namespaces that they are in. */
export function grantKubernetes(sandbox: Sandbox): void {
  const objects = fences(page, 'yaml').flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as KubeObject))
  for (const object of objects) {
    const { namespace } = object.metadata
    if (namespace && !sandbox.kube.store.get(`/api/v1/namespaces/${namespace}`)) {
      const made = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }
      sandbox.kube.store.create('/api/v1/namespaces', made, 'kubectl')
    }
    const collection = `${object.kind.toLowerCase()}s`
    const path = `/apis/rbac.authorization.k8s.io/v1/${namespace ? `namespaces/${namespace}/` : ''}${collection}`
    sandbox.kube.store.create(path, object, 'kubectl')
  }
}
