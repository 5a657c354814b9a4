import { describe, expect, test } from 'vitest'
import { redacted } from '../../src/domain/redact.ts'

const b64 = (text: string): string => Buffer.from(text).toString('base64')
const S = 'hUnt3r2xQ9zLw81'
const BODY = 'MIIEowIBAAKCAQEAwZ5uI0Yh7b9Xq1p2s3d4f5g6h7j8k9l0QwErTyUiOpAsDfGh'
const JWT = `eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiJzeXN0ZW0ifQ.${'c2lnbmF0dXJl'.repeat(4)}`

/** A text, and what of it must not be seen. */
const SECRET: [what: string, text: string, secret: string][] = [
  ['a key in PEM', `-----BEGIN RSA PRIVATE KEY-----\n${BODY}\n${BODY}\n-----END RSA PRIVATE KEY-----`, BODY],
  [
    'a key in PEM with its line breaks written out',
    String.raw`"-----BEGIN OPENSSH PRIVATE KEY-----\n${BODY}\n-----END OPENSSH PRIVATE KEY-----\n"`,
    BODY,
  ],
  ['a key in PEM that was cut off', `x: -----BEGIN EC PRIVATE KEY-----\n${BODY}\n${BODY}`, BODY],
  ['the lines of a key without their frame', `${BODY}\n${BODY}`, BODY],
  ['a token of EKS', `token k8s-aws-v1.${b64('https://sts.eu-west-1.amazonaws.com/?X-Amz-Signature=abc')}`, 'k8s-aws-v1.aHR0'],
  ['a JWT', `got ${JWT} from`, JWT],
  ['a JWT in JSON', `{"jwt":"${JWT}"}`, JWT],
  ['a login of ECR', `docker login ${b64('{"payload":"abcdefghijklmnopqrstuvwxyz0123456789","datakey":"x"}')}`, 'eyJwYXls'],
  [
    'a signed URL',
    `GET https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F2026&X-Amz-Signature=${S}&X-Amz-Security-Token=${S}`,
    S,
  ],
  ['a signed URL of Azure', `https://x.blob.core.windows.net/a?sv=2026&sig=${S}%3D`, S],
  ['a token in a URL', `https://git.acme.com/x.git?private_token=${S}&ref=main`, S],
  ...[
    'ghp_',
    'gho_',
    'ghs_',
    'github_pat_',
    'glpat-',
    'gldt-',
    'glrt-',
    'glptt-',
    'ATBB',
    'ATATT3',
    'ATCTT3',
    'BBDC-',
    'dckr_pat_',
    'npm_',
    'xoxb-',
    'xapp-',
    'hvs.',
    'pypi-Ag',
    'sk_live_',
    'AIzaS',
    'ya29.',
    'IQoJb3JpZ2lu',
    'dop_v1_',
    'hf_x',
    'AGE-SECRET-KEY-1',
  ].map((begin): [string, string, string] => [`a token that begins with ${begin}`, `authentication with ${begin}${S}${S} failed`, S]),
  ['an access key', 'key AKIAIOSFODNN7EXAMPLE is', 'AKIAIOSFODNN7EXAMPLE'],
  ['a secret key in the environment', `AWS_SECRET_ACCESS_KEY=${S}/+${S}`, S],
  ['a secret key in a profile', `aws_secret_access_key = ${S}`, S],
  ['a session token in JSON', `{"SessionToken": "${S}==", "Expiration": "2026"}`, S],
  ['credentials in XML of STS', `<SecretAccessKey>${S}</SecretAccessKey><SessionToken>${S}</SessionToken>`, S],
  ['--password X', `helm registry login --username x --password ${S} host`, S],
  ['--password=X', `git --password=${S}`, S],
  ['--git-token "X"', `--git-token "${S} ${S}" --x`, S],
  ['--docker-password', `kubectl create secret docker-registry r --docker-password=${S}`, S],
  ['docker login -p', `docker login -u me -p ${S} ghcr.io`, S],
  ['curl -u', `curl -u me:${S} https://x`, S],
  ['curl --user', `curl --user 'me:${S}' https://x`, S],
  ['auth of Docker', `{"auths":{"ghcr.io":{"auth":"${b64(`me:${S}`)}"}}}`, b64(`me:${S}`)],
  ['auth in YAML', `auth: ${b64(`me:${S}`)}`, b64(`me:${S}`)],
  ['_authToken of npm', `//registry.example.com/:_authToken=${S}`, S],
  ['.dockerconfigjson', `.dockerconfigjson: ${b64('{"auths":{}}')}`, b64('{"auths":{}}')],
  ['a login in a URL', `unable to clone 'https://me:${S}@git.acme.com/x'`, S],
  ['a token as the user of a URL', `https://${S}@github.com/acme/x`, S],
  ['a password with /', `https://me:${S}/y@git.acme.com/x`, S],
  ['a password with / at its end', `https://me:a/${S}@git.acme.com/x`, S],
  ['a password with @', `https://me:a@${S}@git.acme.com/x`, S],
  ['a password with @ and /', `https://me:a@b/${S}@git.acme.com:8443/x`, S],
  ['a password of a database', `postgres://app:${S}@db.acme.com:5432/x`, S],
  ['a Bearer header', `Authorization: Bearer ${S}`, S],
  ['a Basic header', `authorization: Basic ${b64(`me:${S}`)}`, b64(`me:${S}`)],
  ['a header in JSON', `{"Authorization":["Bearer ${S}"]}`, S],
  ['a header in curl', `-H "Authorization: token ${S}"`, S],
  [
    'a header of SigV4',
    `Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261201, Signature=${'ab12'.repeat(16)}`,
    'ab12'.repeat(16),
  ],
  ['Private-Token', `PRIVATE-TOKEN: ${S}`, S],
  ['X-Vault-Token', `x-vault-token: ${S}`, S],
  ['a cookie', `Set-Cookie: session=${S}; Path=/`, S],
  ['client-key-data', `    client-key-data: ${b64(S.repeat(8))}`, b64(S.repeat(8)).slice(0, 20)],
  ['a token in a kubeconfig', `users:\n- name: x\n  user:\n    token: ${S}`, S],
  ['clientSecret', `"clientSecret":"${S}"`, S],
  ['JSON within JSON', String.raw`{"msg":"{\"password\":\"${S}\"}"}`, S],
  ['a password in a sentence', `the password "${S}" was refused`, S],
  ['a password behind a colon', `wrong password: ${S}.`, S],
  ['a password with a comma', `password=a1,${S};x`, S],
  ['a password in YAML quotes', `password: '${S} ${S}'`, S],
  ['a block of YAML', `identity-token: |\n  ${S}\n  ${S}\nnext: 1`, S],
  ['a password of letters alone', 'password: correcthorse', 'correcthorse'],
  ['a password of a Helm value', `--set adminPassword=${S}`, S],
  [
    'data of a Secret in YAML',
    `apiVersion: v1\nkind: Secret\ndata:\n  config: ${b64(S)}\n  other: |\n    ${S}\nmetadata:\n  name: x`,
    b64(S),
  ],
  ['text of a Secret in YAML', `kind: Secret\nstringData:\n  config: |\n    ${S}\n`, S],
  ['data of a Secret in JSON', `{"kind":"Secret","data":{"config":"${b64(S)}","x":"${b64(S)}"},"metadata":{"name":"x"}}`, b64(S)],
]

