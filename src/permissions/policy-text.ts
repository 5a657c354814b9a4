import type { PolicyDocument } from '../domain/policy-document.ts'

const WIDTH = 120

/** A policy as people write it: lists of text on one line where they fit. IAM takes it as it is. */
export function policyText(document: PolicyDocument): string {
  const text = JSON.stringify(document, null, 2).replaceAll(
    /^( *)(.*)\[\n((?: *"[^"\n]*",?\n)+) *\](,?)$/gm,
    (long, indent, start, items, end) => {
      const short = `${indent}${start}[${String(items).trim().replaceAll(/,\n */g, ', ')}]${end}`
      return short.length <= WIDTH ? short : long
    },
  )
  return `${text}\n`
}
