import { createHash, createHmac } from 'node:crypto'

/**
 * Whether a pre-signed GET carries the SigV4 signature of this secret, with these header values standing for the signed headers (IAM User
 * Guide, "Create a signed AWS API request").
 */
export function hasValidSignature(url: URL, secretAccessKey: string, headers: Record<string, string>): boolean {
  const query = url.searchParams
  const date = query.get('X-Amz-Date') ?? ''
  const [, ...scope] = (query.get('X-Amz-Credential') ?? '').split('/')
  const names = (query.get('X-Amz-SignedHeaders') ?? '').split(';')
  const pairs = [...query].filter(([name]) => name !== 'X-Amz-Signature').map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
  const signed = names.map((name) => `${name}:${headers[name] ?? ''}\n`).join('')
  const canonical = ['GET', url.pathname, pairs.toSorted().join('&'), signed, names.join(';'), sha256('')].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonical)].join('\n')
  const key = scope.reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`)
  return hmac(key, toSign).toString('hex') === query.get('X-Amz-Signature')
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
