import { SaxesParser } from 'saxes'

export interface Element {
  name: string
  attributes: Record<string, string>
  children: Element[]
  text: string
}

/** The root of a document; throws where it is not well-formed. Entities that HTML alone knows are errors. */
export function parseXml(document: string): Element {
  const parser = new SaxesParser()
  const top: Element = { name: '', attributes: {}, children: [], text: '' }
  const open = [top]
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => void open.pop())
  parser.on('text', (text) => {
    const element = open.at(-1)
    if (element) element.text += text
  })
  parser.on('error', (error) => {
    throw error
  })
  parser.write(document).close()
  const [root] = top.children
  if (!root) throw new Error('there is no element')
  return root
}

/** All elements of a name, at any depth. */
export function all(element: Element, name: string): Element[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)])
}

/** All text below an element, in order of depth. */
export function textOf(element: Element): string {
  return element.text + element.children.map(textOf).join(' ')
}
