import { EKSClient, paginateListClusters } from '@aws-sdk/client-eks'
import { observed, type CallContext } from '../net/call-context.ts'
import { awsFailure } from './failures.ts'
import type { Session } from './session.ts'

/** The clusters of the session's account and region, in EKS's order. Throws a Failure where the caller may not list them. */
export async function clusterNames({ config }: Session, context: CallContext): Promise<string[]> {
  try {
    return await observed(context, 'eks', 'ListClusters', async () => {
      const names: string[] = []
      const pages = paginateListClusters({ client: new EKSClient(config) }, {}, { abortSignal: context.signal })
      for await (const { clusters = [] } of pages) names.push(...clusters)
      return names
    })
  } catch (error) {
    throw awsFailure(error, 'eks:ListClusters')
  }
}
