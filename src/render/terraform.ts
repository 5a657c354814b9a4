import { commented, secretLines, titleLines } from './comments.ts'
import { block, hclText, ref, type BodyItem } from './hcl.ts'
import type { Rendering } from './rendering.ts'
import { clusterItems } from './terraform-cluster.ts'
import { iamItems } from './terraform-iam.ts'

/**
 * A root module that brings all of it about: provider, policy, role, namespace, ServiceAccounts and both Helm releases, in the order in
 * which install makes them. What is there already is used (OIDC provider, namespace) or imported (the rest), never made twice. Thumbprints
 * are left out: IAM reads them itself. Formatted as `terraform fmt` does.
 * Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs (Argument Reference of each resource)
 */
export function renderTerraform(rendering: Rendering): string {
  const head = [
    ...titleLines(rendering, 'Terraform'),
    'In a module that has providers of its own, leave the provider blocks out.',
    ...secretLines(rendering),
  ]
  return `${commented(head)}\n${hclText([...settings(rendering), ...iamItems(rendering), ...(rendering.standing ? [] : clusterItems(rendering))])}`
}

function settings({ cluster }: Rendering): BodyItem[] {
  const of = (name: string, version: string) => ({ source: `hashicorp/${name}`, version })
  return [
    block(
      'terraform',
      [],
      [
        // Import blocks came with 1.5.
        ['required_version', '>= 1.5'],
        block(
          'required_providers',
          [],
          [
            ['aws', of('aws', '>= 6.0')],
            ['helm', of('helm', '>= 3.0')],
            ['kubernetes', of('kubernetes', '>= 2.30')],
          ],
        ),
      ],
    ),
    block(
      'provider',
      ['aws'],
      [
        ['region', cluster.region],
        ['allowed_account_ids', [cluster.account]],
      ],
    ),
    block('data', ['aws_eks_cluster', 'this'], [['name', cluster.name]]),
    block('data', ['aws_eks_cluster_auth', 'this'], [['name', cluster.name]]),
    block(
      'provider',
      ['kubernetes'],
      Object.entries(ACCESS).map(([name, value]) => [name, value]),
    ),
    block('provider', ['helm'], [['kubernetes', ACCESS]]),
  ]
}

const ACCESS = {
  host: ref('data.aws_eks_cluster.this.endpoint'),
  cluster_ca_certificate: ref('base64decode(data.aws_eks_cluster.this.certificate_authority[0].data)'),
  token: ref('data.aws_eks_cluster_auth.this.token'),
}
