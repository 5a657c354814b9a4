import { expect, test } from 'vitest'
import { causes, findings } from './explained.ts'

const line = (kind: string, error: string, more = {}) =>
  JSON.stringify({ level: 'error', msg: 'Reconciler error', controllerKind: kind, namespace: 'apps', name: 'web', error, ...more })
const CHART =
  'failed to fetch Helm repository index: failed to cache index to temporary file: Get "https://charts.example.com/index.yaml": dial tcp 192.0.2.1:443: i/o timeout'

/** A cause that belongs to Git, to registries, to buckets or to notifications is not found in what another one says. */
test.each<[what: string, text: string, first: string, never: string[]]>([
  [
    'a registry at a Git host',
    line(
      'ImageRepository',
      'scan failed: GET https://gitlab.example.com:5050/v2/acme/web/tags/list?n=1000: unexpected status code 401 Unauthorized: HTTP Basic: Access denied',
    ),
    'registry-denied',
    ['git-auth', 'git-network'],
  ],
  [
    'a Git host that is called registry',
    line(
      'GitRepository',
      "failed to checkout and determine revision: unable to clone 'https://registry-git.example.com/fleet': authentication required: Unauthorized",
    ),
    'git-auth',
    ['registry-denied', 'wrong-provider'],
  ],
  [
    'a bucket',
    line('Bucket', "failed to confirm existence of 'fleet' bucket: Access Denied."),
    's3-access',
    ['registry-denied', 'git-auth'],
  ],
  [
    'an image scan without identity, pasted without its object',
    'failed to get access token for artifact registry: failed to create provider access token for the controller: failed to refresh cached credentials, no EC2 IMDS role found',
    'irsa-not-injected',
    ['fluxinstance-artifact-pull'],
  ],
  [
    'a notification of a Kustomization',
    line('Kustomization', 'failed to send notification: 401 Unauthorized'),
    'notification-failed',
    ['kube-auth-unauthorized', 'registry-denied', 'git-auth'],
  ],
  [
    'an index of charts in a table',
    `NAME   URL                          AGE   READY   STATUS\naws    https://charts.example.com   6h    False   ${CHART}`,
    'image-pull-network',
    ['git-auth', 'registry-denied'],
  ],
  [
    'an Id of kustomize',
    'kustomize build failed: no matches for Id Kustomization.v1.kustomize.toolkit.fluxcd.io/fleet.flux-system',
    'kustomize-build-failed',
    ['crd-missing', 'flux-not-installed'],
  ],
  [
    'SOPS with age',
    "decryption failed for 'db': cannot get sops data key: failed to load age identities: no such file or directory",
    'sops-not-configured',
    ['kms-access'],
  ],
])('%s', async (_, text, first, never) => {
  const found = await causes(text)
  expect(found[0]).toBe(first)
  expect(found.filter((cause) => never.includes(cause))).toEqual([])
})

const repository = (spec: string, message: string) =>
  `apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata: {name: web, namespace: apps}\nspec: {interval: 5m, ${spec}}\nstatus:\n  conditions:\n  - {type: Ready, status: "False", reason: ReadOperationFailed, message: "${message}"}\n`
const REFUSED =
  'scan failed: GET https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/web/tags/list?n=1000: unexpected status code 401 Unauthorized: Not Authorized'

test('a finding does not contradict the object: provider aws is set already', async () => {
  const image = 'image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web'
  expect(await causes(repository(`${image}, provider: aws`, REFUSED))).not.toContain('wrong-provider')
  expect((await causes(repository(image, REFUSED)))[0]).toBe('wrong-provider')
})

test('kubectl describe tells of the provider as well', async () => {
  const described = (provider: string) =>
    `Name:         web\nNamespace:    apps\nAPI Version:  image.toolkit.fluxcd.io/v1\nKind:         ImageRepository\nSpec:\n  Image:     111122223333.dkr.ecr.eu-west-1.amazonaws.com/web\n  Provider:  ${provider}\nStatus:\n  Conditions:\n    Message:  ${REFUSED}\n    Reason:   ReadOperationFailed\n    Status:   False\n    Type:     Ready\n`
  expect(await causes(described('aws'))).not.toContain('wrong-provider')
  expect((await causes(described('generic')))[0]).toBe('wrong-provider')
})

test.each<[what: string, value: string, cause: string, confidence: string]>([
  ['a host of a newer partition', '111122223333.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'flux-version-too-old', 'certain'],
  ['the same with a masked account', 'redacted.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'flux-version-too-old', 'likely'],
  ['a foreign registry', 'ghcr.io', 'wrong-provider', 'certain'],
  ['a masked one', '<registry>', 'wrong-provider', 'likely'],
])('the value that a program quotes decides: %s', async (_, value, cause, confidence) => {
  expect(await findings(`invalid AWS registry: '${value}'. must match ([0-9+]*).dkr.ecr`)).toMatchObject([{ cause, confidence }])
})

test.each<[what: string, value: string, cause: string]>([
  ['of another partition', 'arn:aws-us-gov:iam::111122223333:role/tenant', 'flux-version-too-old'],
  ['not there', '', 'irsa-not-injected'],
  ['of a policy', 'arn:aws:iam::111122223333:policy/tenant', 'malformed-role-arn'],
])('an annotation that is refused: %s', async (_, value, cause) => {
  const text = `failed to get provider identity from service account 'apps/tenant' annotations: invalid eks.amazonaws.com/role-arn annotation: '${value}'. must match ^arn:aws`
  expect(await findings(text)).toMatchObject([{ cause, confidence: 'certain' }])
})
