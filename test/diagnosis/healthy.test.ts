import { describe, expect, test } from 'vitest'
import { causes, findings } from './explained.ts'

const account = (annotation: string, name = 'kustomize-controller') =>
  `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ${name}\n  namespace: flux-system\n  annotations:\n    eks.amazonaws.com/role-arn: ${annotation}\n`

describe('what is no fault is no finding', () => {
  test.each([
    ['a template of Terraform', account('${ module_outputs.kms.iam_role_arn }')],
    ['a variable of Flux', account('arn:aws:iam::${account_id}:role/flux')],
    ['a template of Helm', account('{{ .Values.roleArn | quote }}')],
    ['an account that was taken out', account('arn:aws:iam::XXXXXXXXXXXX:role/flux')],
    ['an account to fill in', account('arn:aws:iam::<account-id>:role/flux')],
    [
      'a template with lines of logic',
      '{{- if .Values.scan }}\napiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  image: {{ .Values.image }}\n  provider: {{ .Values.provider }}\n{{- end }}\n',
    ],
    [
      'an image with a variable as its tag',
      'apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata: {name: web, namespace: apps}\nspec:\n  image: ${registry}/web:${tag}\n  interval: 5m\n',
    ],
    [
      'values of a chart, with a comment about an error',
      'instance:\n  sync:\n    kind: GitRepository\n    url: https://bitbucket.org/acme/fleet.git\n    pullSecret: git\n    # fails with 401 Unauthorized when the app password is wrong\n  cluster:\n    networkPolicy: false\n',
    ],
    [
      'a cluster of eksctl',
      'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: prod, region: eu-west-1}\niam:\n  withOIDC: true\n  serviceAccounts:\n  - metadata: {name: source-controller, namespace: flux-system}\n',
    ],
    [
      'code of Terraform',
      'resource "aws_iam_role" "flux" {\n  name = "flux"\n}\n\ndata "aws_iam_policy_document" "trust" {\n  statement {\n    actions = ["sts:AssumeRoleWithWebIdentity"]\n    condition {\n      test     = "StringEquals"\n      variable = "${module.eks.oidc_provider}:sub"\n      values   = ["system:serviceaccount:flux-system:image-reflector-controller"]\n    }\n  }\n}\n',
    ],
    [
      'a workflow, which no reader of YAML takes',
      'name: push\non: [push]\njobs:\n  push:\n    runs-on: ubuntu-latest\n    permissions:\n      id-token: write\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          role-to-assume: arn:aws:iam::111122223333:role/ci\n      - run: docker login || echo "unauthorized: authentication required"\n',
    ],
    [
      'a description that speaks of denials',
      JSON.stringify({ Role: { RoleName: 'flux', Description: 'reads ECR; all else is denied, and the token never expires' } }, null, 2),
    ],
  ])('%s', async (_, text) => {
    expect(await findings(text)).toEqual([])
  })
})

const REPORT = [
  '  ✔ the IAM OIDC provider exists for the issuer',
  '  ✔ no explicit deny: neither a boundary nor an SCP denies sts:AssumeRoleWithWebIdentity',
  '    aud: sts.amazonaws.com, error: none, expired: no',
  '  ✔ webhook pod-identity-webhook answers; no failed calls',
]

describe('reports of this program, and of others with its marks', () => {
  test('lines that passed are no fault, whatever their words', async () => {
    expect(await findings(REPORT.join('\n'))).toEqual([])
    expect(await findings(REPORT.map((line) => line.replace('✔', '[ok]')).join('\n'))).toEqual([])
  })

  test.each([
    ['short', 1],
    ['as long as a log', 40],
  ])('among them the line that failed is found: %s', async (_, times) => {
    const failed = '  ✘ images/web is not Ready: scan failed: toomanyrequests: Rate exceeded'
    const text = [...Array.from({ length: times }, () => REPORT.join('\n')), failed, REPORT.join('\n')].join('\n')
    expect(await causes(text)).toEqual(['throttling'])
  })

  test('the fix and the page below a check that failed say nothing of it', async () => {
    const text =
      '✘ images/web is not Ready: toomanyrequests: Rate exceeded\n    fix: kubectl patch imagerepository web --patch \'{"spec":{"provider":"aws"}}\' # 401 Unauthorized\n    docs: docs/checks/image.md\n'
    expect(await causes(text)).toEqual(['throttling'])
    expect(await causes(`${REPORT.join('\n')}\n`.repeat(10) + text)).toEqual(['throttling'])
  })

  test('flux check: what is well is no fault', async () => {
    const text =
      '► checking prerequisites\n✔ Kubernetes 1.28.14 >=1.26.0-0\n► checking crds\n✔ buckets.source.toolkit.fluxcd.io/v1beta2\n✔ all checks passed\n'
    expect((await causes(text)).filter((cause) => cause !== 'benign')).toEqual([])
  })

  test('the JSON of verify: the checks that failed, with their own cause and fix', async () => {
    const check = (id: string, status: string, message: string, more = {}) => ({
      id,
      section: 'x',
      title: 'x',
      status,
      message,
      evidence: [],
      docs: 'x',
      durationMs: 1,
      ...more,
    })
    const report = {
      schema: 'flux-irsa/verify/v1',
      verdict: 'fail',
      checks: [
        check('trust', 'pass', 'nothing denies sts:AssumeRoleWithWebIdentity; no explicit deny'),
        check('image-ready/apps/web', 'fail', 'apps/web is not Ready', { cause: 'wrong-provider', fix: 'kubectl fix it' }),
      ],
    }
    expect(await findings(JSON.stringify(report, null, 2))).toMatchObject([
      { cause: 'wrong-provider', fix: 'kubectl fix it', confidence: 'likely' },
    ])
    expect(await findings(JSON.stringify({ ...report, checks: report.checks.slice(0, 1) }, null, 2))).toEqual([])
  })
})
