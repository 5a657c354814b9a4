import { badInput } from '../domain/failure.ts'

const allowed = 'a private key in PEM or OpenSSH form without a passphrase (ssh-keygen -t ed25519 -N "")'

/**
 * The private key with one line break at its end, as source-controller wants `identity`. Throws bad input for a public key, for one that
 * needs a passphrase and for anything else; never repeats the content.
 * Source: https://fluxcd.io/flux/components/source/gitrepositories/#ssh-authentication
 */
export function privateKey(text: string, field: string): string {
  const key = text.trim().replaceAll('\r\n', '\n')
  if (/^(ssh-|ecdsa-|sk-)/.test(key)) throw badInput(field, 'holds a public key', allowed)
  const body = /^-----BEGIN ([A-Z ]*)PRIVATE KEY-----\n([\s\S]+)\n-----END \1PRIVATE KEY-----$/.exec(key)
  if (!body || /[\0\uFFFD]/.test(key)) throw badInput(field, 'holds no private key', allowed)
  const [, kind = '', content = ''] = body
  const encrypted = kind.includes('ENCRYPTED') || content.includes('ENCRYPTED') || (kind === 'OPENSSH ' && !isPlainOpenSsh(content))
  if (encrypted) throw badInput(field, 'holds a key that needs a passphrase, which nobody could type', allowed)
  return `${key}\n`
}

/** The cipher's name follows the magic, as an SSH string. Source: openssh-portable, PROTOCOL.key. */
function isPlainOpenSsh(base64: string): boolean {
  const bytes = Buffer.from(base64, 'base64')
  const magic = 'openssh-key-v1\0'
  if (bytes.length < magic.length + 8 || bytes.toString('latin1', 0, magic.length) !== magic) return true
  const length = bytes.readUInt32BE(magic.length)
  return bytes.toString('latin1', magic.length + 4, magic.length + 4 + length) === 'none'
}

/**
 * Lines of a known_hosts file, as they are. Throws bad input if there is none of the form HOST KEYTYPE KEY.
 * Source: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT
 */
export function knownHostsLines(text: string, field: string): string {
  const entry = /^(@[\w-]+\s+)?[^\s#]\S*\s+[\w@.-]+\s+[A-Za-z0-9+/]{16,}={0,2}(\s|$)/m
  if (!entry.test(text) || /[\0\uFFFD]/.test(text))
    throw badInput(field, 'holds no host key', 'lines HOST KEYTYPE KEY, as ssh-keyscan prints them')
  return `${text.trim().replaceAll('\r\n', '\n')}\n`
}
