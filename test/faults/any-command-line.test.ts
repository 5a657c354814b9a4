import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { OPTIONS } from '../../src/config/options.ts'
import { drive } from '../stories/drive.ts'

const RUNS = Number(process.env['FLUX_IRSA_RUNS'] ?? 10_000)
const HANGS_MS = 15_000

/** An AWS that refuses everybody: whoever comes so far was accepted. */
let aws: Server
/** By access key: a call of a run that is over may still be on its way. */
const calls = new Map<string, string[]>()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-irsa-any-'))
  await writeFile(join(folder, 'secret'), 'a password')
  aws = createServer((request, response) => {
    void readAll(request).then((body) => {
      const key = /Credential=(\w+)\//.exec(request.headers.authorization ?? '')?.[1] ?? ''
      calls.set(key, [...(calls.get(key) ?? []), /Action=(\w+)/.exec(body)?.[1] ?? `${request.method} ${request.url}`])
      const error =
        '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>'
      response
        .writeHead(403, { 'content-type': 'text/xml', 'x-amzn-errortype': 'AccessDeniedException' })
        .end(body ? error : '{"message":"not authorized"}')
    })
  })
  await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  aws.close()
  aws.closeAllConnections()
  await rm(folder, { recursive: true })
})

const commands = [
  'install',
  'plan',
  'verify',
  'uninstall',
  'adopt',
  'render',
  'explain',
  'bind',
  'unbind',
  'list',
  'config',
  'completion',
  'help',
  'instal',
  '--help',
  '--version',
  '',
]
/** What must stand behind a command for it to come any further. */
const WHAT: Record<string, string[]> = { config: ['show'], bind: ['apps/web'], unbind: ['apps/web'] }
const plausible = [
  'apps/web',
  'prod',
  'eu-west-1',
  'apps/*',
  'arn:aws:ecr:eu-west-1:123456789012:repository/web',
  'refs/heads/main',
  'https://github.com/acme/fleet',
  'ssh://git@github.com/acme/fleet',
  'git@github.com:acme/fleet',
  '/',
  './x',
  '15m',
  '0s',
  'json',
  'text',
  'irsa',
  'true',
  '2.7.x',
  '0.32.0',
  'a=b',
  'a=b,c={d}',
  'source-controller',
  'read',
  'oci://ghcr.io/x',
  'arn:aws:iam::123456789012:policy/b',
  '/team/',
  '-',
  '--',
  '--set=admin=true',
  'x\ny',
  'null',
  '#',
  ': ',
  '__proto__',
  'constructor',
  '$(id)',
  '\u001b[31m',
  'é',
  'a'.repeat(300),
  '',
]
const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...plausible) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
)
const options = OPTIONS.filter(({ key }) => key !== 'config')
const flag = fc.constantFrom(
  ...options.map((option) => option.flag ?? '--git-password'),
  '-v',
  '-vvv',
  '--yes',
  '--dry-run',
  '--no-color',
  '-o',
  '--unknown',
)
const good: string[][] = [
  ['--region', 'eu-west-1'],
  ['--namespace', 'flux-system'],
  ['--service-account', 'source-controller'],
  ['--timeout', '15m'],
  ['-o', 'json'],
  ['-vvv'],
  ['--no-color'],
  ['--name-prefix', 'a'],
  ['--role-name', 'r'],
  ['--policy-name', 'p'],
  ['--path', '/team/'],
  ['--repository', 'apps/*'],
  ['--tag', 'a=b'],
  ['--git-url', 'https://github.com/acme/fleet'],
  ['--permissions-boundary', 'arn:aws:iam::123456789012:policy/b'],
  ['--flux-version', '2.7.x'],
  ['--git-path', '/'],
  ['--access', 'read'],
]
const argument = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...good) },
  { weight: 5, arbitrary: fc.tuple(flag, value) },
  { weight: 2, arbitrary: fc.tuple(flag, value).map((pair) => [pair.join('=')]) },
  { weight: 1, arbitrary: value.map((word) => [word]) },
)
const commandLine = fc.record({
  command: fc.constantFrom(...commands),
  // Half of them begin as an everyday one, so that what stands behind is looked at too.
  everyday: fc.boolean(),
  rest: fc.array(argument, { maxLength: 4 }),
  env: fc.oneof(fc.constant({}), fc.dictionary(fc.constantFrom(...options.map((option) => option.env)), value, { maxKeys: 2 })),
  file: fc.option(
    fc.oneof(
      fc
        .dictionary(
          fc.constantFrom(...options.map((option) => option.key), 'values', '__proto__'),
          fc.oneof(value, fc.anything({ maxDepth: 2 })),
          { maxKeys: 3 },
        )
        .map(asYaml),
      fc.string({ unit: 'binary', maxLength: 40 }),
    ),
    { freq: 2 },
  ),
})

function asYaml(parsed: unknown): string {
  try {
    return stringify(parsed)
  } catch {
    return '{}'
  }
}

test(`of ${RUNS} command lines, files and environments each is refused with 64 or accepted; none writes, hangs or shows a stack trace`, async () => {
  let [runs, accepted, refused] = [0, 0, 0]
  const env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_REGION: 'eu-west-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    HOME: folder,
    NO_PROXY: '*',
  }
  const world = { env, ca: '' }
  await fc.assert(
    fc.asyncProperty(commandLine, async ({ command, everyday, rest, env: said, file }) => {
      const key = `AKIA${++runs}`
      const path = join(folder, 'flux-irsa.yaml')
      if (file !== null) await writeFile(path, file)
      const what = WHAT[command] ?? []
      const args = [
        command,
        ...what,
        ...(everyday ? ['--cluster', 'prod', '--yes'] : []),
        ...rest.flat(),
        ...(file === null ? [] : ['-f', path]),
      ]
      const late = new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error('it hangs')), HANGS_MS).unref())
      const { code, stdout, stderr } = await Promise.race([
        drive(world, args, { env: { ...said, AWS_ACCESS_KEY_ID: key }, stdin: '' }),
        late,
      ])
      const output = stdout + stderr
      const asked = calls.get(key) ?? []
      expect(output).not.toMatch(/\n\s+at .+:\d+:\d+|\bTypeError\b|\bReferenceError\b|This is a bug/)
      expect(asked.filter((action) => /^(Create|Delete|Put|Update|Attach|Detach|Tag|Untag|Add|Set|POST|PUT|DELETE)/.test(action))).toEqual(
        [],
      )
      if (code === 64) {
        refused++
        expect(asked).toEqual([])
      } else if (asked.length > 0) {
        accepted++
        expect([1, 3, 4]).toContain(code)
      } else if (code !== 0) {
        // Credentials that are asked for by profile or by process, and are not there, are found out before the network is.
        expect({ code, output }).toMatchObject({ code: command === 'explain' ? expect.any(Number) : 4 })
      }
    }),
    { numRuns: RUNS },
  )
  expect(accepted).toBeGreaterThan(RUNS / 100)
  expect(refused).toBeGreaterThan(RUNS / 4)
}, 300_000)
