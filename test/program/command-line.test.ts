import { execa } from 'execa'
import { expect, test } from 'vitest'
import { fluxIrsa, launcher, version } from './built-program.ts'
import { denyingAws } from './loopback-aws.ts'

test('--version says the version of the package, and nothing else', async () => {
  expect(await fluxIrsa(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' })
})

test('--help is a result: on stdout, with every command, exit code 0', async () => {
  const { exitCode, stdout, stderr } = await fluxIrsa(['--help'])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  for (const command of ['install', 'plan', 'adopt', 'render', 'verify', 'uninstall', 'demo'])
    expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
})

test('an unknown command is refused with the one that was meant', async () => {
  const { exitCode, stdout, stderr } = await fluxIrsa(['instal'])
  expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' })
  expect(stderr).toMatch(/unknown command 'instal'.*install/)
})

test('install without a terminal needs --yes, and says so before it asks anybody anything', async () => {
  await using aws = await denyingAws()
  const { exitCode, stdout, stderr } = await fluxIrsa(['install', '--cluster', 'prod'], { env: aws.env })
  expect({ exitCode, stdout, calls: aws.calls }).toEqual({ exitCode: 64, stdout: '', calls: 0 })
  expect(stderr).toContain('--yes')
})

test('with -o json an error is one document on stdout', async () => {
  const { exitCode, stdout, stderr } = await fluxIrsa(['install', '--cluster', 'prod', '-o', 'json'])
  expect({ exitCode, stderr }).toEqual({ exitCode: 64, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'flux-irsa/error/v1',
    code: 'needs-yes',
    source: 'user',
    fix: expect.stringContaining('--yes'),
  })
})

test('with -o json stdout parses at any verbosity, and a refusal by AWS is told with what to allow', async () => {
  await using aws = await denyingAws()
  const { exitCode, stdout } = await fluxIrsa(['verify', '--cluster', 'prod', '-o', 'json', '-vvv'], { env: aws.env })
  expect(aws.calls).toBeGreaterThan(0)
  expect(exitCode).toBeGreaterThan(0)
  expect(JSON.parse(stdout)).toMatchObject({ schema: 'flux-irsa/error/v1', message: expect.stringContaining('denied') })
})

test('the reader of a pipe may go away', async () => {
  // `true` is gone before the first line is written.
  const script = '("$1" "$2" --help; echo "exit $?" >&2) | true'
  const { stderr } = await execa('sh', ['-c', script, 'sh', process.execPath, launcher])
  expect(stderr).toBe('exit 0')
})
