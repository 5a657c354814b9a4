import { expect, test } from 'vitest'
import { loginFailure, registryRefusal } from '../../../src/sandbox/actors/scan-words.ts'

const CHAIN = 'operation error ECR: GetAuthorizationToken, get identity: get credentials: failed to refresh cached credentials, none'
const URL = 'https://host/v2/web/tags/list?n=1000'

test.each([
  ['v0.33.0', 'AuthenticationFailed', `failed to configure authentication options: ${CHAIN}`],
  [
    'v1.1.2',
    'AuthenticationFailed',
    'failed to configure authentication options: failed to get access token for artifact registry: failed to create provider access ' +
      'token for the controller: failed to refresh cached credentials, none',
  ],
  ['v1.2.4', 'ReadOperationFailed', `scan failed: Get "${URL}": failed to create artifact registry credentials: ${CHAIN}`],
])('controller %s words missing credentials its own way', (version, reason, message) => {
  expect(loginFailure(version, URL, { at: 'credentials', detail: 'none' })).toEqual({ reason, message })
})

test('a refusal of the registry is told by its errors, or by status and body', () => {
  expect(registryRefusal(URL, 403, '{"errors":[{"code":"DENIED","message":"no"}]}')).toBe(`GET ${URL}: DENIED: no`)
  expect(registryRefusal(URL, 401, 'Not Authorized\n')).toBe(`GET ${URL}: unexpected status code 401 Unauthorized: Not Authorized`)
})
