import { isMap, isSeq, parse, parseDocument, YAMLSeq } from 'yaml'
import { badInput } from '../domain/failure.ts'
import { ROLE_ARN_ANNOTATION } from '../domain/ownership.ts'
import { kustomization } from '../flux/kinds/lasting.ts'

interface Patch {
  target?: { kind?: unknown; name?: unknown }
  patch?: unknown
}

/**
 * A kustomization.yaml with the patches that give the controllers their roles: those of ours from before are replaced, all others stay where
 * they are, comments too. The same text where it holds them already. `file` is for the error. Throws bad input for what is no kustomization.
 */
export function withRolePatches(text: string, roleArns: Map<string, string>, file: string): string {
  const document = parseDocument(text)
  const allowed = 'a kustomization.yaml, as flux bootstrap writes it'
  if (document.errors[0] || !isMap(document.contents)) throw badInput('--git-checkout', `${file} is no map of YAML`, allowed)
  const wanted = (parse(kustomization({ namespace: '', owner: '' }, roleArns)) as { patches: Patch[] }).patches
  const there: unknown = document.get('patches')
  if (there !== undefined && there !== null && !isSeq(there)) throw badInput('--git-checkout', `patches of ${file} is no list`, allowed)
  const patches = isSeq(there) ? there : new YAMLSeq()
  const present = patches.toJS(document) as Patch[] | null
  const known = Array.isArray(present) ? present : []
  if (wanted.every((one) => known.some((other) => isSame(one, other)))) return text
  const controllers = [...roleArns.keys()]
  patches.items = patches.items.filter((_, index) => !isOurs(known[index], controllers))
  for (const one of wanted) {
    const node = document.createNode(one)
    const body = node.get('patch', true) as { type?: string } | undefined
    if (body) body.type = 'BLOCK_LITERAL'
    patches.items.push(node)
  }
  if (!isSeq(there)) document.set('patches', patches)
  return document.toString({ lineWidth: 0, indentSeq: hasIndentedLists(text) })
}

function isSame(a: Patch, b: Patch | undefined): boolean {
  const text = ({ target, patch }: Patch) => JSON.stringify([target?.kind, target?.name, parsed(patch)])
  return b !== undefined && text(a) === text(b)
}

/** A patch that sets the role of some of these controllers and nothing else. */
function isOurs(one: Patch | undefined, controllers: string[]): boolean {
  if (one?.target?.kind !== 'ServiceAccount' || typeof one.target.name !== 'string') return false
  const { metadata, ...rest } = (parsed(one.patch) ?? {}) as { metadata?: { name?: unknown; annotations?: object } }
  const { name: _, annotations, ...more } = metadata ?? {}
  const isRoleAlone = Object.keys(annotations ?? {}).join() === ROLE_ARN_ANNOTATION && Object.keys(more).length === 0
  const isBare = Object.keys(rest).every((key) => key === 'apiVersion' || key === 'kind')
  const named = one.target.name.replace(/^\((.*)\)$/, '$1').split('|')
  return isRoleAlone && isBare && named.every((name) => controllers.includes(name))
}

function parsed(patch: unknown): unknown {
  try {
    return typeof patch === 'string' ? parse(patch) : undefined
  } catch {
    return undefined
  }
}

/** The file keeps its own way of writing lists. */
function hasIndentedLists(text: string): boolean {
  return !/^-/m.test(text)
}
