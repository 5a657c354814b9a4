import { format } from '@cdktn/hcl-tools'
import { getExpressionAst, parse } from '@cdktn/hcl2json'
import { describe, expect, test } from 'vitest'
import { parse as parseYaml, parseAllDocuments } from 'yaml'
import { RENDER_FORMATS } from '../../src/config/run-options.ts'
import { equivalent } from '../../src/domain/canonical.ts'
import { mergeValues, unmet } from '../../src/domain/chart-values.ts'
import type { PolicyDocument, Statement } from '../../src/domain/policy-document.ts'
import type { World } from '../../src/model/world.ts'
import { RENDERERS } from '../../src/render/formats.ts'
import { EMPTY, PASSWORD, rendered } from './sample.ts'

/** Both readers that will meet the YAML: Helm's and Kubernetes' is of 1.1. */
function documentsOf(text: string): Record<string, unknown>[] {
  const [old, current] = (['1.1', '1.2'] as const).map((version) =>
    parseAllDocuments(text, { version }).map((document) => document.toJS() as Record<string, unknown>),
  )
  expect(old).toEqual(current)
  return current ?? []
}

test.each(RENDER_FORMATS)('%s holds no secret, in no encoding', (name) => {
  const text = RENDERERS[name](rendered().rendering)
  expect(text).not.toContain(PASSWORD)
  expect(text).not.toContain(Buffer.from(PASSWORD).toString('base64'))
  expect(text.endsWith('\n')).toBe(true)
})

test('iam holds the documents, names, ARNs and tags that install would write', () => {
  const { desired, rendering } = rendered()
  const document = JSON.parse(RENDERERS.iam(rendering)) as Record<string, unknown>
  const { policy, role, provider } = desired
  expect(document).toMatchObject({
    schema: 'flux-irsa/render/v1',
    oidcProvider: { arn: provider.arn, url: provider.url, clientIds: ['sts.amazonaws.com'], exists: false },
    policy: { arn: policy.arn, document: policy.document, tags: policy.tags },
    role: {
      arn: role.arn,
      trust: { Statement: [role.statement] },
      permissionsBoundary: role.boundary,
      attached: [policy.arn],
      tags: role.tags,
    },
  })
})

test('kubernetes reads back as the Namespace, the annotated ServiceAccounts and the FluxInstance that are wanted', () => {
  const { desired, rendering } = rendered()
  const objects = documentsOf(RENDERERS.kubernetes(rendering)) as {
    kind: string
    metadata: { name: string; annotations?: Record<string, string> }
    spec?: unknown
  }[]
  expect(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
    'Namespace/flux-system',
    'ServiceAccount/image-automation-controller',
    'ServiceAccount/image-reflector-controller',
    'FluxInstance/flux',
  ])
  for (const account of objects.slice(1, 3))
    expect(account.metadata.annotations).toMatchObject({ 'eks.amazonaws.com/role-arn': desired.role.arn, 'flux-irsa/grant': desired.grant })
  const instance = objects[3]
  expect(unmet(desired.instance.spec, instance?.spec)).toEqual([])
  expect(instance).toMatchObject({
    metadata: { annotations: { 'acme.io/octal': '0o17', 'acme.io/null': 'null' } },
    spec: { cluster: { size: 'large', networkPolicy: false, domain: 'cluster.local' }, sharding: { shards: ['a'] } },
  })
})

test('the Secret is a stub in comments, with the keys that the URL asks for', () => {
  const text = RENDERERS.kubernetes(rendered().rendering)
  expect(text).toContain('#   kind: Secret\n')
  expect(text).toContain('#     password: ""\n')
  const ssh = rendered({}, { git: { url: 'ssh://git@github.com/acme/fleet', secretName: 'key' } })
  expect(RENDERERS.kubernetes(ssh.rendering)).toContain(
    'kubectl create secret generic key --namespace flux-system --from-file=identity=FILE --from-file=known_hosts=FILE',
  )
  expect(RENDERERS.kubernetes(rendered({}, { git: {} }).rendering)).not.toContain('Secret')
})

test('helm holds the values of both charts, and the commands with the pinned charts', () => {
  const { desired, rendering } = rendered({}, { flux: { chartDigests: { 'flux-instance': `sha256:${'a'.repeat(64)}` } } })
  const text = RENDERERS.helm(rendering)
  const artifact = 'oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests:v0.58.1'
  const written = mergeValues(desired.instance.values, { instance: { distribution: { artifact } } })
  expect(documentsOf(text)).toEqual([desired.operator.values, written])
  expect(text).toContain(
    `helm upgrade --install flux-operator oci://ghcr.io/controlplaneio-fluxcd/charts/flux-operator --version ${desired.operator.version} --namespace flux-system`,
  )
  expect(text).toContain(
    `helm upgrade --install flux oci://ghcr.io/controlplaneio-fluxcd/charts/flux-instance@sha256:${'a'.repeat(64)} --namespace flux-system`,
  )
})

