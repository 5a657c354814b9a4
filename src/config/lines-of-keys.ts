import { isMap, isScalar, LineCounter, parseDocument, type Node } from 'yaml'

/**
 * Finds the line of a key in a configuration file, by its path as errors name it (`region`, `clusters.prod.region`); undefined where it is
 * not there. For a text that was read before, so nothing is refused.
 */
export function linesOfKeys(text: string): (path: string) => number | undefined {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, logLevel: 'silent' })
  return (path) => {
    let node: unknown = document.contents
    let key: Node | undefined
    for (const part of path.split('.')) {
      const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === part) : undefined
      if (!pair) return undefined
      key = pair.key as Node
      node = pair.value
    }
    return key?.range ? lineCounter.linePos(key.range[0]).line : undefined
  }
}
