import { expect, test } from 'vitest'
import { loginFailure, registryRefusal } from '../../../src/sandbox/actors/scan-words.ts'

const OLD = 'operation error ECR: GetAuthorizationToken, get identity: get credentials: failed to refresh cached credentials, none'
const NEW =
  'failed to get access token for artifact registry: failed to create provider access token for the controller: failed to refresh cached credentials, none'
const DENIED = 'operation error ECR: GetAuthorizationToken, none'
const URL = 'https://host/v2/web/tags/list?n=1000'
const UNCONFIGURED = ['AuthenticationFailed', 'failed to configure authentication options: '] as const
const UNREAD = ['ReadOperationFailed', `scan failed: Get "${URL}": `] as const

test.each([
  ['v0.33.0', 'credentials', ...UNCONFIGURED, OLD],
  ['v0.35.2', 'credentials', ...UNCONFIGURED, NEW],
  ['v1.1.2', 'credentials', ...UNCONFIGURED, NEW],
  ['v1.2.4', 'credentials', ...UNREAD, NEW],
  ['v0.33.0', 'ecr', ...UNCONFIGURED, DENIED],
  ['v1.1.2', 'ecr', ...UNCONFIGURED, `failed to create artifact registry credentials: ${DENIED}`],
  ['v1.2.4', 'ecr', ...UNREAD, `failed to create artifact registry credentials: ${DENIED}`],
] as const)('controller %s words a login that got stuck at %s its own way', (version, at, reason, prefix, text) => {
  expect(loginFailure(version, URL, { at, detail: 'none' })).toEqual({ reason, message: prefix + text })
})

test('a refusal of the registry is told by its errors, or by status and body', () => {
  expect(registryRefusal(URL, 403, '{"errors":[{"code":"DENIED","message":"no"}]}')).toBe(`GET ${URL}: DENIED: no`)
  expect(registryRefusal(URL, 401, 'Not Authorized\n')).toBe(`GET ${URL}: unexpected status code 401 Unauthorized: Not Authorized`)
})
