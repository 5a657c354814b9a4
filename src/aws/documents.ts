import type { PolicyDocument } from '../domain/policy-document.ts'

/** IAM answers documents URL-encoded (RFC 3986; API_GetRole), and the SDK for JavaScript leaves them so. */
export function decodeDocument(text: string | undefined): PolicyDocument {
  if (!text) return { Statement: [] }
  return JSON.parse(text.trimStart().startsWith('%') ? decodeURIComponent(text) : text) as PolicyDocument
}

/** A document as it is sent: no white space, because trust policies count it. */
export function encodeDocument(document: PolicyDocument): string {
  return JSON.stringify(document)
}