interface Template {
  Resources: Record<string, { Type: string; DependsOn?: string; Properties: Record<string, unknown> }>
}

test('cloudformation holds the same documents, boundary and tags, and the provider outlives the stack', () => {
  const { desired, rendering } = rendered()
  const [template] = documentsOf(RENDERERS.cloudformation(rendering)) as unknown as Template[]
  const { OidcProvider, FluxEcrPolicy, FluxRole } = template?.Resources ?? {}
  expect(OidcProvider).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: { Url: desired.provider.url, ClientIdList: ['sts.amazonaws.com'] },
  })
  expect(FluxEcrPolicy?.Properties).toMatchObject({ ManagedPolicyName: desired.policy.name, PolicyDocument: desired.policy.document })
  expect(FluxRole).toMatchObject({
    DependsOn: 'OidcProvider',
    Properties: { AssumeRolePolicyDocument: { Statement: [desired.role.statement] }, PermissionsBoundary: desired.role.boundary },
  })
  const tags = FluxRole?.Properties['Tags'] as { Key: string; Value: string }[]
  expect(Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))).toEqual(desired.role.tags)
  expect(JSON.stringify(template)).not.toContain('Fn::Sub')
})

type Terraform = Record<'resource' | 'data', Record<string, Record<string, Record<string, unknown>[]>>> & {
  import?: { to: string; id: string }[]
}

async function terraform(world: Partial<World> = {}) {
  const { desired, rendering } = rendered(world)
  const text = RENDERERS.terraform(rendering)
  return { desired, text, parsed: (await parse('main.tf', text)) as unknown as Terraform }
}

/** What `data "aws_iam_policy_document"` makes of its blocks. */
function documentOf(data: Record<string, unknown> | undefined, providerArn: string): PolicyDocument {
  interface Block {
    sid?: string
    effect: 'Allow'
    actions: string[]
    resources?: string[]
    principals?: { type: string; identifiers: string[] }[]
    condition?: { test: string; variable: string; values: string[] }[]
  }
  const known = (text: string) => (/^\$\{(data\.)?aws_iam_openid_connect_provider\.cluster\.arn\}$/.test(text) ? providerArn : text)
  const statements = ((data?.['statement'] ?? []) as Block[]).map((one): Statement => ({
    ...(one.sid ? { Sid: one.sid } : {}),
    Effect: one.effect,
    Action: one.actions,
    ...(one.resources ? { Resource: one.resources } : {}),
    ...(one.principals
      ? { Principal: Object.fromEntries(one.principals.map(({ type, identifiers }) => [type, identifiers.map(known)])) }
      : {}),
    ...(one.condition
      ? {
          Condition: one.condition.reduce<NonNullable<Statement['Condition']>>(
            (all, { test: operator, variable, values }) => ({ ...all, [operator]: { ...all[operator], [variable]: values } }),
            {},
          ),
        }
      : {}),
  }))
  return { Version: '2012-10-17', Statement: statements }
}

test('terraform is formatted as terraform fmt does, and its policy documents mean what install would write', async () => {
  const { desired, text, parsed } = await terraform()
  expect(await format(text)).toBe(text)
  const { flux_ecr, flux_trust } = parsed.data['aws_iam_policy_document'] ?? {}
  expect(equivalent(documentOf(flux_ecr?.[0], ''), desired.policy.document)).toBe(true)
  expect(
    equivalent(documentOf(flux_trust?.[0], desired.provider.arn), { Version: '2012-10-17', Statement: [desired.role.statement] }),
  ).toBe(true)
  expect(parsed.resource['aws_iam_openid_connect_provider']?.['cluster']?.[0]).toMatchObject({
    url: desired.provider.url,
    client_id_list: ['sts.amazonaws.com'],
  })
  expect(text).not.toContain('thumbprint')
  expect(parsed.resource['aws_iam_role']?.['flux']?.[0]).toMatchObject({
    name: desired.role.name,
    permissions_boundary: desired.role.boundary,
    tags: { team: 'a b', größe: 'yes', version: '1.10' },
  })
  expect(parsed.import).toBeUndefined()
})

