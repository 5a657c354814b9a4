import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { OPTIONS } from '../../src/config/options.ts'
import { Failure } from '../../src/domain/failure.ts'
import { allTexts, loadAll } from './load.ts'

const commands = ['init', 'install', 'plan', 'adopt', 'render', 'verify', 'explain', 'uninstall', 'config', 'demo']
const plausible = [
  'prod',
  'eu-west-1',
  'apps/*',
  'refs/heads/main',
  'https://github.com/acme/fleet',
  'ssh://git@github.com/acme/fleet',
  '/',
  '15m',
  'json',
  'irsa',
  'true',
  '2.7.x',
  '0.32.0',
  'a=b',
  'source-controller',
  'pw',
  '~/x',
  '__proto__',
  'constructor',
  '__proto__=x',
  'read',
  '',
]
const text = fc.oneof(fc.constantFrom(...plausible), fc.string({ unit: 'binary', maxLength: 12 }))
const flags = OPTIONS.flatMap((option) => [option.flag ?? '--git-password', option.short ?? '--no-color'])
const argv = fc.array(
  fc.oneof(
    fc.constantFrom(...flags),
    text,
    fc.tuple(fc.constantFrom(...flags), text).map((pair) => pair.join('=')),
  ),
  { maxLength: 8 },
)
const env = fc.dictionary(fc.constantFrom(...OPTIONS.map((option) => option.env)), text, { maxKeys: 5 })
const keys = fc.oneof(
  fc.constantFrom(...OPTIONS.map((option) => option.key), 'values', 'clusters', '__proto__', 'constructor'),
  fc.string({ maxLength: 6 }),
)
const file = fc.oneof(
  fc.dictionary(keys, fc.oneof(text, fc.anything({ maxDepth: 3 }))).map(asYaml),
  fc.record({ values: fc.record({ operator: fc.anything({ maxDepth: 3 }), instance: fc.object({ maxDepth: 3 }) }) }).map(asYaml),
  fc
    .dictionary(
      fc.oneof(fc.constantFrom('prod', 'staging'), keys),
      fc.option(fc.dictionary(keys, fc.oneof(text, fc.anything({ maxDepth: 2 })))),
    )
    .map((clusters) => asYaml({ clusters })),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

function asYaml(value: unknown): string {
  try {
    return stringify(value)
  } catch {
    return '{}'
  }
}

/** Accepted, or refused on purpose: anything else that is thrown fails the test. */
async function acceptedOrRefused(args: string[], world: Parameters<typeof loadAll>[1]): Promise<Failure | undefined> {
  try {
    await loadAll(args, world)
    return undefined
  } catch (error) {
    if (error instanceof Error && error.message === 'no handler ran') return undefined
    expect(error).toBeInstanceOf(Failure)
    expect(error).toMatchObject({ exitCode: 64, source: 'user' })
    return error as Failure
  }
}

test('any command line, environment and file are accepted or refused with exit 64', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...commands), argv, env, file, text, async (command, args, variables, yaml, stdin) => {
      const what = command === 'config' ? ['show'] : []
      const base = command === 'demo' || command === 'explain' ? [command] : [command, ...what, '--cluster', 'prod', '-f', 'f.yaml']
      await acceptedOrRefused([...base, ...args], { env: variables, files: { 'f.yaml': yaml, pw: stdin }, stdin })
    }),
    { numRuns: 400 },
  )
}, 60_000)

test('a password is in no refusal, wherever it was put', async () => {
  const secret = fc.stringMatching(/^[A-Z]{12}[\n\0:@/ é]?[A-Z]{12}$/)
  await fc.assert(
    fc.asyncProperty(secret, env, async (password, variables) => {
      const worlds: [string[], Parameters<typeof loadAll>[1]][] = [
        [[], { env: { ...variables, FLUX_IRSA_GIT_PASSWORD: password } }],
        [['--git-password-file', 'pw'], { env: variables, files: { pw: password } }],
        [['--git-password-file', password], { env: variables }],
        [['--git-password-stdin'], { env: variables, stdin: password }],
        [[`--git-password=${password}`], { env: variables }],
        [['--git-password', password], { env: variables }],
        [['--git-url', `https://me:${password}@github.com/acme/fleet`], { env: variables }],
        [['-f', 'f.yaml'], { env: variables, files: { 'f.yaml': `gitPassword: ${JSON.stringify(password)}` } }],
      ]
      for (const [args, world] of worlds) {
        const failure = await acceptedOrRefused(['install', '--cluster', 'prod', ...args], world)
        if (failure) expect(allTexts(failure)).not.toContain(password.slice(0, 12))
      }
    }),
    { numRuns: 100 },
  )
}, 60_000)
