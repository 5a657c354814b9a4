import type { KubeObject } from '../../model/kube.ts'
import { fieldProblem } from './field-labels.ts'
import type { Resource } from './kinds.ts'
import { isMap } from './list-shapes.ts'
import { badRequest } from './status-error.ts'

export type Match = (object: KubeObject) => boolean

/** `labelSelector` and `fieldSelector` of a LIST or WATCH of a kind; 400 when one cannot be read, or names a field that cannot be asked for. */
export function selection(resource: Resource, query: URLSearchParams): Match {
  const matches = [
    ...terms(query.get('labelSelector')).map(labelMatch),
    ...terms(query.get('fieldSelector')).map((term) => fieldMatch(resource, term)),
  ]
  return (object) => matches.every((match) => match(object))
}

/** Splits at commas outside of parentheses. */
function terms(selector: string | null): string[] {
  return (selector ?? '')
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter(Boolean)
}

/** Grammar: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
function labelMatch(term: string): Match {
  const labelOf = (object: KubeObject, key: string) => object.metadata.labels?.[key]
  const set = /^([^\s!=]+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(term)
  if (set) {
    const [, key = '', operator, list = ''] = set
    const values = list.split(',').map((value) => value.trim())
    return (object) => values.includes(labelOf(object, key) ?? '\0') === (operator === 'in')
  }
  const equal = /^([^\s!=]+)\s*(==|=|!=)\s*([^\s=]*)$/.exec(term)
  if (equal) {
    const [, key = '', operator, value] = equal
    return (object) => (labelOf(object, key) === value) === (operator !== '!=')
  }
  const exists = /^(!?)([^\s!=()]+)$/.exec(term)
  if (!exists)
    throw badRequest(`unable to parse requirement: found '${term.split(/\s+/)[1] ?? term}', expected: in, notin, =, ==, !=, gt, lt`)
  return (object) => (labelOf(object, exists[2] ?? '') !== undefined) === (exists[1] === '')
}

function fieldMatch(resource: Resource, term: string): Match {
  const parts = /^([^\s!=]+)\s*(==|=|!=)\s*(.*)$/.exec(term)
  if (!parts) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`)
  const [, path = '', operator, value] = parts
  const problem = fieldProblem(resource, path)
  if (problem) throw problem
  return (object) => (String(at(object, path) ?? '') === value) === (operator !== '!=')
}

function at(object: KubeObject, path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => (isMap(node) ? node[key] : undefined), object)
}
