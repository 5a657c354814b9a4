import { describe, expect, test } from 'vitest'
import { badInput, Failure } from '../../src/domain/failure.ts'
import { failureDocument, failureText } from '../../src/report/text/failure-text.ts'
import { themeFor } from '../../src/report/text/theme.ts'
import { recordingStream } from './recording-stream.ts'

const theme = themeFor({ stream: recordingStream(), env: {}, width: 80 })
const textOf = (error: unknown, verbose = false) => failureText(error, { theme, verbose }).join('\n')

const denied = new Failure({
  code: 'aws-access-denied',
  source: 'environment',
  message: 'iam:CreateRole was denied for arn:aws:sts::111122223333:assumed-role/platform/alice',
  evidence: [
    ['action', 'iam:CreateRole'],
    ['account', '111122223333'],
  ],
  fix: 'aws iam attach-user-policy --user-name alice --policy-arn arn:aws:iam::111122223333:policy/flux-irsa-installer',
  docs: 'permissions.md',
  cause: Object.assign(new Error('User: … is not authorized'), { name: 'AccessDenied', $metadata: { requestId: 'secret-request' } }),
})

test('the story comes first, then why, the evidence in columns, one fix that can be pasted, and where to read on', () => {
  expect(textOf(denied)).toMatchInlineSnapshot(`
    "✘ iam:CreateRole was denied for
      arn:aws:sts::111122223333:assumed-role/platform/alice
      because  AccessDenied
      action   iam:CreateRole
      account  111122223333
      fix      aws iam attach-user-policy --user-name alice --policy-arn arn:aws:iam::111122223333:policy/flux-irsa-installer
      docs     docs/permissions.md"
  `)
})

test('bad input names the field and what is allowed', () => {
  expect(textOf(badInput('--region', '"mars" is not a region', 'a name such as eu-west-1'))).toMatchInlineSnapshot(`
    "✘ --region: "mars" is not a region
      allowed  a name such as eu-west-1
      docs     docs/configuration.md"
  `)
})

test('the code is there with -v', () => {
  expect(textOf(denied)).not.toContain('aws-access-denied')
  expect(textOf(denied, true)).toContain('  code     aws-access-denied')
})

describe('causes', () => {
  function because(cause: unknown): string[] {
    return textOf(new Failure({ code: 'x', source: 'environment', message: 'it failed', cause }))
      .split('\n')
      .slice(1)
  }

  test('our own are told by their words, one after another', () => {
    const inner = new Failure({ code: 'b', source: 'environment', message: 'the proxy refused' })
    const outer = new Failure({ code: 'a', source: 'environment', message: 'STS did not answer', cause: inner })
    expect(because(outer)).toEqual(['  because  STS did not answer', '  because  the proxy refused'])
  })

  test('those of AWS, Kubernetes and the network are told by name only', () => {
    expect(because(Object.assign(new Error('secret'), { name: 'Throttling', $metadata: {} }))).toEqual(['  because  Throttling'])
    expect(because(Object.assign(new Error('secret'), { name: 'Forbidden', code: 403, status: {} }))).toEqual(['  because  Forbidden'])
    expect(because(Object.assign(new Error('secret'), { code: 'ECONNREFUSED' }))).toEqual(['  because  ECONNREFUSED'])
  })

  test('a foreign error is stepped over, and what it was caused by is told', () => {
    expect(because(new Error('secret', { cause: Object.assign(new Error(), { code: 'ECONNRESET' }) }))).toEqual(['  because  ECONNRESET'])
  })

  test('what the story says already is not said again, and a circle ends', () => {
    const cause = Object.assign(new Error(), { code: 'EAI_AGAIN' }) as Error
    cause.cause = cause
    expect(because(cause)).toEqual(['  because  EAI_AGAIN'])
    expect(textOf(new Failure({ code: 'x', source: 'environment', message: 'DNS: EAI_AGAIN', cause }))).toBe('✘ DNS: EAI_AGAIN')
  })
})

describe('errors that nobody expected', () => {
  const bug = new TypeError('x is not a function\nBody: {"token":"secret"}')

  test('say that they are a bug, with the name and the first line only', () => {
    expect(textOf(bug)).toMatchInlineSnapshot(`
      "✘ this is a bug in flux-irsa: TypeError: x is not a function
        fix  Report it with this message, the command, and what it prints with -v added."
    `)
  })

  test('show where with -v, and still nothing of the lines below the first', () => {
    expect(textOf(bug, true)).toMatch(/\n {4}at .*failure-text\.test\.ts/)
    expect(textOf(bug, true)).not.toContain('secret')
  })

  test('of a child process leave its output out', () => {
    const error = Object.assign(new Error('Command failed\nsecret'), { shortMessage: 'Command failed: helm' })
    expect(textOf(error)).toContain('Error: Command failed: helm')
  })

  test('can be anything that was thrown', () => {
    expect(textOf(undefined)).toContain('something that is not an error was thrown')
    expect(textOf('boom')).toContain('Error: boom')
  })
})

test('an escape sequence in a message of a remote does not reach the terminal', () => {
  const texts = { message: 'a\u001b[2Jb', evidence: [['k\u001b[1m', 'v\u001b[1m']] as [string, string][], fix: 'c\u001b[1m' }
  expect(textOf(new Failure({ code: 'x', source: 'environment', ...texts }))).toBe('✘ ab\n  k    v\n  fix  c')
})

test('a secret behind a flag that does not exist is not repeated', () => {
  const error = Object.assign(new Error("error: unknown option '--git-password=hunter2'"), { code: 'commander.unknownOption', exitCode: 1 })
  expect(textOf(error)).toBe("✘ unknown option '--git-password'\n  fix  flux-irsa --help")
})

test('as JSON it is the error contract and nothing more', () => {
  expect(failureDocument(denied)).toEqual({
    schema: 'flux-irsa/error/v1',
    code: denied.code,
    message: denied.message,
    fix: denied.fix,
    source: 'environment',
  })
  expect(failureDocument(new TypeError('x'))).toEqual({
    schema: 'flux-irsa/error/v1',
    code: 'unexpected',
    message: 'TypeError: x',
    fix: null,
    source: 'bug',
  })
})
