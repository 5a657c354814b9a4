import { Document, isPair, isScalar, visit } from 'yaml'
import { survivesUnquoted } from '../domain/yaml-scalar.ts'

/**
 * One YAML document that YAML 1.1 (Helm, Kubernetes) and 1.2 read back as the very same value: what either could take for another type
 * is quoted; text of several lines stands as a block. No anchors, no folded lines. `shortLists`: lists of plain values stand on one line.
 */
export function yamlText(value: unknown, { shortLists = false } = {}): string {
  const document = new Document(value, { aliasDuplicateObjects: false })
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value !== 'string') return
      node.type = styleOf(node.value)
    },
    Seq(_, node) {
      if (shortLists && node.items.every(isScalar)) node.flow = true
    },
    Pair(_, pair) {
      // Keys on one line, so that no `?` form is needed.
      if (isPair(pair) && isScalar(pair.key) && typeof pair.key.value === 'string' && !survivesUnquoted(pair.key.value))
        pair.key.type = 'QUOTE_DOUBLE'
    },
  })
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

function styleOf(text: string): 'PLAIN' | 'BLOCK_LITERAL' | 'QUOTE_DOUBLE' {
  if (survivesUnquoted(text)) return 'PLAIN'
  // A block as patches are: printable ASCII, the first line at the margin, no line that is empty or ends with a space.
  return /^[!-~]/.test(text) && /^(?:[ -~]*[!-~]\n)+$/.test(text) ? 'BLOCK_LITERAL' : 'QUOTE_DOUBLE'
}
