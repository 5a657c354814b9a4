import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { SignJWT } from 'jose'
import { addCluster } from '../../src/sandbox/aws/index.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { createSigningKeys, type SigningKeys } from '../../src/sandbox/kube/service-account-tokens.ts'
import { launcher, type Ran } from '../program/built-program.ts'
import { foreignRole } from '../stories/story.ts'
import { CONFIG_FILE, documentedTrust, type ShellJob } from './ci-page.ts'
import { documentedPolicy } from './permissions-page.ts'

let keys: Promise<SigningKeys> | undefined

/** The roles that the page has one make, for one service whose tokens the account then trusts; answers with what signs them. */
export async function grantService(sandbox: Sandbox, service: string) {
  keys ??= createSigningKeys()
  const { privateKey, kid, jwks } = await keys
  const { provider } = documentedTrust(service, 'plan', sandbox.accountId)
  const issuer = `https://${provider}`
  const { account } = sandbox.aws
  // The sandbox knows issuers by the clusters that have them.
  addCluster(account, { name: 'issuer', endpoint: 'https://127.0.0.1:1', certificateAuthority: sandbox.ca, issuer, jwks: () => jwks })
  for (const [subject, groups] of [
    ['plan', ['flux-irsa']],
    ['install', ['flux-irsa-identity']],
  ] as const) {
    const { trust } = documentedTrust(service, subject, sandbox.accountId)
    const inline = { rights: documentedPolicy(sandbox, subject === 'install' ? 'Install' : 'Read') }
    const role = foreignRole(sandbox, `ci-flux-${subject}`, { trust, inline })
    account.clusters.find(({ name }) => name === 'prod')!.accessEntries[role.arn] = { groups: [...groups] }
  }
  const clientIds = documentedAudiences(service)
  const arn = `arn:aws:iam::${sandbox.accountId}:oidc-provider/${provider}`
  account.providers.set(arn, { arn, url: provider, clientIds, thumbprints: [], createdAt: 0, tags: {} })
  return (subject: string, audience: string): Promise<string> =>
    new SignJWT({})
      .setProtectedHeader({ alg: 'RS256', kid })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(subject)
      .setExpirationTime('5m')
      .sign(privateKey)
}

function documentedAudiences(service: string): string[] {
  const [statement] = documentedTrust(service, 'plan', '').trust.Statement as unknown as {
    Condition: { StringEquals: Record<string, string> }
  }[]
  return Object.values(statement?.Condition.StringEquals ?? {})
}

/** A folder with the file of the page, and the programs of the one image. */
export async function startImage(): Promise<
  AsyncDisposable & { folder: string; run(job: ShellJob, env: Record<string, string>): Promise<Ran> }
> {
  const home = await mkdtemp(join(tmpdir(), 'flux-irsa-ci-'))
  const [folder, bin] = [join(home, 'checkout'), join(home, 'bin')]
  await Promise.all([mkdir(folder), mkdir(bin)])
  await writeFile(join(folder, 'flux-irsa.yaml'), CONFIG_FILE)
  await writeFile(join(bin, 'flux-irsa'), `#!/bin/sh\nexec '${process.execPath}' '${launcher}' "$@"\n`, { mode: 0o755 })
  return {
    folder,
    async run({ variables, lines }, env) {
      const expanded = Object.entries(variables).map(([name, value]) => [
        name,
        value.replaceAll(/\$(\w+)/g, (_all, of: string) => env[of] ?? ''),
      ])
      const { exitCode, stdout, stderr } = await execa('bash', ['-eo', 'pipefail', '-c', lines.join('\n')], {
        cwd: folder,
        env: { PATH: `${bin}:${process.env['PATH']}`, TMPDIR: home, CI: 'true', ...Object.fromEntries(expanded), ...env },
        extendEnv: false,
        stdin: 'ignore',
        reject: false,
      })
      return { exitCode, stdout, stderr }
    },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  }
}

/** The environment that leads to a sandbox, without its key. */
export function withoutKey({ env }: Sandbox): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|REGION)$/.test(name)))
}