describe('is taken out', () => {
  test.each(SECRET)('%s', (_, text, secret) => {
    const clean = redacted(text)
    expect(clean).not.toContain(secret)
    expect(clean).toContain('REDACTED')
    expect(redacted(clean)).toBe(clean)
  })
})

describe('stays as it is', () => {
  test.each([
    'User: arn:aws:sts::111122223333:assumed-role/prod-flux/1719 is not authorized to perform: ecr:ListImages on resource: arn:aws:ecr:eu-west-1:111122223333:repository/apps/web',
    'arn:aws:iam::111122223333:role/team/AWSServiceRoleForAmazonEKSNodegroup has the id AROAEXAMPLE1234567890',
    'AIDAEXAMPLE1234567890 in account 111122223333',
    '111122223333.dkr.ecr.eu-west-1.amazonaws.com/apps/web:1.0@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'https://ghcr.io/fluxcd/flux@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'flux-irsa install --chart-digest flux-operator=sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'oci://ghcr.io/controlplaneio-fluxcd/charts/flux-operator@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
    'https://ABCDEF0123456789ABCDEF0123456789.gr7.eu-west-1.eks.amazonaws.com:443',
    "unable to clone 'ssh://git@git.acme.com/fleet': knownhosts: key mismatch",
    'git@github.com:acme/fleet.git',
    'https://github.com/acme/fleet/tree/v1@2',
    'revision: main@sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'Www-Authenticate: Bearer realm="https://ghcr.io/token",service="ghcr.io"',
    'Secret flux-system/git-auth not found',
    'secret "flux-system" not found',
    'secretRef: name: flux-system',
    'secretName: ghcr-login',
    'token has expired; Basic authentication is required',
    'the token is invalid: audience',
    'ExpiredToken: The security token included in the request is expired',
    'pods is forbidden: User "system:serviceaccount:apps:web" cannot create resource "serviceaccounts/token"',
    'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    'flux-irsa install --cluster prod --git-password-stdin --yes',
    'printf %s "$TOKEN" | flux-irsa install --git-password-file token.txt',
    'kubectl create secret docker-registry r --docker-password="$REGISTRY_TOKEN"',
    'automountServiceAccountToken: false',
    'expirationSeconds: 3600, audience: sts.amazonaws.com',
    'eks.amazonaws.com/token-expiration: 86400',
    'AWS_WEB_IDENTITY_TOKEN_FILE=/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
    'kind: Secret\nmetadata:\n  name: git-auth\n  namespace: flux-system',
    'requestId: 0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f',
    'password: is required',
    'identity: image-reflector-controller, auth: workload-identity',
    'flux-irsa install --git-password-file FILE, --token TOKEN',
  ])('%s', (text) => {
    expect(redacted(text)).toBe(text)
  })

  test('the names of the keys of a Secret, and all around them', () => {
    const text = `kind: Secret\ndata:\n  username: ${b64('x')}\n  password: ${b64(S)}\nmetadata:\n  name: git`
    expect(redacted(text)).toBe('kind: Secret\ndata:\n  username: REDACTED\n  password: REDACTED\nmetadata:\n  name: git')
  })

  test('the host of a URL, and the user of curl', () => {
    expect(redacted(`curl -u me:${S} https://a:b/${S}@git.acme.com/x?ref=main`)).toBe(
      'curl -u me:REDACTED https://REDACTED@git.acme.com/x?ref=main',
    )
  })

  test('the quotes around a value, so that a command stays a command', () => {
    expect(redacted(`x --password '${S} y' -- z`)).toBe("x --password 'REDACTED' -- z")
  })
})

