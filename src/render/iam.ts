import type { Rendering } from './rendering.ts'

/** The IAM side as one JSON document: provider, policy and role with their documents, ARNs and tags. */
export function renderIam({ tool, cluster, provider, policy, role }: Rendering): string {
  const document = {
    schema: 'flux-irsa/render/v1',
    format: 'iam',
    tool,
    cluster,
    oidcProvider: { arn: provider.arn, url: provider.url, clientIds: [provider.clientId], exists: provider.exists },
    policy: { arn: policy.arn, name: policy.name, path: policy.path, document: policy.document, tags: policy.tags, exists: policy.exists },
    role: {
      arn: role.arn,
      name: role.name,
      path: role.path,
      trust: role.trust,
      permissionsBoundary: role.boundary ?? null,
      attached: [policy.arn],
      tags: role.tags,
      exists: role.exists,
    },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
