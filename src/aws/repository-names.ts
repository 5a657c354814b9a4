import { observed, type CallContext } from '../net/call-context.ts'
import { awsFailure } from './failures.ts'
import type { Session } from './session.ts'

/** The ECR repositories of the session's account and region, sorted. Throws a Failure where the caller may not list them. */
export async function repositoryNames({ config }: Session, context: CallContext): Promise<string[]> {
  // Loaded late, as wherever ECR is asked: most runs do not.
  const { ECRClient, paginateDescribeRepositories } = await import('@aws-sdk/client-ecr')
  try {
    return await observed(context, 'ecr', 'DescribeRepositories', async () => {
      const names: string[] = []
      const pages = paginateDescribeRepositories({ client: new ECRClient(config) }, { maxResults: 1000 }, { abortSignal: context.signal })
      for await (const { repositories = [] } of pages) names.push(...repositories.flatMap(({ repositoryName }) => repositoryName ?? []))
      return names.toSorted()
    })
  } catch (error) {
    throw awsFailure(error, 'ecr:DescribeRepositories')
  }
}
