/**
 * The part of CEL that admission policies on tokens are written in: `||`, `&&`, `!`, comparisons, `in`, lists, fields, `has`, `size`, and the
 * macros `all` and `exists`. Throws for anything else, so that a policy which the sandbox does not understand never passes for one that allows.
 * Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md
 */
export function evaluateCel(expression: string, variables: Record<string, unknown>): unknown {
  const tokens = [...expression.matchAll(TOKEN)].map(([, token = '']) => token)
  if (tokens.join('') !== expression.replaceAll(/('[^']*'|"[^"]*")|\s+/g, (_all, text: string | undefined) => text ?? ''))
    throw new Error(`CEL that the sandbox cannot read: ${expression}`)
  let at = 0
  const peek = () => tokens[at]
  const take = (wanted?: string): string => {
    const token = tokens[at++]
    if (token === undefined || (wanted !== undefined && token !== wanted))
      throw new Error(`CEL: ${wanted ?? 'more'} expected in ${expression}`)
    return token
  }
  const tree = or()
  if (at < tokens.length) throw new Error(`CEL that the sandbox cannot read: ${tokens.slice(at).join(' ')}`)
  return tree(variables)

  function or(): Node {
    return chain(and, '||', (left, right) => (v) => bool(left(v)) || bool(right(v)))
  }
  function and(): Node {
    return chain(relation, '&&', (left, right) => (v) => bool(left(v)) && bool(right(v)))
  }
  function chain(inner: () => Node, operator: string, combine: (left: Node, right: Node) => Node): Node {
    let left = inner()
    while (peek() === operator) {
      take()
      left = combine(left, inner())
    }
    return left
  }
  function relation(): Node {
    const left = unary()
    const compare = RELATIONS[peek() ?? '']
    if (!compare) return left
    take()
    const right = unary()
    return (v) => compare(left(v), right(v))
  }
  function unary(): Node {
    if (peek() !== '!') return postfix(primary())
    take()
    const inner = unary()
    return (v) => !bool(inner(v))
  }
  function postfix(start: Node): Node {
    let node = start
    while (peek() === '.') {
      take()
      const [of, name] = [node, take()]
      node = peek() === '(' ? method(of, name) : (v) => field(of(v), name)
    }
    return node
  }
  function method(of: Node, name: string): Node {
    take('(')
    if (name === 'size') return closed((v) => list(of(v)).length)
    if (name !== 'all' && name !== 'exists') throw new Error(`CEL that the sandbox cannot read: ${name}()`)
    const variable = take()
    take(',')
    const test = or()
    const holds = (v: Variables) => (item: unknown) => bool(test({ ...v, [variable]: item }))
    return closed((v) => (name === 'all' ? list(of(v)).every(holds(v)) : list(of(v)).some(holds(v))))
  }
  function closed(node: Node): Node {
    take(')')
    return node
  }
  function primary(): Node {
    const token = take()
    if (token === '(') return closed(or())
    if (token === '[') return listOf()
    if (/^['"]/.test(token)) return () => token.slice(1, -1)
    if (/^\d/.test(token)) return () => Number(token)
    if (token === 'true' || token === 'false') return () => token === 'true'
    if (token === 'size' && peek() === '(') {
      take()
      const inner = or()
      return closed((v) => list(inner(v)).length)
    }
    if (token === 'has' && peek() === '(') {
      take()
      const inner = or()
      return closed((v) => isThere(inner, v))
    }
    return (v) => field(v, token)
  }
  function listOf(): Node {
    const items: Node[] = []
    while (peek() !== ']') {
      items.push(or())
      if (peek() === ',') take()
    }
    take(']')
    return (v) => items.map((item) => item(v))
  }
}

type Variables = Record<string, unknown>
type Node = (variables: Variables) => unknown

const TOKEN = /\s*('[^']*'|"[^"]*"|&&|\|\||[!=<>]=|\d+|\w+|[!<>()[\],.])/g
const RELATIONS: Record<string, (left: unknown, right: unknown) => boolean> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  in: (left, right) => list(right).includes(left),
  '>': (left, right) => Number(left) > Number(right),
  '>=': (left, right) => Number(left) >= Number(right),
  '<': (left, right) => Number(left) < Number(right),
  '<=': (left, right) => Number(left) <= Number(right),
}

function field(of: unknown, name: string): unknown {
  if (typeof of !== 'object' || of === null || !Object.hasOwn(of, name)) throw new Error(`no such key: ${name}`)
  return (of as Variables)[name]
}

function isThere(node: Node, variables: Variables): boolean {
  try {
    return node(variables) !== undefined
  } catch {
    return false
  }
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error('no such overload: a list is needed')
  return value
}

function bool(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Error('no such overload: a boolean is needed')
  return value
}
