import { notApplicable, pass, warn, type Check, type Finding } from '../kernel/check.ts'
import { environmentOf, podsUnder } from './controller-pods.ts'
import type { Facts } from '../kernel/facts.ts'
import { serviceAccountNames } from './service-accounts.ts'
import { shell } from '../../domain/shell.ts'

export const POD_REGION: Check[] = [
  {
    id: 'pod-region',
    section: 'pods',
    severity: 'warn',
    title: 'the pod knows its AWS region',
    needs: ['pod/@'],
    names: serviceAccountNames,
    run: region,
  },
]

/**
 * The webhook sets AWS_REGION and AWS_DEFAULT_REGION together, and neither where one is there already; Flux reads AWS_REGION alone.
 * Source: addEnvToContainer in pkg/handler/handler.go of https://github.com/aws/amazon-eks-pod-identity-webhook;
 * auth/aws/provider.go of https://github.com/fluxcd/pkg
 */
async function region(facts: Facts, serviceAccount: string): Promise<Finding> {
  const [pod] = await podsUnder(facts, serviceAccount)
  if (!pod) return notApplicable('no pod')
  const { AWS_REGION: said, AWS_DEFAULT_REGION: fallback, AWS_STS_REGIONAL_ENDPOINTS: endpoints } = environmentOf(pod)
  const { namespace } = facts.settings
  const { name } = pod.metadata
  const evidence = [`pod: ${namespace}/${name}`]
  if (said) {
    const global = endpoints === 'legacy'
    return pass(
      said,
      evidence,
      global ? `${name} has AWS_STS_REGIONAL_ENDPOINTS=legacy: SDKs that heed it ask the global STS endpoint` : '',
    )
  }
  if (fallback) {
    return warn(`${name} has AWS_DEFAULT_REGION but no AWS_REGION, which is the one that Flux reads`, {
      evidence,
      cause: 'sts-endpoint',
      fix: shell`Take AWS_DEFAULT_REGION out of the Deployment ${namespace}/${serviceAccount}: without it the webhook sets both.`,
    })
  }
  return warn(`${name} has no AWS_REGION: sources that are not in ECR cannot be signed for`, {
    evidence,
    cause: 'sts-endpoint',
    fix: shell`kubectl --namespace ${namespace} delete pod ${name}`,
  })
}
