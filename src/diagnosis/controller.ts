import { BOUND_CONTROLLERS } from '../domain/controllers.ts'
import { shell } from '../domain/shell.ts'

/** Controllers that `install` gives the role where nothing else is asked for. Source: the default of `--service-account`. */
const DEFAULT_CONTROLLERS = ['image-reflector-controller', 'image-automation-controller']

/** Which controller works on which kind. Source: https://fluxcd.io/flux/components/ */
const OF_KIND: [RegExp, string][] = [
  [/^(?:git|oci|helm)repositor|^helmchart|^bucket/i, 'source-controller'],
  [/^imagerepositor|^imagepolic/i, 'image-reflector-controller'],
  [/^imageupdateautomation/i, 'image-automation-controller'],
  [/^kustomization/i, 'kustomize-controller'],
  [/^helmrelease/i, 'helm-controller'],
  [/^(?:provider|alert|receiver)s?$/i, 'notification-controller'],
]

/** Words that one controller alone prints. */
const OF_WORDS: [RegExp, string][] = [
  [/sops data key|\bSOPS\b|kustomize build failed|error KMS: Decrypt|perform:? kms:Decrypt/i, 'kustomize-controller'],
  [
    /chart pull error|failed to determine artifact digest|failed to confirm existence of '|unable to clone '|Helm repository index/i,
    'source-controller',
  ],
  [/\bscan failed: |\/tags\/list\?n=\d/i, 'image-reflector-controller'],
]
const NAMED = /\b((?:source|kustomize|helm|notification|image-reflector|image-automation)-controller)\b/

/** The controller of Flux that met the fault: by the object, by its own words, or where the text names it; `undefined` where nothing tells. */
export function controllerOf(kind: string | undefined, texts: readonly string[]): string | undefined {
  const byKind = OF_KIND.find(([kinds]) => kinds.test(kind ?? ''))?.[1]
  const byWords = OF_WORDS.find(([words]) => texts.some((text) => words.test(text)))?.[1]
  // What Flux applies waits for its source: a pull that failed is source-controller's.
  if (byWords === 'source-controller' && /^(?:kustomization|helmrelease)/i.test(kind ?? '')) return byWords
  return byKind ?? texts.map((text) => NAMED.exec(text)?.[1]).find(Boolean) ?? byWords
}

/**
 * The command that gives this controller the identity: install's, or bind's where it is not about ECR. `--service-account` is the whole list,
 * so those that have it by default stay.
 */
export function identityFor(cluster: string, controller: string | undefined): string {
  const plain = shell`flux-irsa install --cluster ${cluster}`
  if (!controller || controller === 'notification-controller' || DEFAULT_CONTROLLERS.includes(controller)) return plain
  if (BOUND_CONTROLLERS.includes(controller))
    return shell`flux-irsa bind ${`flux-system/${controller}`} --cluster ${cluster} --policy policy.json`
  return [plain, ...[...DEFAULT_CONTROLLERS, controller].map((name) => shell`--service-account ${name}`)].join(' ')
}
