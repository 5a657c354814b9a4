import { parseAllDocuments } from 'yaml'
import type { PolicyDocument } from '../../src/domain/policy-document.ts'
import type { KubeObject } from '../../src/model/kube.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { printedLinesIn } from './command-lines.ts'
import { fences, textOf } from './markdown.ts'

export const page = textOf('docs/permissions.md')

type Heading = 'Read' | 'Without --cluster' | 'Boundary' | 'Install' | 'Uninstall' | 'Bind'
type KubernetesHeading = 'For verify' | 'For plan' | 'For the identity alone' | 'For install and uninstall' | 'For bind and unbind'

const below = (heading: string) => (page.split(`\n### ${heading}\n`)[1] ?? '').split('\n### ')[0] ?? ''

/** The boundary of workloads, which stands before the caller's policy below its heading. */
function documentedBindBoundary({ accountId, region }: Pick<Sandbox, 'accountId' | 'region'>, cluster = 'prod'): PolicyDocument {
  return filledIn(fences(below('Bind'), 'json')[0] ?? '', { accountId, region }, cluster)
}

/** The policy below a heading of permissions.md, for an account and one cluster; the last of several, which is the caller's. */
export function documentedPolicy(
  { accountId, region }: Pick<Sandbox, 'accountId' | 'region'>,
  heading: Heading,
  cluster = 'prod',
): PolicyDocument {
  return filledIn(fences(below(heading), 'json').at(-1) ?? '', { accountId, region }, cluster)
}

function filledIn(text: string, { accountId, region }: Pick<Sandbox, 'accountId' | 'region'>, cluster: string): PolicyDocument {
  const here = text.replaceAll(/ACCOUNT_ID|123456789012/g, accountId).replaceAll(/REGION|eu-west-1/g, region)
  return JSON.parse(here.replaceAll(/\b(CLUSTER|prod)\b/g, cluster)) as PolicyDocument
}

/** What an administrator does once; answers with the option that names it. */
export function createBoundary(sandbox: Sandbox, name = 'prod-flux-boundary', heading: 'Boundary' | 'Bind' = 'Boundary'): string[] {
  const document = heading === 'Boundary' ? documentedPolicy(sandbox, heading) : documentedBindBoundary(sandbox)
  const arn = `arn:aws:iam::${sandbox.accountId}:policy/${name}`
  sandbox.aws.account.policies.set(arn, {
    id: 'ANPABOUNDARY',
    name,
    path: '/',
    arn,
    tags: {},
    createdAt: 0,
    updatedAt: 0,
    defaultVersion: 'v1',
    lastVersion: 1,
    versions: [{ id: 'v1', document, createdAt: 0 }],
  })
  return ['--permissions-boundary', arn]
}

/** The objects below a heading, as an administrator applies them. */
export function documentedObjects(heading: KubernetesHeading): KubeObject[] {
  return fences(below(heading), 'yaml').flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as KubeObject))
}

/** Creates the Roles, bindings and admission policies below these headings, as `kubectl apply` would, and the namespaces that they are in. */
export function grantKubernetes(sandbox: Sandbox, ...headings: KubernetesHeading[]): void {
  for (const object of headings.flatMap(documentedObjects)) {
    const { namespace } = object.metadata
    if (namespace && !sandbox.kube.store.get(`/api/v1/namespaces/${namespace}`)) {
      const made = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }
      sandbox.kube.store.create('/api/v1/namespaces', made, 'kubectl')
    }
    sandbox.kube.store.create(collectionOf(object), object, 'kubectl')
  }
}

/** Every document of the page that stands behind the command that prints it. */
export function printedDocuments(): { line: string; args: string[]; text: string }[] {
  const blocks = [...page.matchAll(/^```sh\n([^`]*?)^```\n\n```(json|yaml)\n([\s\S]*?)^```$/gm)]
  return blocks.flatMap(([, shell = '', , text = '']) => printedLinesIn(shell).map((line) => ({ line: line.text, args: line.args, text })))
}

/** Where objects of the kinds that the page has are created. */
export function collectionOf({ apiVersion, kind, metadata: { namespace } }: KubeObject): string {
  const plural = kind.endsWith('Policy') ? kind.replace(/y$/, 'ies') : `${kind}s`
  return `/apis/${apiVersion}/${namespace ? `namespaces/${namespace}/` : ''}${plural.toLowerCase()}`
}
