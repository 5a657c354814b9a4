import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { chartDigest } from '../../src/sandbox/helm/catalogue.ts'
import { CLUSTER, freshSandbox, install, tryInstall, writesDuring } from './story.ts'
import { drive } from './drive.ts'

const CHARTS = 'ghcr.io/controlplaneio-fluxcd/charts'
const SIGNER = String.raw`verify --certificate-oidc-issuer https://token.actions.githubusercontent.com --certificate-identity-regexp ^https://github\.com/controlplaneio-fluxcd/.*$ `

/** A folder with a `cosign` that writes down how it was called, and ends with these words and this code. */
function cosignThat(words: string, code: number): { cosign: string; calls: () => string[]; environment: () => string } {
  const cosign = mkdtempSync(join(tmpdir(), 'cosign-'))
  onTestFinished(() => rmSync(cosign, { recursive: true }))
  const [log, environment] = [join(cosign, 'log'), join(cosign, 'environment')]
  writeFileSync(log, '')
  const lines = ['#!/bin/sh', `echo "$@" >>${log}`, `export >${environment}`, `echo '${words}' >&2`, `exit ${code}`]
  writeFileSync(join(cosign, 'cosign'), lines.join('\n'), { mode: 0o755 })
  return {
    cosign,
    calls: () => readFileSync(log, 'utf8').split('\n').filter(Boolean).toSorted(),
    environment: () => readFileSync(environment, 'utf8'),
  }
}

test('a signature of the publisher lets the charts in; cosign gets no secret, and is not asked where helm does nothing', async () => {
  const sandbox = await freshSandbox()
  const { cosign, calls, environment } = cosignThat('', 0)
  const { code, stderr } = await drive(sandbox, ['install', ...CLUSTER, '--yes'], { cosign })
  expect([code, stderr]).toEqual([0, expect.not.stringMatching(/not verified|not signed/)])
  expect(calls()).toEqual([`${SIGNER}${CHARTS}/flux-instance:0.58.1`, `${SIGNER}${CHARTS}/flux-operator:0.58.1`])
  expect(environment()).toContain('SSL_CERT_FILE')
  expect(environment()).not.toMatch(/AWS_|KUBECONFIG/)
  await sandbox.idle()
  await install(sandbox, [], { cosign })
  expect(calls()).toHaveLength(2)
})

test.each([
  ['no signature', 'Error: no signatures found', 10],
  ['only somebody else’s', 'Error: no matching signatures: none of the expected identities matched what was in the certificate', 12],
])('a chart with %s is refused before anything is written', async (_what, words, exitCode) => {
  const sandbox = await freshSandbox()
  const { cosign } = cosignThat(words, exitCode)
  const written = await writesDuring(sandbox, async () => {
    const { code, stderr: lines } = await drive(sandbox, ['install', ...CLUSTER, '--yes'], { cosign })
    const stderr = lines.replace(/\s+/g, ' ')
    expect(code).toBe(1)
    expect(stderr).toContain(`is not signed by its publisher: ${words.replace('Error: ', '')}`)
    expect(stderr).toMatch(/--chart-digest flux-(operator|instance)=DIGEST/)
    expect(stderr).toContain('troubleshooting.md#chart-signature')
  })
  expect(written).toEqual([])

  // Who pins the bytes has the last word.
  const pins = ['flux-operator', 'flux-instance'] as const
  const args = pins.flatMap((name) => ['--chart-digest', `${name}=${chartDigest(name, '0.58.1')}`])
  await install(sandbox, args, { cosign })
})

test('what cosign cannot find out is a notice, and the install goes on', async () => {
  const sandbox = await freshSandbox()
  const { cosign } = cosignThat('Error: getting Rekor public keys: dial tcp: lookup tuf-repo-cdn.sigstore.dev: no such host', 1)
  const { code, stderr: lines } = await drive(sandbox, ['install', ...CLUSTER, '--yes'], { cosign })
  const stderr = lines.replace(/\s+/g, ' ')
  expect(code).toBe(0)
  for (const name of ['flux-operator', 'flux-instance'])
    expect(stderr).toContain(`the signature of the chart ${name} 0.58.1 was not verified: getting Rekor public keys: dial tcp`)
})

test('without a cosign nothing is said', async () => {
  const { stderr, code } = await drive(await freshSandbox(), ['install', ...CLUSTER, '--yes'])
  expect([code, stderr]).toEqual([0, expect.not.stringMatching(/cosign|signature/)])
})

test('charts of a mirror are not asked for the publisher’s signature; a known version is asked for by its digest', async () => {
  const mirror = 'oci://registry.example.com/charts'
  const sandbox = await freshSandbox({ chartRepositories: [mirror] })
  const { cosign, calls } = cosignThat('Error: no signatures found', 10)
  await install(sandbox, ['--chart-repository', mirror], { cosign })
  expect(calls()).toEqual([])

  await tryInstall(await freshSandbox(), ['--operator-version', '0.57.0'], { cosign })
  expect(calls()).toEqual([
    expect.stringMatching(/charts\/flux-instance@sha256:2ef25fdd\w+$/),
    expect.stringMatching(/charts\/flux-operator@sha256:35105642\w+$/),
  ])
})
