import { ROLE_ARN_ANNOTATION } from '../../domain/ownership.ts'
import { TERRAFORM } from '../../identity/owner.ts'
import type { Flux } from '../../model/flux.ts'

/** What an owner sets so that its controllers keep their roles, as text of its own kind. `roleArns`: controllers, each with its role. Pure. */
export type LastingText = (flux: Pick<Flux, 'namespace' | 'owner'>, roleArns: Map<string, string>) => string

/** Keys of the community's chart. Source: charts/flux2/values.yaml of https://github.com/fluxcd-community/helm-charts. */
const CHART_KEYS: Record<string, string> = {
  'image-reflector-controller': 'imageReflectionController',
  'image-automation-controller': 'imageAutomationController',
  'source-controller': 'sourceController',
  'kustomize-controller': 'kustomizeController',
  'helm-controller': 'helmController',
  'notification-controller': 'notificationController',
}

/** Patches of a kustomization.yaml, one for each role. */
export const kustomization: LastingText = (_flux, roleArns) => kustomizePatches(roleArns).join('\n')

/** Whatever laid the manifests out: Terraform's own resource, or kustomize over them. */
export const overManifests: LastingText = (flux, roleArns) =>
  flux.owner === TERRAFORM ? terraform(flux.namespace, roleArns) : kustomization(flux, roleArns)

function kustomizePatches(roleArns: Map<string, string>): string[] {
  return ['patches:', ...rolesOf(roleArns).flatMap(([roleArn, names]) => patchLines(roleArn, names).map((line) => `  ${line}`))]
}

/** Each role with the controllers that carry it. */
function rolesOf(roleArns: Map<string, string>): [roleArn: string, controllers: string[]][] {
  const byRole = new Map<string, string[]>()
  for (const [name, roleArn] of roleArns) byRole.set(roleArn, [...(byRole.get(roleArn) ?? []), name])
  return [...byRole]
}

/** A strategic merge patch of kustomize; its own name counts for nothing, the target's is a pattern that is anchored. */
function patchLines(roleArn: string, names: string[]): string[] {
  return [
    '- target:',
    '    kind: ServiceAccount',
    `    name: ${names.length === 1 ? names[0] : `(${names.join('|')})`}`,
    '  patch: |',
    '    apiVersion: v1',
    '    kind: ServiceAccount',
    '    metadata:',
    '      name: controller',
    '      annotations:',
    `        ${ROLE_ARN_ANNOTATION}: ${roleArn}`,
  ]
}

/** The same patches where a FluxInstance holds them. */
export const instancePatches: LastingText = (_flux, roleArns) =>
  ['spec:', '  kustomize:', ...kustomizePatches(roleArns).map((line) => `    ${line}`)].join('\n')

/** Values of the community's chart. */
export const chartValues: LastingText = (_flux, roleArns) =>
  [...roleArns]
    .flatMap(([name, roleArn]) => [
      `${CHART_KEYS[name] ?? name}:`,
      '  serviceAccount:',
      '    annotations:',
      `      ${ROLE_ARN_ANNOTATION}: ${roleArn}`,
    ])
    .join('\n')

/** Source: https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/annotations */
function terraform(namespace: string, roleArns: Map<string, string>): string {
  return [...roleArns]
    .flatMap(([name, roleArn]) => [
      `resource "kubernetes_annotations" "${name.replaceAll('-', '_')}_role" {`,
      '  api_version = "v1"',
      '  kind        = "ServiceAccount"',
      '  metadata {',
      `    name      = "${name}"`,
      `    namespace = "${namespace}"`,
      '  }',
      '  annotations = {',
      `    "${ROLE_ARN_ANNOTATION}" = "${roleArn}"`,
      '  }',
      '}',
    ])
    .join('\n')
}