test('in terraform pods come last: the instance waits for the attachment, the ServiceAccounts and the operator', async () => {
  const { desired, text, parsed } = await terraform()
  const releases = parsed.resource['helm_release'] ?? {}
  expect(releases['flux']?.[0]?.['depends_on']).toEqual([
    '${aws_iam_role_policy_attachment.flux_ecr}',
    '${kubernetes_service_account_v1.flux}',
    '${helm_release.flux_operator}',
  ])
  expect(releases['flux_operator']?.[0]).toMatchObject({ chart: desired.operator.chart, version: desired.operator.version })
  expect(parsed.resource['kubernetes_service_account_v1']?.['flux']?.[0]).toMatchObject({
    metadata: [{ annotations: { 'eks.amazonaws.com/role-arn': '${aws_iam_role.flux.arn}' } }],
  })
  // What the user's values hold stays text.
  expect(text).toContain('expression = "file(\\"/etc/passwd\\")"')
  expect(text).toContain('"--x=$${a}"')
  expect(text).toContain('"%%{ if true }"')
  const values = String(((releases['flux_operator']?.[0]?.['values'] ?? []) as string[])[0]).replace(/^\$\{|\}$/g, '')
  expect(await getExpressionAst('main.tf', values)).not.toBeNull()
})

test('what is there is used or imported, never made twice, and statements of others stay', async () => {
  const { desired } = rendered()
  const other: Statement = {
    Sid: 'Other',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::123456789012:root' },
    Action: 'sts:AssumeRole',
    Condition: { Bool: { 'aws:MultiFactorAuthPresent': true } },
  }
  const trust = { Version: '2012-10-17', Statement: [other] }
  const { arn, name, path } = desired.role
  const world: Partial<World> = {
    provider: { arn: desired.provider.arn, url: desired.provider.url, clientIds: [], tags: {} },
    candidates: [{ id: 'AROA', arn, name, path, trust, tags: {}, attached: [desired.policy.arn] }],
    policies: new Map([[desired.policy.arn, { ...desired.policy, versionId: 'v1', attachmentCount: 1 }]]),
    namespace: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } },
  }
  const { text, parsed } = await terraform(world)
  expect(await format(text)).toBe(text)
  expect(parsed.data['aws_iam_openid_connect_provider']?.['cluster']?.[0]).toEqual({ arn: desired.provider.arn })
  expect(text).toContain('aws iam add-client-id-to-open-id-connect-provider')
  expect(parsed.data['kubernetes_namespace_v1']).toBeDefined()
  expect(parsed.import).toEqual([
    { to: '${aws_iam_policy.flux_ecr}', id: desired.policy.arn },
    { to: '${aws_iam_role.flux}', id: name },
    { to: '${aws_iam_role_policy_attachment.flux_ecr}', id: `${name}/${desired.policy.arn}` },
  ])
  const wanted = { Version: '2012-10-17', Statement: [other, desired.role.statement] }
  expect(equivalent(documentOf(parsed.data['aws_iam_policy_document']?.['flux_trust']?.[0], desired.provider.arn), wanted)).toBe(true)
  const { rendering } = rendered(world)
  expect(RENDERERS.cloudformation(rendering)).not.toContain('AWS::IAM::OIDCProvider')
  expect((parseYaml(RENDERERS.kubernetes(rendering).split('---\n')[1] ?? '') as { metadata: object }).metadata).toEqual({
    name: 'flux-system',
  })
  expect(EMPTY.provider).toBeUndefined()
})

describe('an artifact that the chart would print as null is refused where it is applied on the server, so', () => {
  const artifactIn = (text: string) => /artifact"?\s*[:=]\s*"?([^"\n]*)/.exec(text)?.[1]

  test.each(['helm', 'terraform'] as const)('%s names the manifests of this very operator', (form) => {
    expect(artifactIn(RENDERERS[form](rendered().rendering))).toBe('oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests:v0.58.1')
  })

  test('of charts from a mirror it stays inside the image, and helm 4 gets its flag', () => {
    const text = RENDERERS.helm(
      rendered({}, { flux: { chartRepository: 'oci://registry.example.com/charts', chartDigests: {} } }).rendering,
    )
    expect(artifactIn(text)).toBe('')
    expect(text).toContain('with helm 4, add --server-side=false')
  })

  test('what somebody chose is written as it is', () => {
    const artifact = 'oci://registry.example.com/manifests:v0.58.1'
    const chartValues = { operator: {}, instance: { instance: { distribution: { artifact } } } }
    expect(artifactIn(RENDERERS.helm(rendered({}, { chartValues }).rendering))).toContain(artifact)
  })

  test('the object itself says nothing', () => {
    expect(RENDERERS.kubernetes(rendered().rendering)).not.toContain('artifact')
  })
})
