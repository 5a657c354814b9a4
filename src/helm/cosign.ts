import { makeTemporaryFolder } from '../net/temporary-folder.ts'
import { observed, type CallContext } from '../net/call-context.ts'
import type { ChartSignature } from '../model/helm.ts'
import { environmentFor } from './environment.ts'
import { runProgram, type ProgramEnd, type RunProgram } from './run-program.ts'

/**
 * Who signs the published charts: a workflow of the publisher's GitHub organization, without a key. The same two values as in the publisher's
 * own program: https://github.com/controlplaneio-fluxcd/flux-operator/blob/main/internal/cosign/verify.go (DefaultCertIdentityRegexp,
 * DefaultCertOIDCIssuer); the signing itself is scripts/sign.sh of https://github.com/controlplaneio-fluxcd/charts.
 */
const SIGNER = {
  identity: String.raw`^https://github\.com/controlplaneio-fluxcd/.*$`,
  issuer: 'https://token.actions.githubusercontent.com',
}

/** Where cosign keeps its root of trust, where another one is named. None of these holds a secret. */
const PASSED_ON = /^(TUF_(ROOT|MIRROR|ROOT_JSON)|SIGSTORE_(ROOT_FILE|REKOR_PUBLIC_KEY|CT_LOG_PUBLIC_KEY_FILE)|COSIGN_REPOSITORY)$/
const TIMEOUT_MS = 30_000
const KILL_AFTER_MS = 2_000

function verifyArguments(image: string): string[] {
  return ['verify', '--certificate-oidc-issuer', SIGNER.issuer, '--certificate-identity-regexp', SIGNER.identity, image]
}

/** Looks at a signature with the `cosign` of PATH. Throws only the signal's reason; where there is no cosign, nothing was looked at. */
export async function verifySignature(
  image: string,
  { env, context, start = runProgram }: { env: Record<string, string | undefined>; context: CallContext; start?: RunProgram | undefined },
): Promise<ChartSignature> {
  const folder = await makeTemporaryFolder()
  try {
    const end = await observed(context, 'cosign', 'verify', async () =>
      start('cosign', verifyArguments(image), {
        env: await environmentFor(folder.path, env, PASSED_ON),
        signal: context.signal,
        timeoutMs: TIMEOUT_MS,
        killAfterMs: KILL_AFTER_MS,
      }),
    )
    return judgeEnd(end)
  } finally {
    await folder.remove()
  }
}

/**
 * What an end of `cosign verify` means. By exit code, 10 is "no signature" and 12 "no matching signature" (cmd/cosign/errors/exit_codes.go of
 * https://github.com/sigstore/cosign), and other versions end with 1 and the same words. A service that cannot be reached is reported as "no
 * matching signatures" too (sigstore/cosign#4026), so its words count, unless a signature was read and is of somebody else.
 */
export function judgeEnd({ code, exitCode, stderr, timedOut }: ProgramEnd): ChartSignature {
  if (code === 'ENOENT' || code === 'EACCES') return { verdict: 'not looked at' }
  if (exitCode === 0) return { verdict: 'good' }
  if (timedOut) return { verdict: 'unknown', why: `cosign did not end within ${TIMEOUT_MS / 1000} seconds` }
  const why = lastWords(stderr) || `cosign ended with ${exitCode ?? code ?? 'a signal'}`
  const isNone = exitCode === 10 || exitCode === 12 || /no matching (?:signatures|attestations)|no signatures found/.test(why)
  const isOfOthers = /none of the expected identities matched|no matching CertificateIdentity/.test(why)
  return { verdict: isOfOthers || (isNone && !UNREACHABLE.test(why)) ? 'bad' : 'unknown', why }
}

const UNREACHABLE =
  /dial tcp|no such host|i\/o timeout|connection (?:refused|reset)|TLS handshake|deadline exceeded|TUF remote mirror|tuf refresh failed|(?:Get|Post) "https?:/

/** The error itself: without the warnings before it, and without the line in which cosign repeats it. */
function lastWords(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => !/^WARNING|error during command execution|^Could not fetch/.test(line))
  const first = lines.findIndex((line) => line.startsWith('Error: '))
  const words = (first === -1 ? lines.slice(-3) : lines.slice(first)).join(' ').replace(/^Error: /, '')
  return words.replace(/\s+/g, ' ').trim().slice(0, 300)
}