/** Texts that made patterns of this kind go over them again and again. */
const ADVERSARIAL: [string, string][] = [
  ['the beginning of a JWT', 'eyJ'],
  ['a JWT without an end', 'eyJa.'],
  ['letters', 'a'],
  ['base64', 'aB3/'],
  ['the beginning of URLs', '://'],
  ['users of URLs', '://a@'],
  ['at signs', '@'],
  ['dashes', '-'],
  ['frames of keys', '-----BEGIN A-----'],
  ['half frames', '-----BEGIN '],
  ['names of secrets', 'password'],
  ['names with a colon', 'password:'],
  ['names with an open quote', 'password="'],
  ['both quotes', `token='token="`],
  ['backslashes', String.raw`token:\"`],
  ['flags', '--password '],
  ['flags in one word', '--a-password'],
  ['headers', 'Authorization: '],
  ['schemes', 'Bearer '],
  ['schemes and letters', 'Basic aaaaaaaa'],
  ['blocks', 'password: |\n '],
  ['tags', '<Token>'],
  ['data of Secrets', 'kind: Secret "data":{'],
  ['data of Secrets in YAML', 'kind: Secret\ndata:\n  a: b\n'],
  ['spaces', ' '],
  ['login', 'login '],
  ['parameters', '?token='],
  ['beginnings of tokens', 'ghp_'],
]

test.each(ADVERSARIAL)('time grows with the length alone: %s', (_, piece) => {
  const timeOf = (length: number): number => {
    const text = piece.repeat(Math.ceil(length / piece.length))
    const from = process.cpuUsage()
    redacted(text)
    const { user, system } = process.cpuUsage(from)
    return (user + system) / 1000
  }
  timeOf(20_000)
  // Twice as long and a half: what is quadratic would take 100 times as long, and minutes at ten megabytes.
  const small = Math.max(4, timeOf(200_000))
  expect(timeOf(2_000_000) / small).toBeLessThan(45)
})
