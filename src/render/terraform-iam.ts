import { asList, statementsOf } from '../domain/canonical.ts'
import { TAG_CLUSTER, TAG_POLICY } from '../domain/ownership.ts'
import type { PolicyDocument, Statement } from '../domain/policy-document.ts'
import { block, ref, type BodyItem, type HclValue } from './hcl.ts'
import type { Rendering } from './rendering.ts'
import { shell } from '../domain/shell.ts'

const PROVIDER = 'aws_iam_openid_connect_provider'
const POLICY = 'aws_iam_policy.flux_ecr'
const ROLE = 'aws_iam_role.flux'
export const ATTACHMENT = 'aws_iam_role_policy_attachment.flux_ecr'
/** IAM never changes a description in place. */
const KEEP_DESCRIPTION = block('lifecycle', [], [['ignore_changes', [ref('description')]]])

/** Provider, policy, role and attachment; references between them make Terraform's order. */
export function iamItems(rendering: Rendering): BodyItem[] {
  const { policy, role } = rendering
  return [
    ...providerItems(rendering),
    block('data', ['aws_iam_policy_document', 'flux_ecr'], documentBody(policy.document)),
    block(
      'resource',
      ['aws_iam_policy', 'flux_ecr'],
      [
        ['name', policy.name],
        ['path', policy.path],
        ['description', 'Reads of Amazon ECR for Flux. Made by flux-irsa.'],
        ['policy', ref('data.aws_iam_policy_document.flux_ecr.json')],
        ['tags', policy.tags],
        ...(policy.exists ? [KEEP_DESCRIPTION] : []),
      ],
    ),
    block('data', ['aws_iam_policy_document', 'flux_trust'], documentBody(role.trust, providerReference(rendering))),
    block(
      'resource',
      ['aws_iam_role', 'flux'],
      [
        ['name', role.name],
        ['path', role.path],
        ['description', 'ECR access for Flux controllers by IRSA. Made by flux-irsa.'],
        ['assume_role_policy', ref('data.aws_iam_policy_document.flux_trust.json')],
        ...(role.boundary ? [['permissions_boundary', role.boundary] satisfies BodyItem] : []),
        ['tags', { ...role.tags, [TAG_POLICY]: ref(`${POLICY}.arn`) }],
      ],
    ),
    block(
      'resource',
      ['aws_iam_role_policy_attachment', 'flux_ecr'],
      [
        ['role', ref(`${ROLE}.name`)],
        ['policy_arn', ref(`${POLICY}.arn`)],
      ],
    ),
    ...(policy.exists ? [imported(POLICY, policy.arn)] : []),
    ...(role.exists ? [imported(ROLE, role.name)] : []),
    ...(role.isAttached ? [imported(ATTACHMENT, `${role.name}/${policy.arn}`)] : []),
  ]
}

/** An `import` block, so that Terraform takes over what is there instead of making it again. */
export function imported(to: string, id: string): BodyItem {
  return block(
    'import',
    [],
    [
      ['to', ref(to)],
      ['id', id],
    ],
  )
}

function providerItems({ provider, cluster }: Rendering): BodyItem[] {
  if (!provider.exists) {
    return [
      block(
        'resource',
        [PROVIDER, 'cluster'],
        [
          ['url', provider.url],
          ['client_id_list', [provider.clientId]],
          ['tags', { [TAG_CLUSTER]: cluster.arn }],
        ],
      ),
    ]
  }
  const command = shell`aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${provider.arn} --client-id ${provider.clientId}`
  const missing = provider.hasClientId ? [] : [{ comment: `The provider lacks a client id that STS asks for; add it first:\n  ${command}` }]
  return [...missing, block('data', [PROVIDER, 'cluster'], [['arn', provider.arn]])]
}

function providerReference({ provider }: Rendering): { arn: string; expression: string } {
  return { arn: provider.arn, expression: `${provider.exists ? 'data.' : ''}${PROVIDER}.cluster.arn` }
}

function documentBody(document: PolicyDocument, known?: { arn: string; expression: string }): BodyItem[] {
  const { Version: version, Id: id } = document
  return [
    ...(version && version !== '2012-10-17' ? [['version', version] satisfies BodyItem] : []),
    ...(id ? [['policy_id', id] satisfies BodyItem] : []),
    ...statementsOf(document).map((statement) =>
      block(
        'statement',
        [],
        statementBody(statement, (text) => (text === known?.arn ? ref(known.expression) : text)),
      ),
    ),
  ]
}

function statementBody(statement: Statement, known: (text: string) => HclValue): BodyItem[] {
  const lists: [string, string | string[] | undefined][] = [
    ['actions', statement.Action],
    ['not_actions', statement.NotAction],
    ['resources', statement.Resource],
    ['not_resources', statement.NotResource],
  ]
  return [
    ...(statement.Sid ? [['sid', statement.Sid] satisfies BodyItem] : []),
    ['effect', statement.Effect],
    ...lists.flatMap(([name, value]): BodyItem[] => (value === undefined ? [] : [[name, asList(value)]])),
    ...principals('principals', statement.Principal, known),
    ...principals('not_principals', statement.NotPrincipal, known),
    ...conditions(statement.Condition),
  ]
}

function principals(name: string, principal: Statement['Principal'], known: (text: string) => HclValue): BodyItem[] {
  if (principal === undefined) return []
  const byType = principal === '*' ? { '*': '*' } : principal
  return Object.entries(byType).map(([type, identifiers]) =>
    block(
      name,
      [],
      [
        ['type', type],
        ['identifiers', asList(identifiers).map(known)],
      ],
    ),
  )
}

function conditions(condition: Statement['Condition']): BodyItem[] {
  return Object.entries(condition ?? {}).flatMap(([test, keys]) =>
    Object.entries(keys).map(([variable, values]) =>
      block(
        'condition',
        [],
        [
          ['test', test],
          ['variable', variable],
          ['values', asList<string | boolean | number>(values).map(String)],
        ],
      ),
    ),
  )
}
