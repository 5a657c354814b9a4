import { randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
// @peculiar/x509 asks for this before it is loaded.
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'

export interface Pki {
  ca: string
  key: string
  cert: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const day = 24 * 60 * 60 * 1000

/**
 * A new certificate authority and one server certificate for `hosts` (DNS names, `*.` wildcards and IP addresses), all PEM: ECDSA P-256,
 * valid from yesterday for 30 days, or until `notAfter`. The authority's key is thrown away.
 */
export async function createPki(hosts: string[], notAfter = new Date(Date.now() + 30 * day)): Promise<Pki> {
  const [authority, server] = await Promise.all([newKeys(), newKeys()])
  const validity = { notBefore: new Date(Date.now() - day), notAfter }
  const issuer = 'CN=flux-irsa sandbox CA'
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    serialNumber: newSerial(),
    name: issuer,
    keys: authority,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authority.publicKey),
    ],
  })
  const cert = await x509.X509CertificateGenerator.create({
    ...validity,
    serialNumber: newSerial(),
    subject: 'CN=flux-irsa sandbox',
    issuer,
    publicKey: server.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(hosts.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }))),
      await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  })
  const key = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', server.privateKey), 'PRIVATE KEY')
  return { ca: ca.toString('pem'), key, cert: cert.toString('pem') }
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

/** Positive, as RFC 5280 §4.1.2.2 asks of a serial number. */
function newSerial(): string {
  return `01${randomBytes(15).toString('hex')}`
}
