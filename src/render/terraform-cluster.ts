import { ROLE_ARN_ANNOTATION } from '../domain/ownership.ts'
import { releaseDescription } from '../flux/names.ts'
import { valuesForOthers } from './for-others.ts'
import { block, call, hclValue, ref, type BodyItem } from './hcl.ts'
import type { Rendering } from './rendering.ts'
import { ATTACHMENT, imported } from './terraform-iam.ts'

const NAMESPACE = 'kubernetes_namespace_v1'
const SERVICE_ACCOUNTS = 'kubernetes_service_account_v1.flux'

/** Namespace, ServiceAccounts and the releases; `depends_on` where no reference says that the pods come last. */
export function clusterItems(rendering: Rendering): BodyItem[] {
  const { namespace, serviceAccounts, operator, instance } = rendering
  const inNamespace = ref(`${namespace.exists ? 'data.' : ''}${NAMESPACE}.flux.metadata[0].name`)
  return [
    block(namespace.exists ? 'data' : 'resource', [NAMESPACE, 'flux'], namespaceBody(rendering)),
    block('resource', SERVICE_ACCOUNTS.split('.'), [
      ['for_each', call('toset', serviceAccounts.names)],
      block(
        'metadata',
        [],
        [
          ['name', ref('each.key')],
          ['namespace', inNamespace],
          ['annotations', { ...serviceAccounts.annotations, [ROLE_ARN_ANNOTATION]: ref('aws_iam_role.flux.arn') }],
        ],
      ),
      { comment: 'The operator puts labels of its own on them.' },
      block('lifecycle', [], [['ignore_changes', [ref('metadata[0].labels')]]]),
    ]),
    release('flux_operator', operator, [['namespace', inNamespace]], []),
    release('flux', instance, [['namespace', inNamespace]], [ATTACHMENT, SERVICE_ACCOUNTS, 'helm_release.flux_operator']),
    ...serviceAccounts.existing.map((name) => imported(`${SERVICE_ACCOUNTS}["${name}"]`, `${namespace.name}/${name}`)),
    ...(operator.exists ? [imported('helm_release.flux_operator', `${namespace.name}/${operator.name}`)] : []),
    ...(instance.exists ? [imported('helm_release.flux', `${namespace.name}/${instance.name}`)] : []),
  ]
}

/** The operator puts labels on the namespace that it finds, and Terraform would take them off again. */
function namespaceBody({ namespace }: Rendering): BodyItem[] {
  if (namespace.exists) return [block('metadata', [], [['name', namespace.name]])]
  return [
    block(
      'metadata',
      [],
      [
        ['name', namespace.name],
        ['annotations', namespace.annotations],
      ],
    ),
    block('lifecycle', [], [['ignore_changes', [ref('metadata[0].labels')]]]),
  ]
}

/** A chart that is pinned by digest takes no version. */
function release(label: string, wanted: Rendering['operator'], place: BodyItem[], after: string[]): BodyItem {
  const { name, charts, chart, version, digest } = wanted
  const values = valuesForOthers(wanted)
  return block(
    'resource',
    ['helm_release', label],
    [
      ['name', name],
      ...place,
      ['chart', chart],
      ...(digest ? [] : [['version', version] satisfies BodyItem]),
      ['description', releaseDescription(charts)],
      ...(Object.keys(values).length > 0 ? [['values', [call('yamlencode', hclValue(values))]] satisfies BodyItem] : []),
      ...(after.length > 0 ? [['depends_on', after.map(ref)] satisfies BodyItem] : []),
    ],
  )
}
