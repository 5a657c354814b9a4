import { expect, test } from 'vitest'
import { judgeEnd } from '../../src/helm/cosign.ts'

// The words are cosign's own, of several versions; of sigstore/cosign#4026, #4186 and #4454 among them.
const OTHER =
  'Error: no matching signatures: none of the expected identities matched what was in the certificate, got subjects [https://github.com/x/y]'
const TUF = 'updating local metadata and targets: error updating to TUF remote mirror: tuf: failed to download 8.root.json: EOF'
const CACHE =
  'Could not fetch trusted_root.json from the TUF repository. Error from TUF: dial tcp: lookup tuf-repo-cdn.sigstore.dev: no such host'

test.each<[string, string, number | undefined, string]>([
  ['a signature that matches', '', 0, 'good'],
  ['warnings of a run that went well', 'WARNING: Get "https://x": dial tcp', 0, 'good'],
  ['no signature', 'Error: no signatures found\nerror during command execution: no signatures found', 10, 'bad'],
  ['no signature, with the code of an old cosign', 'Error: no signatures found', 1, 'bad'],
  ['somebody else’s signature', OTHER, 12, 'bad'],
  ['somebody else’s, after a warning that a root could not be fetched', `${CACHE}\n${OTHER}`, 12, 'bad'],
  ['somebody else’s, whose name speaks of the network', OTHER.replace('x/y', 'dial tcp'), 12, 'bad'],
  ['a certificate of an unknown authority', 'Error: no matching signatures: x509: certificate signed by unknown authority', 12, 'bad'],
  ['a bundle of somebody else', 'Error: no matching attestations: no matching CertificateIdentity found', 1, 'bad'],
  ['a root of trust out of reach', `Error: getting Rekor public keys: ${TUF}`, 1, 'unknown'],
  ['the same as a signature that does not match', `Error: no matching signatures:\nretrieving rekor public key: ${TUF}`, 12, 'unknown'],
  ['a registry out of reach', 'Error: Get "https://ghcr.io/v2/": dial tcp 1.2.3.4:443: i/o timeout', 1, 'unknown'],
  ['a tag that is not there', 'Error: image tag not found: MANIFEST_UNKNOWN', 11, 'unknown'],
  ['a cosign that does not know the flags', 'Error: unknown flag: --certificate-identity-regexp', 1, 'unknown'],
  ['an end by a signal', '', undefined, 'unknown'],
])('%s', (_what, stderr, exitCode, verdict) => {
  const end = { stdout: '', stderr, timedOut: false, ...(exitCode === undefined ? {} : { exitCode }) }
  expect(judgeEnd(end)).toMatchObject({ verdict, ...(verdict === 'good' ? {} : { why: expect.stringMatching(/^(?!Error)./) }) })
})

test('a cosign that does not end, and none at all', () => {
  expect(judgeEnd({ stdout: '', stderr: '', timedOut: true })).toMatchObject({ verdict: 'unknown' })
  expect(judgeEnd({ stdout: '', stderr: '', timedOut: false, code: 'ENOENT' })).toEqual({ verdict: 'not looked at' })
})
